package io.permvi.relaxations.sparse;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** Random sparse problems and the truth about small ones by enumeration. */
final class SparseProblems {
    private SparseProblems() {}

    /** Each pair listed with some probability, normal scores. */
    static SparseScores random(int rows, int columns, double density, double scale, RandomGenerator random) {
        int[] row = new int[rows * columns];
        int[] column = new int[rows * columns];
        double[] value = new double[rows * columns];
        int count = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                if (random.nextDouble() < density) {
                    row[count] = i;
                    column[count] = j;
                    value[count++] = scale * random.nextGaussian();
                }
            }
        }
        return SparseScores.ofPairs(
                rows, columns, Arrays.copyOf(row, count), Arrays.copyOf(column, count), Arrays.copyOf(value, count));
    }

    /** Visits every partial matching: the pair of each row and the total score. */
    static void forEachMatching(SparseScores scores, BiConsumer<int[], Double> visitor) {
        int[] pairs = new int[scores.rows()];
        visit(scores, 0, pairs, new boolean[scores.columns()], 0, visitor);
    }

    private static void visit(
            SparseScores scores,
            int row,
            int[] pairs,
            boolean[] taken,
            double total,
            BiConsumer<int[], Double> visitor) {
        if (row == scores.rows()) {
            visitor.accept(pairs, total);
            return;
        }
        pairs[row] = -1;
        visit(scores, row + 1, pairs, taken, total, visitor);
        for (int e = scores.rowStart(row); e < scores.rowStart(row + 1); e++) {
            int column = scores.column(e);
            if (!taken[column]) {
                taken[column] = true;
                pairs[row] = e;
                visit(scores, row + 1, pairs, taken, total + scores.value(e), visitor);
                taken[column] = false;
            }
        }
        pairs[row] = -1;
    }

    /** The probabilities of all pairs, and behind them the log sum. */
    static double[] exact(SparseScores scores) {
        double[] sums = new double[scores.pairs() + 1];
        forEachMatching(scores, (pairs, total) -> {
            double weight = Math.exp(total);
            sums[scores.pairs()] += weight;
            for (int e : pairs) {
                if (e >= 0) {
                    sums[e] += weight;
                }
            }
        });
        for (int e = 0; e < scores.pairs(); e++) {
            sums[e] /= sums[scores.pairs()];
        }
        sums[scores.pairs()] = Math.log(sums[scores.pairs()]);
        return sums;
    }
}
