package io.permvi.relaxations.sparse;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Exact sums over the partial matchings of a small problem, {@code P(M) proportional to exp(sum of scores)}: rows are
 * taken one after the other, and a table holds a number for each set of those columns that are still open, that is seen
 * and to be seen again. Time and memory O(rows 2^w w) for w open columns at most, so long narrow problems cost little.
 * The scores are shifted by the potentials of the best matching first: its weight is one and no term overflows.
 * Immutable.
 */
final class ExactSums {
    private final SparseScores scores;
    private final FrontierPlan plan;
    private final Step[] steps;
    private final double[] rowShift;
    private final double[] columnShift;
    private final double[][] prefix;
    /** By step, for sets of the columns open within it, with those that close after it still there. */
    private final double[][] suffix;

    private final double logSum;

    /** @param plan an order of the rows */
    ExactSums(SparseScores scores, FrontierPlan plan) {
        SparseAssignment best = SparseAssignment.partial(scores);
        this.scores = scores;
        this.plan = plan;
        rowShift = new double[scores.rows()];
        columnShift = new double[scores.columns()];
        double shift = 0;
        for (int i = 0; i < rowShift.length; i++) {
            rowShift[i] = best.rowPotential(i);
            shift += rowShift[i];
        }
        for (int j = 0; j < columnShift.length; j++) {
            columnShift[j] = best.columnPotential(j);
            shift += columnShift[j];
        }
        steps = new Step[plan.steps()];
        for (int t = 0; t < steps.length; t++) {
            steps[t] = new Step(t);
        }
        prefix = new double[plan.steps()][];
        suffix = new double[plan.steps()][];
        logSum = shift + forward();
        backward();
    }

    /** The logarithm of the sum over all partial matchings. */
    double logSum() {
        return logSum;
    }

    private double forward() {
        double log = 0;
        double[] now = {1};
        for (int t = 0; t < plan.steps(); t++) {
            double largest = Arrays.stream(now).max().orElseThrow();
            for (int set = 0; set < now.length; set++) {
                now[set] /= largest;
            }
            log += Math.log(largest);
            prefix[t] = now;
            Step step = steps[t];
            double[] wide = new double[1 << step.open];
            for (int set = 0; set < now.length; set++) {
                wide[set] += now[set] * step.alone;
                for (int k = 0; k < step.bits.length; k++) {
                    if ((set & step.bits[k]) == 0) {
                        wide[set | step.bits[k]] += now[set] * step.weights[k];
                    }
                }
            }
            now = new double[1 << step.openAfter];
            for (int set = 0; set < wide.length; set++) {
                now[step.image[set]] += wide[set] * step.closing[set];
            }
        }
        return log + Math.log(now[0]);
    }

    private void backward() {
        double[] later = {1};
        for (int t = plan.steps() - 1; t >= 0; t--) {
            Step step = steps[t];
            double[] wide = new double[1 << step.open];
            double largest = 0;
            for (int set = 0; set < wide.length; set++) {
                wide[set] = later[step.image[set]] * step.closing[set];
                largest = Math.max(largest, wide[set]);
            }
            suffix[t] = wide;
            later = new double[prefix[t].length];
            for (int set = 0; set < wide.length; set++) {
                wide[set] /= largest;
            }
            for (int set = 0; set < later.length; set++) {
                double sum = step.alone * wide[set];
                for (int k = 0; k < step.bits.length; k++) {
                    if ((set & step.bits[k]) == 0) {
                        sum += step.weights[k] * wide[set | step.bits[k]];
                    }
                }
                later[set] = sum;
            }
        }
    }

    /** The probability of every pair. */
    double[] marginals() {
        double[] probability = new double[scores.pairs()];
        for (int t = 0; t < plan.steps(); t++) {
            Step step = steps[t];
            double[] on = new double[step.pairs.length];
            double total = 0;
            for (int set = 0; set < prefix[t].length; set++) {
                double before = prefix[t][set];
                total += before * step.aloneOnly * suffix[t][set];
                for (int k = 0; k < step.pairs.length; k++) {
                    int bit = k < step.bits.length ? step.bits[k] : 0;
                    if ((set & bit) == 0) {
                        on[k] += before * step.weights[k] * suffix[t][set | bit];
                    }
                }
            }
            for (double value : on) {
                total += value;
            }
            for (int k = 0; k < on.length; k++) {
                probability[step.pairs[k]] = on[k] / total;
            }
        }
        return probability;
    }

    /** Draws a matching: the pair of each row, -1 for none. */
    void draw(RandomGenerator random, int[] pairOfRow) {
        int set = 0;
        for (int t = 0; t < plan.steps(); t++) {
            Step step = steps[t];
            double[] chance = new double[step.pairs.length + 1];
            double total = chance[step.pairs.length] = step.aloneOnly * suffix[t][set];
            for (int k = 0; k < step.pairs.length; k++) {
                int bit = k < step.bits.length ? step.bits[k] : 0;
                chance[k] = (set & bit) == 0 ? step.weights[k] * suffix[t][set | bit] : 0;
                total += chance[k];
            }
            double u = random.nextDouble() * total;
            int taken = 0;
            while (taken < step.pairs.length && (u -= chance[taken]) >= 0) {
                taken++;
            }
            pairOfRow[plan.row(t)] = taken < step.pairs.length ? step.pairs[taken] : -1;
            set = step.image[taken < step.bits.length ? set | step.bits[taken] : set];
        }
    }

    /**
     * What one row adds: its pairs to open columns, those to columns that only it has, and the columns that close after
     * it.
     */
    private final class Step {
        private final int open;
        private final int openAfter;
        /** First those to open columns, whose bits are in bits, then those to columns that no other row has. */
        private final int[] pairs;

        private final double[] weights;
        private final int[] bits;
        private final double aloneOnly;
        /** The row alone, or with a column that only it has. */
        private final double alone;

        private final int[] image;
        private final double[] closing;

        Step(int t) {
            int[] columns = plan.open(t);
            open = columns.length;
            int row = plan.row(t);
            int start = scores.rowStart(row);
            int count = scores.rowStart(row + 1) - start;
            pairs = new int[count];
            int shared = 0;
            double own = 0;
            for (int e = start; e < start + count; e++) {
                if (position(columns, scores.column(e)) >= 0) {
                    pairs[shared++] = e;
                } else {
                    own += columnShift[scores.column(e)];
                }
            }
            bits = new int[shared];
            int at = shared;
            for (int e = start; e < start + count; e++) {
                if (position(columns, scores.column(e)) < 0) {
                    pairs[at++] = e;
                }
            }
            weights = new double[count];
            double withOwn = 0;
            for (int k = 0; k < count; k++) {
                int column = scores.column(pairs[k]);
                double others = k < shared ? own : own - columnShift[column];
                weights[k] = Math.exp(scores.value(pairs[k]) - rowShift[row] - columnShift[column] - others);
                if (k < shared) {
                    bits[k] = 1 << position(columns, column);
                } else {
                    withOwn += weights[k];
                }
            }
            aloneOnly = Math.exp(-rowShift[row] - own);
            alone = aloneOnly + withOwn;
            image = new int[1 << open];
            closing = new double[1 << open];
            openAfter = close(columns, plan.closes(t));
        }

        private static int position(int[] columns, int column) {
            for (int k = 0; k < columns.length; k++) {
                if (columns[k] == column) {
                    return k;
                }
            }
            return -1;
        }

        /** Maps sets of open columns to sets of those that stay open, with the weights of closing ones that nobody took. */
        private int close(int[] columns, boolean[] closes) {
            int full = (1 << open) - 1;
            int[] bitAfter = new int[open];
            double[] unused = new double[open];
            int after = 0;
            for (int k = 0; k < open; k++) {
                bitAfter[k] = closes[k] ? 0 : 1 << after++;
                unused[k] = closes[k] ? Math.exp(-columnShift[columns[k]]) : 1;
            }
            closing[full] = 1;
            for (int set = 1; set <= full; set++) {
                int low = Integer.numberOfTrailingZeros(set);
                image[set] = image[set & (set - 1)] | bitAfter[low];
                closing[full ^ set] = closing[full ^ (set & (set - 1))] * unused[low];
            }
            return after;
        }
    }
}
