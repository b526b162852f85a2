package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.sinkhorn.EntropicTransport;
import io.permvi.relaxations.sinkhorn.TransportPass;
import io.permvi.relaxations.sinkhorn.TransportProblem;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Of distances that are sums of costs of places: items choose their places one after the other. The weights of what is
 * left are scaled to a doubly stochastic P, and item i chooses place k with probability proportional to {@code P_ik /
 * (1 - P_ik)}, which is exact for two items and tends to P for many (Huber and Law 2008 choose by P). Bethe marginals
 * do not serve here: where posteriors are narrow they hold one permutation only.
 */
final class PlacesProposal implements ConsensusProposal {
    private static final double TOLERANCE = 1e-9;
    private static final double LEAST_ODDS = 1e-300;
    /** Up to this many items the scaling is brought up to date after each choice, beyond after so many choices. */
    private static final int FRESH = 60;

    private static final int SWEEPS = 2;
    private static final double CERTAIN = 1 - 1e-9;

    private final int n;
    private final double[][] cost;
    private final DMatrixRMaj marginals;
    private final DMatrixRMaj scores;
    private final DMatrixRMaj plan;
    private final TransportPass scaling;
    private final double[] scale;
    private final double[] sums;
    private final int[] order;
    private final int[] items;
    private final int[] free;
    private final double[] chance;
    private double theta;
    private double total;

    PlacesProposal(PermutationDistance distance, RankingData data) {
        n = data.items();
        cost = TotalDistance.of(distance, data).table();
        marginals = new DMatrixRMaj(n, n);
        scores = new DMatrixRMaj(n, n);
        plan = new DMatrixRMaj(n, n);
        scaling = EntropicTransport.converged(TOLERANCE).newPass(TransportProblem.of(MatchingSpace.permutations(n)));
        scale = new double[n];
        sums = new double[n];
        order = new int[n];
        items = new int[n];
        free = new int[n];
        chance = new double[n];
    }

    /** The estimate is the bound of Gurvits and Schrijver; item marginals are those of first choices, scaled. */
    @Override
    public double prepare(double newTheta) {
        theta = newTheta;
        for (int at = 0; at < n * n; at++) {
            scores.data[at] = -theta * cost[at / n][at % n];
        }
        scaling.forward(scores, 1, plan);
        double bound = 0;
        for (int i = 0; i < n; i++) {
            bound -= scaling.rowPotential(i) + scaling.columnPotential(i);
        }
        for (int at = 0; at < n * n; at++) {
            double p = plan.data[at];
            bound += p < CERTAIN ? (1 - p) * Math.log1p(-p) : 0;
            scores.data[at] = Math.log(Math.max(LEAST_ODDS, odds(p)));
        }
        scaling.forward(scores, 1, marginals);
        System.arraycopy(Permutation.sortedBy(n, this::entropy), 0, order, 0, n);
        return bound;
    }

    private static double odds(double p) {
        return p < CERTAIN ? p / (1 - p) : CERTAIN / (1 - CERTAIN);
    }

    private double entropy(int i) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
            double p = marginals.get(i, k);
            sum -= p > 0 ? p * Math.log(p) : 0;
        }
        return sum;
    }

    @Override
    public double draw(int[] places, RandomGenerator rng) {
        for (int i = 0; i < n; i++) {
            items[i] = order[n - 1 - i];
            free[i] = i;
        }
        Arrays.fill(scale, 1);
        total = 0;
        double logQ = 0;
        int every = Math.max(1, n / FRESH);
        for (int left = n; left > 0; left--) {
            int item = items[left - 1];
            int at = choose(item, left, rng);
            logQ += Math.log(chance[at]);
            int place = free[at];
            places[item] = place;
            total += cost[item][place];
            free[at] = free[left - 1];
            for (int t = 0; t < SWEEPS && left > 2 && (left - 1) % every == 0; t++) {
                sweep(left - 1);
            }
        }
        return logQ;
    }

    /** Fills the chances of the places that are left; returns the index of the one drawn. */
    private int choose(int item, int left, RandomGenerator rng) {
        double sum = 0;
        for (int f = 0; f < left; f++) {
            chance[f] = plan.get(item, free[f]) * scale[free[f]];
            sum += chance[f];
        }
        if (sum > 1e-200 && sum < 1e200) {
            double odds = 0;
            for (int f = 0; f < left; f++) {
                chance[f] = odds(chance[f] / sum);
                odds += chance[f];
            }
            sum = odds;
        } else {
            sum = byCosts(item, left);
        }
        double rest = rng.nextDouble() * sum;
        int at = 0;
        while (at < left - 1 && rest >= chance[at]) {
            rest -= chance[at++];
        }
        chance[at] /= sum;
        return at;
    }

    /** Where all weights have vanished: by the costs alone. */
    private double byCosts(int item, int left) {
        double least = Double.POSITIVE_INFINITY;
        for (int f = 0; f < left; f++) {
            least = Math.min(least, cost[item][free[f]]);
        }
        double sum = 0;
        for (int f = 0; f < left; f++) {
            chance[f] = Math.exp(-theta * (cost[item][free[f]] - least));
            sum += chance[f];
        }
        return sum;
    }

    /** Scales the first items and places of the lists once: rows, then columns. */
    private void sweep(int left) {
        Arrays.fill(sums, 0);
        for (int a = 0; a < left; a++) {
            int row = items[a] * n;
            double sum = 0;
            for (int f = 0; f < left; f++) {
                sum += plan.data[row + free[f]] * scale[free[f]];
            }
            if (sum > 1e-250) {
                for (int f = 0; f < left; f++) {
                    sums[free[f]] += plan.data[row + free[f]] / sum;
                }
            }
        }
        for (int f = 0; f < left; f++) {
            scale[free[f]] = sums[free[f]] > 1e-250 ? 1 / sums[free[f]] : 1;
        }
    }

    @Override
    public double total() {
        return total;
    }

    @Override
    public boolean addMarginals(double share, DMatrixRMaj places) {
        for (int at = 0; at < places.data.length; at++) {
            places.data[at] += share * marginals.data[at];
        }
        return true;
    }
}
