package io.permvi.inference.fields;

import io.permvi.models.MatchingLatent;
import java.util.Arrays;

/**
 * Marginals and log partition sum of a partial matching by belief propagation,
 *
 * <pre>a_ik = 1 / (1 + sum_{l != k} w_il b_il),   b_ik = 1 / (1 + sum_{j != i} w_jk a_jk),   w = exp(s),</pre>
 *
 * which converges to one fixed point. The Bethe sum is a lower bound on the true one (Gurvits 2011, Lelarge 2013), so the
 * ELBO stays a bound. A sweep costs O(pairs above the least score); {@link SlackSinkhorn} is the alternative.
 */
public final class BeliefPropagation extends MatchingUpdate {
    /** Products of factors are logged together until they pass this. */
    private static final double HUGE = 1e150;
    /** Scores above this are cut: their exponentials would overflow, and they are certain anyway. */
    private static final double MOST = 150;

    private final int places;
    private final int items;
    private final int[] starts;
    private final int[] item;
    private final double[] score;
    private final double[] weight;
    private final double[] product;
    private final double[] toPlace;
    private final double[] toItem;
    private final double[][] dense;
    private final double[] itemSum;
    private final double[] itemMax;
    private final int[] itemArg;
    private double logSum;
    private double energy;

    /**
     * Buffers for a latent.
     *
     * @throws IllegalArgumentException when the latent is not partial or has a mask
     */
    public BeliefPropagation(MatchingLatent latent) {
        super(latent);
        places = places();
        items = items();
        starts = new int[places + 1];
        item = new int[places * items];
        score = new double[places * items];
        weight = new double[places * items];
        product = new double[places * items];
        toPlace = new double[places * items];
        toItem = new double[places * items];
        dense = new double[places][items];
        itemSum = new double[items];
        itemMax = new double[items];
        itemArg = new int[items];
    }

    /** The Bethe log partition sum of the last run. */
    @Override
    public double logSum() {
        return logSum;
    }

    @Override
    public double energy() {
        return energy;
    }

    private void load(double[][] scores, double least, boolean warm) {
        int e = 0;
        for (int k = 0; k < places; k++) {
            double[] s = scores[k];
            double[] d = dense[k];
            for (int i = 0; i < items; i++) {
                if (s[i] > least) {
                    item[e] = i;
                    score[e] = Math.min(s[i], MOST);
                    weight[e] = Math.exp(score[e]);
                    toItem[e] = warm ? d[i] : 1;
                    e++;
                }
            }
            starts[k + 1] = e;
        }
    }

    /** Propagates until no message moves by more than the tolerance. */
    @Override
    public int run(double[][] scores, double least, int sweeps, double tolerance, boolean warm) {
        load(scores, least, warm);
        if (!warm) {
            for (double[] d : dense) {
                Arrays.fill(d, 1);
            }
        }
        int it = 0;
        for (; it < sweeps; it++) {
            sweepItems();
            double change = sweepPlaces();
            if (change < tolerance) {
                break;
            }
        }
        finish(matches());
        return it;
    }

    /**
     * The sum of the others is the total minus the own product, but for the largest it is summed apart: no
     * cancellation.
     */
    private void sweepItems() {
        Arrays.fill(itemSum, 1);
        Arrays.fill(itemMax, 0);
        Arrays.fill(itemArg, -1);
        int edges = starts[places];
        for (int e = 0; e < edges; e++) {
            product[e] = weight[e] * toItem[e];
        }
        for (int e = 0; e < edges; e++) {
            int i = item[e];
            double own = product[e];
            if (own > itemMax[i]) {
                itemSum[i] += itemMax[i];
                itemMax[i] = own;
                itemArg[i] = e;
            } else {
                itemSum[i] += own;
            }
        }
        for (int i = 0; i < items; i++) {
            itemMax[i] += itemSum[i];
        }
        for (int e = 0; e < edges; e++) {
            toPlace[e] = 1 / (itemMax[item[e]] - product[e]);
        }
        for (int i = 0; i < items; i++) {
            if (itemArg[i] >= 0) {
                toPlace[itemArg[i]] = 1 / itemSum[i];
            }
        }
    }

    private double sweepPlaces() {
        int edges = starts[places];
        for (int e = 0; e < edges; e++) {
            product[e] = weight[e] * toPlace[e];
        }
        double change = 0;
        for (int k = 0; k < places; k++) {
            change = Math.max(change, sweepPlace(starts[k], starts[k + 1]));
        }
        return change;
    }

    private double sweepPlace(int from, int to) {
        double rest = 1;
        double max = 0;
        int arg = -1;
        for (int e = from; e < to; e++) {
            double own = product[e];
            if (own > max) {
                rest += max;
                max = own;
                arg = e;
            } else {
                rest += own;
            }
        }
        if (arg < 0) {
            return 0;
        }
        double last = toItem[arg];
        double total = rest + max;
        double change = Math.abs(1 / rest - last);
        for (int e = from; e < to; e++) {
            double next = 1 / (total - product[e]);
            change = e == arg ? change : Math.max(change, Math.abs(next - toItem[e]));
            toItem[e] = next;
        }
        toItem[arg] = 1 / rest;
        return change;
    }

    private void finish(double[][] matches) {
        double log = 0;
        double factors = 1;
        energy = 0;
        Arrays.fill(itemSum, 0);
        for (int k = 0; k < places; k++) {
            double sum = 1;
            Arrays.fill(matches[k], 0);
            for (int e = starts[k]; e < starts[k + 1]; e++) {
                double own = weight[e] * toPlace[e];
                sum += own;
                double x = own * toItem[e];
                matches[k][item[e]] = x / (1 + x);
                energy += x / (1 + x) * score[e];
                dense[k][item[e]] = toItem[e];
                factors *= 1 + x;
                if (factors > HUGE) {
                    log -= Math.log(factors);
                    factors = 1;
                }
                itemSum[item[e]] += weight[e] * toItem[e];
            }
            log += Math.log(sum);
        }
        for (int i = 0; i < items; i++) {
            log += Math.log1p(itemSum[i]);
        }
        logSum = log - Math.log(factors);
    }
}
