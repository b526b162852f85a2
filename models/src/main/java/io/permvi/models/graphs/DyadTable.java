package io.permvi.models.graphs;

import java.util.Arrays;

/**
 * How probable it is that a pair of nodes has an arc of class a in one network and the matched pair one of class b in the
 * other, {@code p(a, b)}; pairs count as independent. Immutable.
 */
public final class DyadTable {
    private static final double RELATED = 0.3;
    private static final double LEAK = 1e-3;
    private static final int FITTING = 2000;

    private final double[][] probability;
    private final double[] first;
    private final double[] second;

    private DyadTable(double[][] weights) {
        int k = weights.length;
        double total = Arrays.stream(weights).flatMapToDouble(Arrays::stream).sum();
        if (!(total > 0 && total < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a table needs counts, got a sum of " + total);
        }
        probability = new double[k][k];
        first = new double[k];
        second = new double[k];
        for (int a = 0; a < k; a++) {
            for (int b = 0; b < k; b++) {
                probability[a][b] = weights[a][b] / total;
                first[a] += probability[a][b];
                second[b] += probability[a][b];
            }
        }
    }

    /**
     * What is believed before any match is known: seven tenths independence, three tenths arcs that meet arcs of like
     * size, {@code exp(-|a - b|)}, fitted to both networks' own counts.
     *
     * @param countsA pairs of each class in the first network
     * @param countsB in the second
     */
    public static DyadTable start(double[] countsA, double[] countsB) {
        int k = countsA.length;
        double[] a = shares(countsA);
        double[] b = shares(countsB);
        double[][] related = new double[k][k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                related[i][j] = (i == 0) == (j == 0) ? Math.exp(-Math.abs(i - j)) : LEAK;
            }
        }
        for (int round = 0; round < FITTING; round++) {
            fitRows(related, a);
            fitColumns(related, b);
        }
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                related[i][j] = RELATED * related[i][j] + (1 - RELATED) * a[i] * b[j];
            }
        }
        return new DyadTable(related);
    }

    /**
     * Counts of a matching, or expected counts, and some made-up pairs of independent classes.
     *
     * @param counts of the pairs of each two classes. Not modified.
     * @param pseudoCounts how many pairs of independence are added, above 0
     */
    public static DyadTable of(double[][] counts, double pseudoCounts) {
        DyadTable observed = new DyadTable(counts);
        double[][] smooth = new double[counts.length][counts.length];
        for (int a = 0; a < counts.length; a++) {
            for (int b = 0; b < counts.length; b++) {
                smooth[a][b] = counts[a][b] + pseudoCounts * observed.first[a] * observed.second[b];
            }
        }
        return new DyadTable(smooth);
    }

    private static double[] shares(double[] counts) {
        double total = Arrays.stream(counts).sum();
        return Arrays.stream(counts).map(c -> c / total).toArray();
    }

    private static void fitRows(double[][] table, double[] target) {
        for (int i = 0; i < target.length; i++) {
            double sum = Arrays.stream(table[i]).sum();
            double factor = sum == 0 ? 0 : target[i] / sum;
            double[] row = table[i];
            Arrays.setAll(row, j -> row[j] * factor);
        }
    }

    private static void fitColumns(double[][] table, double[] target) {
        for (int j = 0; j < target.length; j++) {
            double sum = 0;
            for (double[] row : table) {
                sum += row[j];
            }
            for (double[] row : table) {
                row[j] = sum == 0 ? 0 : row[j] * target[j] / sum;
            }
        }
    }

    /** The number of classes. */
    public int classes() {
        return first.length;
    }

    /** The probability of two classes. */
    public double probability(int a, int b) {
        return probability[a][b];
    }

    /** Whether both classes occur at all. */
    boolean met(int a, int b) {
        return first[a] > 0 && second[b] > 0;
    }

    /**
     * How much more often two classes meet at matched pairs than at others, {@code log p(a, b) / (p(a) p(b))}; 0 where
     * one is never met.
     */
    public double logOdds(int a, int b) {
        double apart = first[a] * second[b];
        return apart > 0 && probability[a][b] > 0 ? Math.log(probability[a][b] / apart) : 0;
    }

    /** The mean of a power of the log odds under the table, given each class of the first network. */
    double[] moment(int power) {
        double[] moments = new double[first.length];
        for (int a = 0; a < first.length; a++) {
            for (int b = 0; b < second.length && first[a] > 0; b++) {
                moments[a] += probability[a][b] / first[a] * Math.pow(logOdds(a, b), power);
            }
        }
        return moments;
    }
}
