package io.permvi.relaxations.ranking;

import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.permutation.Permutation;
import java.util.random.RandomGenerator;

/** A Metropolis chain that exchanges two places at a time; for one thread. */
final class MallowsChain {
    private static final int TEMPERATURES = 50;

    private final PermutationDistance distance;
    private final int[] places;
    private long value;

    /**
     * @param places the state, as a relative permutation. Modified by each run.
     */
    MallowsChain(PermutationDistance distance, int[] places) {
        this.distance = distance;
        this.places = places;
        value = distance.fromIdentity(places);
    }

    /** Proposes exchanges and accepts with probability min(1, e^(-theta change)). */
    void run(double theta, long proposals, RandomGenerator rng) {
        int n = places.length;
        for (long k = 0; k < proposals && n > 1; k++) {
            int a = rng.nextInt(n);
            int b = rng.nextInt(n - 1);
            b += b >= a ? 1 : 0;
            long changed = exchanged(a, b);
            if (changed <= value || rng.nextDouble() < Math.exp(-theta * (changed - value))) {
                value = changed;
            } else {
                swap(a, b);
            }
        }
    }

    /** Swaps the places of a and b and returns the distance there. */
    private long exchanged(int a, int b) {
        if (distance == PermutationDistance.FOOTRULE || distance == PermutationDistance.SPEARMAN) {
            long before = entry(a) + entry(b);
            swap(a, b);
            return value - before + entry(a) + entry(b);
        }
        swap(a, b);
        return distance.fromIdentity(places);
    }

    private long entry(int i) {
        long difference = places[i] - i;
        return distance == PermutationDistance.SPEARMAN ? difference * difference : Math.abs(difference);
    }

    private void swap(int a, int b) {
        int kept = places[a];
        places[a] = places[b];
        places[b] = kept;
    }

    static Mallows.NormalizerEstimate estimateNormalizer(
            PermutationDistance distance, int order, double theta, int chains, RandomGenerator rng) {
        if (chains < 2) {
            throw new IllegalArgumentException("an estimate with its error needs at least 2 chains, got " + chains);
        }
        double[] weights = new double[chains];
        double[] ends = new double[chains];
        for (int c = 0; c < chains; c++) {
            MallowsChain chain =
                    new MallowsChain(distance, Permutation.random(order, rng).places());
            weights[c] = chain.annealedLogWeight(theta, rng);
            ends[c] = chain.value;
        }
        double logSum = LogSumExp.softmax(weights, 0, chains, 1);
        double meanDistance = 0;
        double squares = 0;
        for (int c = 0; c < chains; c++) {
            meanDistance += weights[c] * ends[c];
            squares += weights[c] * weights[c];
        }
        double logNormalizer = MallowsNormalizer.logFactorials(order)[order] + logSum - Math.log(chains);
        // the weights sum to one, so this is the deviation of their mean relative to it
        double error = Math.sqrt(Math.max(0, chains * squares - 1) / (chains - 1));
        return new Mallows.NormalizerEstimate(logNormalizer, error, meanDistance);
    }

    private double annealedLogWeight(double theta, RandomGenerator rng) {
        int order = places.length;
        double logWeight = 0;
        double last = 0;
        for (int k = 1; k <= TEMPERATURES; k++) {
            double share = (double) k / TEMPERATURES;
            // small steps first: the distance falls fastest near the uniform distribution
            double next = theta * share * share;
            logWeight -= (next - last) * value;
            run(next, (long) order * order, rng);
            last = next;
        }
        return logWeight;
    }
}
