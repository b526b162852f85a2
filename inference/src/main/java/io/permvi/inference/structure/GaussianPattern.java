package io.permvi.inference.structure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Which Gaussian reals depend on each other given everything else, with a coloring of the columns of their Hessian so
 * that one gradient for each color, and one more, give the whole Hessian exactly (Curtis, Powell and Reid 1974).
 *
 * @param entries the flat indices of the Gaussian reals
 * @param neighbors for each of them the positions in {@code entries} of those that its Hessian column touches
 * @param color of each of them
 * @param colors how many there are
 */
public record GaussianPattern(int[] entries, int[][] neighbors, int[] color, int colors) {
    private static final int PROBES = 2;
    private static final double TOLERANCE = 1e-10;

    /**
     * Probes at interior values of the discrete latents, where no product of entries of a mask hides a pair.
     *
     * @param point left with other values. Modified.
     */
    public static GaussianPattern probe(ModelPoint point, int[] entries, RandomGenerator rng) {
        int size = entries.length;
        boolean[][] touched = new boolean[size][size];
        double[] base = new double[size];
        for (int repeat = 0; repeat < PROBES; repeat++) {
            StructureProbe.setInterior(point, rng);
            for (int e = 0; e < point.realCount(); e++) {
                point.setReal(e, 0.5 * rng.nextGaussian());
            }
            readGradient(point, entries, base);
            for (int k = 0; k < size; k++) {
                double before = point.real(entries[k]);
                point.setReal(entries[k], before + 1);
                point.forwardBackward();
                for (int l = 0; l < size; l++) {
                    double change = point.realGradient(entries[l]) - base[l];
                    touched[k][l] |= k == l || Math.abs(change) > TOLERANCE * (1 + Math.abs(base[l]));
                }
                point.setReal(entries[k], before);
            }
        }
        return colored(entries, touched);
    }

    private static void readGradient(ModelPoint point, int[] entries, double[] out) {
        point.forwardBackward();
        for (int k = 0; k < entries.length; k++) {
            out[k] = point.realGradient(entries[k]);
        }
    }

    private static GaussianPattern colored(int[] entries, boolean[][] touched) {
        int size = entries.length;
        int[][] neighbors = new int[size][];
        for (int k = 0; k < size; k++) {
            List<Integer> list = new ArrayList<>();
            for (int l = 0; l < size; l++) {
                if (touched[k][l] || touched[l][k]) {
                    list.add(l);
                }
            }
            neighbors[k] = list.stream().mapToInt(Integer::intValue).toArray();
        }
        int[] color = color(neighbors);
        int colors = Arrays.stream(color).max().orElse(-1) + 1;
        return new GaussianPattern(entries, neighbors, color, colors);
    }

    /** Greedy: two columns that touch a common row differ. */
    static int[] color(int[][] neighbors) {
        int[] color = new int[neighbors.length];
        Arrays.fill(color, -1);
        int[] takenBy = new int[neighbors.length];
        Arrays.fill(takenBy, -1);
        for (int k = 0; k < neighbors.length; k++) {
            for (int row : neighbors[k]) {
                for (int other : neighbors[row]) {
                    if (color[other] >= 0) {
                        takenBy[color[other]] = k;
                    }
                }
            }
            int free = 0;
            while (takenBy[free] == k) {
                free++;
            }
            color[k] = free;
        }
        return color;
    }
}
