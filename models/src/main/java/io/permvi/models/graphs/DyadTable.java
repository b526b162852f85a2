package io.permvi.models.graphs;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How probable it is that a pair of nodes has an arc of class a in one network and the matched pair one of class b in the
 * other, {@code p(a, b)}; pairs count as independent. Immutable.
 */
public final class DyadTable {
    private static final double RELATED = 0.3;
    private static final double LEAK = 1e-3;
    private static final int FITTING = 2000;
    private static final int MIXTURES = 20;

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
        double[] a = shares(countsA);
        double[] b = shares(countsB);
        return new DyadTable(mixed(related(a, b), a, b, RELATED));
    }

    /** Arcs that meet arcs of like size, none that meet none, fitted to the shares of classes. */
    private static double[][] related(double[] a, double[] b) {
        double[][] related = new double[a.length][b.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                related[i][j] = (i == 0) == (j == 0) ? Math.exp(-Math.abs(i - j)) : LEAK;
            }
        }
        for (int round = 0; round < FITTING; round++) {
            fitRows(related, a);
            fitColumns(related, b);
        }
        return related;
    }

    private static double[][] mixed(double[][] related, double[] a, double[] b, double share) {
        double[][] mixed = new double[a.length][b.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                mixed[i][j] = share * related[i][j] + (1 - share) * a[i] * b[j];
            }
        }
        return mixed;
    }

    /**
     * Counts of a matching, or expected counts, n(a, b) where e(a, b) would meet by chance. A cell that is met or missed by
     * chance says little, so each is drawn to the mixture of independence and like sizes that fits the counts best, q(a, b)
     * times chance, as by one pair more: {@code p(a, b) / (p(a) p(b)) = (n + 1) / (e + 1 / q)}.
     *
     * @param counts of the pairs of each two classes. Not modified.
     */
    public static DyadTable of(double[][] counts) {
        DyadTable observed = new DyadTable(counts);
        double[] a = observed.first;
        double[] b = observed.second;
        double[][] related = related(a, b);
        double[][] believed = IntStream.range(0, MIXTURES)
                .mapToObj(c -> mixed(related, a, b, c / (double) MIXTURES))
                .max(Comparator.comparingDouble(mixed -> logLikelihood(counts, mixed)))
                .orElseThrow();
        double total = Arrays.stream(counts).flatMapToDouble(Arrays::stream).sum();
        double[][] smooth = new double[a.length][b.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                double apart = a[i] * b[j];
                smooth[i][j] = apart == 0 ? 0 : apart * (counts[i][j] + 1) / (total * apart + apart / believed[i][j]);
            }
        }
        return new DyadTable(smooth);
    }

    private static double logLikelihood(double[][] counts, double[][] table) {
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
            for (int j = 0; j < counts.length; j++) {
                sum += counts[i][j] > 0 ? counts[i][j] * Math.log(table[i][j]) : 0;
            }
        }
        return sum;
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
