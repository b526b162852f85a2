package io.permvi.models;

import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.permutation.Space;
import org.apache.commons.math3.special.Gamma;
import org.ejml.data.DMatrixRMaj;

/**
 * Log probabilities of matchings as formulas on the tape, normalized at hard matchings. Parameters are values of the tape,
 * so that they may be latents; a matching is the items by places matrix x, and place 0 is the first rank. As for the {@link
 * UniformPrior}, allowed entries do not enter.
 */
public final class MatchingPriors {
    private MatchingPriors() {}

    /** {@link UniformPrior#logProbability} of a permutation, an injection or categories, 1 by 1. */
    public static Var uniform(Var x, Space space) {
        return x.tape().constant(UniformPrior.logProbability(space));
    }

    /**
     * A partial matching of m and n with a rate: the number k of links is binomial of min(m, n) trials, and all matchings
     * of k links are equally probable,
     *
     * <pre>  k log rate + (min - k) log(1 - rate) + log Gamma(max - k + 1) - log Gamma(max + 1).</pre>
     *
     * @param x the matching
     * @param rate 1 by 1, between 0 and 1: the chance that an item of the smaller side has a partner
     */
    public static Var partial(Var x, Var rate) {
        int fewer = Math.min(x.rows(), x.columns());
        int more = Math.max(x.rows(), x.columns());
        Var links = x.sum();
        return links.timesElementwise(rate.log())
                .plus(links.negate().plus(fewer).timesElementwise(rate.negate().log1p()))
                .plus(links.negate().plus(more + 1).logGamma())
                .plus(-Gamma.logGamma(more + 1));
    }

    /**
     * The pairs of items that two rankings order differently (Kendall 1938): quadratic in each, O(n^3).
     *
     * @param x n by n, a permutation
     * @param y the same
     */
    public static Var kendallDistance(Var x, Var y) {
        return before(x).dot(before(y).transpose());
    }

    /**
     * Which item comes before which: entry (i, k) is 1 where the place of item i is the earlier one.
     *
     * @param x n by n, a permutation
     */
    public static Var before(Var x) {
        DMatrixRMaj above = new DMatrixRMaj(x.columns(), x.columns());
        for (int i = 0; i < x.columns(); i++) {
            for (int j = i + 1; j < x.columns(); j++) {
                above.set(i, j, 1);
            }
        }
        return x.mult(x.tape().constant(above)).mult(x.transpose());
    }

    /**
     * Mallows with Kendall's distance, {@code -theta d(x, center) - sum_i log((1 - exp(-i theta)) / (1 - exp(-theta)))}
     * (Mallows 1957).
     *
     * @param x n by n, a permutation
     * @param center n by n, a permutation
     * @param theta 1 by 1, above 0
     */
    public static Var mallows(Var x, Var center, Var theta) {
        int n = x.rows();
        double[] sizes = new double[n];
        for (int i = 0; i < n; i++) {
            sizes[i] = -(i + 1);
        }
        Var logSums = theta.timesElementwise(x.tape().constant(sizes))
                .expm1()
                .negate()
                .log()
                .sum();
        Var logOne = theta.negate().expm1().negate().log();
        return kendallDistance(x, center)
                .timesElementwise(theta)
                .negate()
                .minus(logSums)
                .plus(logOne.times(n));
    }

    /**
     * Plackett-Luce: items are chosen for places 0, 1, ... in turn, each with a chance proportional to the exponential
     * of its utility among those left (Plackett 1975; Luce 1959).
     *
     * @param x n by n, a permutation
     * @param utilities n by 1
     * @param top the places that are seen, from 1 to n; the order of the rest does not matter
     */
    public static Var plackettLuce(Var x, Var utilities, int top) {
        int n = x.rows();
        if (top < 1 || top > n) {
            throw new IllegalArgumentException("top must be from 1 to " + n + ", got " + top);
        }
        DMatrixRMaj left = new DMatrixRMaj(top, n);
        for (int place = 0; place < top; place++) {
            for (int j = 0; j < place; j++) {
                left.set(place, j, Double.NEGATIVE_INFINITY);
            }
        }
        Var inOrder = x.transpose().mult(utilities);
        Var rest = x.tape().constant(left).plusRow(inOrder.transpose()).logSumExpRows();
        return inOrder.slice(0, 0, top, 1).minus(rest).sum();
    }
}
