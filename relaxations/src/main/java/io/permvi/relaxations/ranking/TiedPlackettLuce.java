package io.permvi.relaxations.ranking;

import io.permvi.relaxations.linalg.LogSumExp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;

/**
 * Plackett-Luce with ties and covariates of the items: of a set of items, a subset S of size t is taken with
 * probability proportional to
 * {@code exp(delta_t + mean of u over S)}, {@code delta_1 = 0}, and {@code u = X beta} (Davidson 1970 for pairs; Turner
 * et al. 2020). A Gaussian prior on beta keeps items finite that always win. The posterior is approximated by a
 * Gaussian at its mode (Laplace).
 *
 * @param design items by coefficients; the identity gives every item a log worth of its own
 * @param largestTie the most items that can tie; 1 for none
 * @param priorSd the standard deviation of each coefficient under the prior, infinite for maximum likelihood
 */
public record TiedPlackettLuce(DMatrixRMaj design, int largestTie, double priorSd) {
    private static final int ITERATIONS = 200;
    private static final int HALVINGS = 40;
    private static final double PRECISION = 1e-11;
    /** Log worths this far apart are on their way to infinity: the gradient is all but zero there. */
    private static final double LARGEST_SPREAD = 20;

    /**
     * @throws IllegalArgumentException when ties have fewer than one or more than five items, or the deviation is not
     * positive
     */
    public TiedPlackettLuce {
        if (largestTie < 1 || largestTie > 5 || !(priorSd > 0)) {
            throw new IllegalArgumentException("ties must have 1 to 5 items and the prior a positive deviation, got "
                    + largestTie + " and " + priorSd);
        }
        design = design.copy();
    }

    /** Every item with a worth of its own. */
    public static TiedPlackettLuce of(int items, int largestTie, double priorSd) {
        return new TiedPlackettLuce(CommonOps_DDRM.identity(items), largestTie, priorSd);
    }

    /**
     * The mode and the curvature of the posterior.
     *
     * @param coefficients beta; with a worth for every item, of mean zero
     * @param logTies delta of ties of two items and more
     * @param covariance of coefficients and logTies in this order
     * @param logWorths u of each item
     * @param logLikelihood at the mode
     * @param gradientNorm the largest entry of the gradient there, per choice
     */
    public record Fit(
            double[] coefficients,
            double[] logTies,
            DMatrixRMaj covariance,
            double[] logWorths,
            double logLikelihood,
            double gradientNorm) {

        /** The worths, which sum to one. */
        public double[] worths() {
            double[] worths = logWorths.clone();
            LogSumExp.softmax(worths, 0, worths.length, 1);
            return worths;
        }
    }

    /**
     * Newton's method from zero; O(subsets x coefficients^2) for each choice and step.
     *
     * @throws IllegalArgumentException when there is no choice, or the maximum is not finite or not unique
     */
    public Fit fit(List<Choice> choices) {
        if (choices.isEmpty()) {
            throw new IllegalArgumentException("a fit needs at least one choice");
        }
        Point at = new Point(new double[design.numCols + largestTie - 1], choices);
        for (int k = 0; k < ITERATIONS && at.gradientNorm() > PRECISION; k++) {
            double[] step = at.newtonStep();
            Point next = at.moved(step, 1);
            for (int h = 1; h < HALVINGS && !(next.value >= at.value - 1e-13 * Math.abs(at.value)); h++) {
                next = at.moved(step, Math.pow(0.5, h));
            }
            at = next;
        }
        if (!(at.gradientNorm() < 1e-6) || Double.isInfinite(priorSd) && at.spread() > LARGEST_SPREAD) {
            throw new IllegalArgumentException(
                    "Plackett-Luce has no finite maximum here: some items always win or lose, or are not"
                            + " compared with the others; a finite prior deviation helps");
        }
        return at.fit();
    }

    /** Whether all worths may move together: each has its own, and no prior holds them. */
    private boolean isFree() {
        return Double.isInfinite(priorSd)
                && design.numRows == design.numCols
                && MatrixFeatures_DDRM.isIdentity(design, 0);
    }

    /** Value, gradient and information at one vector of parameters. */
    private final class Point {
        private final double[] parameters;
        private final List<Choice> choices;
        private final double[] worths;
        private final double[] gradient;
        private final DMatrixRMaj information;
        private double value;
        private double logLikelihood;
        private double weight;

        Point(double[] parameters, List<Choice> choices) {
            this.parameters = parameters;
            this.choices = choices;
            int p = parameters.length;
            gradient = new double[p];
            information = new DMatrixRMaj(p, p);
            worths = new double[design.numRows];
            for (int i = 0; i < worths.length; i++) {
                for (int c = 0; c < design.numCols; c++) {
                    worths[i] += design.get(i, c) * parameters[c];
                }
            }
            choices.forEach(this::add);
            value = logLikelihood;
            addPrior();
        }

        private void addPrior() {
            double precision = 1 / (priorSd * priorSd);
            for (int c = 0; c < design.numCols; c++) {
                value -= 0.5 * precision * parameters[c] * parameters[c];
                gradient[c] -= precision * parameters[c];
                information.add(c, c, precision);
            }
        }

        private void add(Choice choice) {
            List<int[]> subsets = subsets(choice.among());
            double[] logs = new double[subsets.size()];
            Arrays.setAll(logs, k -> score(subsets.get(k)));
            double logSum = LogSumExp.softmax(logs, 0, logs.length, 1);
            logLikelihood += choice.weight() * (score(choice.chosen()) - logSum);
            double[] mean = new double[gradient.length];
            for (int k = 0; k < logs.length; k++) {
                double[] x = features(subsets.get(k));
                addOuter(x, choice.weight() * logs[k]);
                for (int c = 0; c < x.length; c++) {
                    mean[c] += logs[k] * x[c];
                }
            }
            addOuter(mean, -choice.weight());
            double[] own = features(choice.chosen());
            for (int c = 0; c < own.length; c++) {
                gradient[c] += choice.weight() * (own[c] - mean[c]);
            }
            weight += choice.weight();
        }

        private double score(int... subset) {
            double sum = subset.length > 1 ? parameters[design.numCols + subset.length - 2] : 0;
            for (int item : subset) {
                sum += worths[item] / subset.length;
            }
            return sum;
        }

        private double[] features(int... subset) {
            double[] x = new double[gradient.length];
            for (int item : subset) {
                for (int c = 0; c < design.numCols; c++) {
                    x[c] += design.get(item, c) / subset.length;
                }
            }
            if (subset.length > 1) {
                x[design.numCols + subset.length - 2] = 1;
            }
            return x;
        }

        private void addOuter(double[] x, double scale) {
            int[] filled = IntStream.range(0, x.length).filter(a -> x[a] != 0).toArray();
            for (int a : filled) {
                for (int b : filled) {
                    information.data[a * x.length + b] += scale * x[a] * x[b];
                }
            }
        }

        /** All subsets up to the largest tie, of items in their order among all. */
        private List<int[]> subsets(int... among) {
            List<int[]> all = new ArrayList<>();
            addSubsets(among, 0, new int[0], all);
            return all;
        }

        private void addSubsets(int[] among, int from, int[] begun, List<int[]> all) {
            for (int k = from; k < among.length && begun.length < largestTie; k++) {
                int[] longer = Arrays.copyOf(begun, begun.length + 1);
                longer[begun.length] = among[k];
                all.add(longer);
                addSubsets(among, k + 1, longer, all);
            }
        }

        /** How far the log worths lie apart. */
        double spread() {
            return Arrays.stream(worths).max().orElse(0)
                    - Arrays.stream(worths).min().orElse(0);
        }

        double gradientNorm() {
            return Arrays.stream(gradient).map(Math::abs).max().orElse(0) / weight;
        }

        private DMatrixRMaj covariance() {
            DMatrixRMaj fixed = information.copy();
            int n = design.numCols;
            if (isFree()) {
                double mean = CommonOps_DDRM.trace(information) / fixed.numRows;
                for (int a = 0; a < n; a++) {
                    for (int b = 0; b < n; b++) {
                        fixed.add(a, b, mean / n);
                    }
                }
            }
            DMatrixRMaj inverse = new DMatrixRMaj(fixed.numRows, fixed.numRows);
            if (!CommonOps_DDRM.invert(fixed, inverse)) {
                throw new IllegalArgumentException(
                        "the data do not determine all coefficients; a finite prior deviation helps");
            }
            return inverse;
        }

        double[] newtonStep() {
            DMatrixRMaj step = new DMatrixRMaj(gradient.length, 1);
            CommonOps_DDRM.mult(covariance(), DMatrixRMaj.wrap(gradient.length, 1, gradient.clone()), step);
            return step.data;
        }

        Point moved(double[] step, double scale) {
            double[] moved = parameters.clone();
            Arrays.setAll(moved, c -> parameters[c] + scale * step[c]);
            return new Point(moved, choices);
        }

        Fit fit() {
            int n = design.numCols;
            return new Fit(
                    Arrays.copyOf(parameters, n),
                    Arrays.copyOfRange(parameters, n, parameters.length),
                    covariance(),
                    worths,
                    logLikelihood,
                    gradientNorm());
        }
    }
}
