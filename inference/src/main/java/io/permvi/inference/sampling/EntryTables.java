package io.permvi.inference.sampling;

import io.permvi.inference.structure.EntryScores;
import io.permvi.inference.structure.ModelPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * For a log joint that is linear in all matchings with coefficients quadratic in the Gaussian reals w: for each entry e
 * of each matching the numbers of {@code G_e(o + u) = a + b'u + u'Cu} on the few reals that e depends on. Filled from
 * some gradients for each value of the other reals: reals that share no entry are moved together.
 */
final class EntryTables {
    private static final double TOLERANCE = 1e-11;
    private static final int MAX_EVALUATIONS = 160;
    private static final long MAX_NUMBERS = 20_000_000;

    private final ModelPoint point;
    private final int rank;
    private final EntryScores scores;
    private final int[] entries;
    private final int[][][] support;
    private final double[][] constant;
    private final double[][][] linear;
    private final double[][][] square;
    private final List<int[]> singles = new ArrayList<>();
    private final List<List<int[]>> pairs = new ArrayList<>();
    private final double[] origin;

    /**
     * Probes which entries depend on which reals.
     *
     * @param point at finite values. Modified.
     * @param rank of the scores
     * @param entries the flat indices of the Gaussian reals
     */
    EntryTables(ModelPoint point, int rank, int[] entries, RandomGenerator rng) {
        this.point = point;
        this.rank = rank;
        scores = new EntryScores(point, rank);
        this.entries = entries;
        int latents = point.discreteLatents().size();
        support = new int[latents][][];
        constant = new double[latents][];
        linear = new double[latents][][];
        square = new double[latents][][];
        origin = new double[entries.length];
        boolean[][][] depends = new boolean[entries.length][][];
        for (int p = 0; p < entries.length; p++) {
            depends[p] = dependence(new int[] {p}, rng);
        }
        allocate(depends);
        group(depends, rng);
    }

    /** The same supports for another point, its own numbers. */
    EntryTables(EntryTables other, ModelPoint point) {
        this.point = point;
        rank = other.rank;
        scores = new EntryScores(point, rank);
        entries = other.entries;
        support = other.support;
        singles.addAll(other.singles);
        pairs.addAll(other.pairs);
        origin = new double[entries.length];
        constant = new double[support.length][];
        linear = new double[support.length][][];
        square = new double[support.length][][];
        for (int k = 0; k < support.length; k++) {
            allocateNumbers(k);
        }
    }

    private void allocateNumbers(int k) {
        constant[k] = new double[support[k].length];
        linear[k] = new double[support[k].length][];
        square[k] = new double[support[k].length][];
        for (int e = 0; e < support[k].length; e++) {
            int size = support[k][e].length;
            linear[k][e] = new double[size];
            square[k][e] = new double[size * size];
        }
    }

    /** Whether the mixed difference of moving these reals changes each entry of each latent's gradient. */
    private boolean[][] dependence(int[] moved, RandomGenerator rng) {
        boolean[][] changed = new boolean[support.length][];
        for (int k = 0; k < support.length; k++) {
            changed[k] = new boolean[point.value(k).getNumElements()];
        }
        for (int repeat = 0; repeat < 2; repeat++) {
            for (int e = 0; e < point.realCount(); e++) {
                point.setReal(e, 0.5 * rng.nextGaussian());
            }
            DMatrixRMaj[] difference = mixedDifference(moved);
            for (int k = 0; k < support.length; k++) {
                for (int e = 0; e < changed[k].length; e++) {
                    double size = 1 + Math.abs(scores.scores(k).data[e]);
                    changed[k][e] |= Math.abs(difference[k].data[e]) > TOLERANCE * size;
                }
            }
        }
        return changed;
    }

    private DMatrixRMaj[] mixedDifference(int[] moved) {
        DMatrixRMaj[] sum = new DMatrixRMaj[support.length];
        for (int subset = 0; subset < 1 << moved.length; subset++) {
            shift(moved, subset, 1);
            scores.read();
            shift(moved, subset, -1);
            int sign = (moved.length - Integer.bitCount(subset)) % 2 == 0 ? 1 : -1;
            for (int k = 0; k < sum.length; k++) {
                sum[k] = sum[k] == null ? scores.scores(k).createLike() : sum[k];
                for (int e = 0; e < sum[k].getNumElements(); e++) {
                    sum[k].data[e] += sign * scores.scores(k).data[e];
                }
            }
        }
        return sum;
    }

    private void shift(int[] moved, int subset, double step) {
        for (int b = 0; b < moved.length; b++) {
            if ((subset >> b & 1) == 1) {
                int entry = entries[moved[b]];
                point.setReal(entry, point.real(entry) + step);
            }
        }
    }

    private void allocate(boolean[][][] depends) {
        for (int k = 0; k < support.length; k++) {
            int count = point.value(k).getNumElements();
            support[k] = new int[count][];
            for (int e = 0; e < count; e++) {
                List<Integer> list = new ArrayList<>();
                for (int p = 0; p < entries.length; p++) {
                    if (depends[p][k][e]) {
                        list.add(p);
                    }
                }
                support[k][e] = list.stream().mapToInt(Integer::intValue).toArray();
            }
            allocateNumbers(k);
        }
    }

    private void group(boolean[][][] depends, RandomGenerator rng) {
        boolean[][] together = new boolean[entries.length][entries.length];
        for (int[][] entriesOfLatent : support) {
            for (int[] reals : entriesOfLatent) {
                for (int p : reals) {
                    for (int q : reals) {
                        together[p][q] = true;
                    }
                }
            }
        }
        List<List<int[]>> singleGroups = new ArrayList<>();
        for (int p = 0; p < entries.length; p++) {
            addTo(singleGroups, new int[] {p}, together);
            for (int q = 0; q < p; q++) {
                if (together[p][q] && pairs.size() < MAX_EVALUATIONS && any(dependence(new int[] {p, q}, rng))) {
                    addTo(pairs, new int[] {p, q}, together);
                }
            }
        }
        for (List<int[]> members : singleGroups) {
            singles.add(members.stream().mapToInt(member -> member[0]).toArray());
        }
    }

    private static boolean any(boolean[][] flags) {
        for (boolean[] row : flags) {
            for (boolean flag : row) {
                if (flag) {
                    return true;
                }
            }
        }
        return false;
    }

    /** To the first group none of whose members shares an entry with this one. */
    private static void addTo(List<List<int[]>> groups, int[] member, boolean[][] together) {
        for (List<int[]> group : groups) {
            if (group.stream().noneMatch(other -> sharesEntry(other, member, together))) {
                group.add(member);
                return;
            }
        }
        groups.add(new ArrayList<>(List.of(member)));
    }

    private static boolean sharesEntry(int[] first, int[] second, boolean[][] together) {
        for (int p : first) {
            for (int q : second) {
                if (together[p][q]) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the tables are small enough and cheap enough to fill. */
    boolean worthwhile() {
        long numbers = 0;
        for (double[][] ofLatent : square) {
            for (double[] ofEntry : ofLatent) {
                numbers += ofEntry.length;
            }
        }
        return numbers <= MAX_NUMBERS && 1 + 2 * singles.size() + pairs.size() <= MAX_EVALUATIONS;
    }

    /** Where u = 0, by Gaussian real. */
    double[] origin() {
        return origin;
    }

    /** The Gaussian reals of an entry, as positions. */
    int[] support(int latent, int entry) {
        return support[latent][entry];
    }

    double constant(int latent, int entry) {
        return constant[latent][entry];
    }

    double[] linear(int latent, int entry) {
        return linear[latent][entry];
    }

    /** C by rows, symmetric. */
    double[] square(int latent, int entry) {
        return square[latent][entry];
    }

    /** Fills the tables at the reals of the point; the Gaussian ones become the origin. */
    void fill() {
        for (int p = 0; p < entries.length; p++) {
            origin[p] = point.real(entries[p]);
        }
        scores.read();
        for (int k = 0; k < support.length; k++) {
            System.arraycopy(scores.scores(k).data, 0, constant[k], 0, constant[k].length);
        }
        for (int[] single : singles) {
            fillSingles(single);
        }
        for (List<int[]> members : pairs) {
            fillPairs(members);
        }
    }

    private void fillSingles(int[] members) {
        moveAll(members, 1);
        visit(members, (k, e, at, s) -> {
            linear[k][e][at] = scores.scores(k).data[e] - constant[k][e];
            return 0;
        });
        moveAll(members, -1);
        visit(members, (k, e, at, s) -> {
            double up = linear[k][e][at];
            double down = scores.scores(k).data[e] - constant[k][e];
            linear[k][e][at] = 0.5 * (up - down);
            square[k][e][at * s + at] = 0.5 * (up + down);
            return 0;
        });
        moveAll(members, 0);
    }

    private void moveAll(int[] members, double step) {
        for (int p : members) {
            point.setReal(entries[p], origin[p] + step);
        }
        if (step != 0) {
            scores.read();
        }
    }

    /** Hears of an entry, the place of a real in its support, and the support's size. */
    private interface EntryVisitor {
        int accept(int latent, int entry, int at, int size);
    }

    private void visit(int[] members, EntryVisitor visitor) {
        for (int k = 0; k < support.length; k++) {
            for (int e = 0; e < support[k].length; e++) {
                for (int p : members) {
                    int at = Arrays.binarySearch(support[k][e], p);
                    if (at >= 0) {
                        visitor.accept(k, e, at, support[k][e].length);
                    }
                }
            }
        }
    }

    private void fillPairs(List<int[]> members) {
        int[] all = members.stream().flatMapToInt(Arrays::stream).toArray();
        moveAll(all, 1);
        for (int k = 0; k < support.length; k++) {
            for (int e = 0; e < support[k].length; e++) {
                for (int[] pair : members) {
                    fillPair(k, e, pair);
                }
            }
        }
        moveAll(all, 0);
    }

    private void fillPair(int k, int e, int[] pair) {
        int p = Arrays.binarySearch(support[k][e], pair[0]);
        int q = Arrays.binarySearch(support[k][e], pair[1]);
        if (p < 0 || q < 0) {
            return;
        }
        int s = support[k][e].length;
        double rest = scores.scores(k).data[e] - constant[k][e] - linear[k][e][p] - linear[k][e][q];
        double mixed = rest - square[k][e][p * s + p] - square[k][e][q * s + q];
        square[k][e][p * s + q] = 0.5 * mixed;
        square[k][e][q * s + p] = 0.5 * mixed;
    }
}
