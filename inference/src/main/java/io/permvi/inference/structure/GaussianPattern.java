package io.permvi.inference.structure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Which Gaussian reals depend on each other given everything else, with a coloring of the columns of their Hessian so
 * that one gradient for each color, and one more, give the whole Hessian exactly (Curtis, Powell and Reid 1974).
 *
 * <p>Reals that depend on each other, directly or through others, are neighbors in the order of {@code entries}: they form
 * blocks, and Hessian and covariance are zero outside.
 *
 * @param entries the flat indices of the Gaussian reals, one block after the other, ascending within each
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
        int[] order = orderByBlock(touched);
        int[] ordered = new int[size];
        boolean[][] permuted = new boolean[size][size];
        for (int k = 0; k < size; k++) {
            ordered[k] = entries[order[k]];
            for (int l = 0; l < size; l++) {
                permuted[k][l] = touched[order[k]][order[l]];
            }
        }
        return colored(ordered, permuted);
    }

    private static int[] orderByBlock(boolean[][] touched) {
        int size = touched.length;
        int[] order = new int[size];
        boolean[] seen = new boolean[size];
        int count = 0;
        for (int start = 0; start < size; start++) {
            if (!seen[start]) {
                boolean[] block = new boolean[size];
                flood(start, touched, seen, block);
                for (int k = 0; k < size; k++) {
                    if (block[k]) {
                        order[count++] = k;
                    }
                }
            }
        }
        return order;
    }

    private static void flood(int start, boolean[][] touched, boolean[] seen, boolean[] block) {
        ArrayDeque<Integer> open = new ArrayDeque<>(List.of(start));
        seen[start] = true;
        while (!open.isEmpty()) {
            int k = open.pop();
            block[k] = true;
            for (int l = 0; l < touched.length; l++) {
                if (!seen[l] && (touched[k][l] || touched[l][k])) {
                    seen[l] = true;
                    open.push(l);
                }
            }
        }
    }

    /** For each real the first of its block. */
    public int[] blockStarts() {
        int[] starts = new int[entries.length];
        int last = -1;
        for (int k = 0; k < starts.length; k++) {
            if (k > last) {
                last = lastOfBlock(k);
                Arrays.fill(starts, k, last + 1, k);
            }
        }
        return starts;
    }

    private int lastOfBlock(int first) {
        int last = first;
        for (int k = first; k <= last; k++) {
            for (int l : neighbors[k]) {
                last = Math.max(last, l);
            }
        }
        return last;
    }

    /** For each real the first that its column of the Hessian touches, itself or before. */
    public int[] envelope() {
        int[] first = new int[entries.length];
        for (int k = 0; k < first.length; k++) {
            first[k] = k;
            for (int l : neighbors[k]) {
                first[k] = Math.min(first[k], l);
            }
        }
        return first;
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
