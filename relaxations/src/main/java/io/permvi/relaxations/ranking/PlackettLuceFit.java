package io.permvi.relaxations.ranking;

import io.permvi.relaxations.linalg.LogSumExp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * A Plackett-Luce distribution fitted by maximum likelihood to full or partial orders, by Newton's method; the log
 * likelihood is concave in the utilities. Cost a few times O(orders length^2 + items^3).
 *
 * @param model the fitted distribution, its utilities of mean zero
 * @param logLikelihood of all the data
 * @param gradientNorm the largest entry of the gradient at the end, relative to the number of choices
 */
public record PlackettLuceFit(PlackettLuce model, double logLikelihood, double gradientNorm) {
    private static final int ITERATIONS = 100;
    private static final double PRECISION = 1e-13;

    /**
     * Fits the utilities.
     *
     * @param items how many there are
     * @param orders each lists distinct items, the best first; those that an order leaves out took no part in it
     * @param counts how often each order occurs, above 0
     * @throws IllegalArgumentException when data and counts do not fit, an order names an item twice or one that is out of
     *     range, a count is not above 0 and finite, or the maximum is not finite because some
     *     items never lost to the rest (Ford 1957): the message names them
     */
    public static PlackettLuceFit of(int items, List<int[]> orders, double[] counts) {
        if (orders.size() != counts.length || orders.isEmpty()) {
            throw new IllegalArgumentException(
                    "a fit needs orders and a count for each, got " + orders.size() + " and " + counts.length);
        }
        requireData(items, orders, counts);
        requireFiniteMaximum(items, orders);
        double[] utilities = new double[items];
        double logLikelihood = logLikelihood(utilities, orders, counts);
        Derivatives at = new Derivatives(utilities, orders, counts);
        for (int k = 0; k < ITERATIONS && at.relativeNorm() > PRECISION; k++) {
            double[] step = at.newtonStep();
            double scale = 1;
            double[] moved = moved(utilities, step, scale);
            double next = logLikelihood(moved, orders, counts);
            while (!(next >= logLikelihood - 1e-12 * Math.abs(logLikelihood)) && scale > 1e-10) {
                scale /= 2;
                moved = moved(utilities, step, scale);
                next = logLikelihood(moved, orders, counts);
            }
            utilities = moved;
            logLikelihood = next;
            at = new Derivatives(utilities, orders, counts);
        }
        return new PlackettLuceFit(PlackettLuce.of(utilities), logLikelihood, at.relativeNorm());
    }

    private static void requireData(int items, List<int[]> orders, double[] counts) {
        if (items < 1) {
            throw new IllegalArgumentException("orders need at least one item, got " + items);
        }
        for (int k = 0; k < counts.length; k++) {
            if (!(counts[k] > 0 && counts[k] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "the count of order " + k + " must be above 0 and finite, got " + counts[k]);
            }
            PlackettLuce.requireOrder(orders.get(k), items);
        }
    }

    private static double[] moved(double[] utilities, double[] step, double scale) {
        double[] moved = utilities.clone();
        double mean = 0;
        for (int i = 0; i < moved.length; i++) {
            moved[i] += scale * step[i];
            mean += moved[i] / moved.length;
        }
        for (int i = 0; i < moved.length; i++) {
            moved[i] -= mean;
        }
        return moved;
    }

    private static double logLikelihood(double[] utilities, List<int[]> orders, double[] counts) {
        double sum = 0;
        for (int k = 0; k < counts.length; k++) {
            sum += counts[k] * PlackettLuce.logProbability(utilities, orders.get(k));
        }
        return sum;
    }

    /** Gradient and negative Hessian of the log likelihood. */
    private static final class Derivatives {
        private final double[] gradient;
        private final DMatrixRMaj information;
        private double choices;

        Derivatives(double[] utilities, List<int[]> orders, double[] counts) {
            int n = utilities.length;
            gradient = new double[n];
            information = new DMatrixRMaj(n, n);
            for (int k = 0; k < counts.length; k++) {
                PlackettLuce.addGradient(utilities, orders.get(k), counts[k], gradient);
                addInformation(utilities, orders.get(k), counts[k]);
                choices += counts[k] * orders.get(k).length;
            }
        }

        /** Each choice among a set adds diag(p) - p p' on the set. */
        private void addInformation(double[] utilities, int[] order, double count) {
            int n = utilities.length;
            double[] logTails = PlackettLuce.logTails(utilities, order);
            double logOnce = Double.NEGATIVE_INFINITY;
            double logTwice = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < order.length; k++) {
                logOnce = LogSumExp.add(logOnce, -logTails[k]);
                logTwice = LogSumExp.add(logTwice, -2 * logTails[k]);
                double u = utilities[order[k]];
                information.data[order[k] * n + order[k]] +=
                        count * (Math.exp(u + logOnce) - Math.exp(2 * u + logTwice));
                for (int l = k + 1; l < order.length; l++) {
                    double cross = count * Math.exp(u + utilities[order[l]] + logTwice);
                    information.data[order[k] * n + order[l]] -= cross;
                    information.data[order[l] * n + order[k]] -= cross;
                }
            }
        }

        double relativeNorm() {
            return Arrays.stream(gradient).map(Math::abs).max().orElse(0) / choices;
        }

        /** The solution of information x step = gradient with the free constant fixed by adding a multiple of one. */
        double[] newtonStep() {
            int n = gradient.length;
            double mean = 0;
            for (int i = 0; i < n; i++) {
                mean += information.data[i * n + i] / n;
            }
            for (int e = 0; e < n * n; e++) {
                information.data[e] += mean / n;
            }
            DMatrixRMaj step = new DMatrixRMaj(n, 1);
            LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(n);
            if (!solver.setA(information)) {
                throw new IllegalStateException("the information matrix of Plackett-Luce is not positive definite");
            }
            solver.solve(DMatrixRMaj.wrap(n, 1, gradient.clone()), step);
            return step.data;
        }
    }

    /** Every item must beat every other through some chain of orders. */
    private static void requireFiniteMaximum(int items, List<int[]> orders) {
        List<List<Integer>> beats = new ArrayList<>();
        List<List<Integer>> loses = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            beats.add(new ArrayList<>());
            loses.add(new ArrayList<>());
        }
        for (int[] order : orders) {
            // neighbors are enough: the others follow by chains
            for (int k = 1; k < order.length; k++) {
                beats.get(order[k - 1]).add(order[k]);
                loses.get(order[k]).add(order[k - 1]);
            }
        }
        requireAllReached(items, beats, "is never beaten by the others");
        requireAllReached(items, loses, "never beats the others");
    }

    private static void requireAllReached(int items, List<List<Integer>> next, String fault) {
        boolean[] seen = new boolean[items];
        Deque<Integer> open = new ArrayDeque<>(List.of(0));
        seen[0] = true;
        while (!open.isEmpty()) {
            for (int other : next.get(open.pop())) {
                if (!seen[other]) {
                    seen[other] = true;
                    open.push(other);
                }
            }
        }
        List<Integer> unreached = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            if (!seen[i]) {
                unreached.add(i);
            }
        }
        if (!unreached.isEmpty()) {
            throw new IllegalArgumentException("Plackett-Luce has no finite maximum likelihood: the group of items "
                    + unreached + " " + fault + "; drop these items or the orders that involve them");
        }
    }
}
