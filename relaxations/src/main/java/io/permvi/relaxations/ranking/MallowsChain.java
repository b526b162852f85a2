package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.random.RandomGenerator;

/** A Metropolis chain that exchanges two places at a time; for one thread. */
final class MallowsChain {
    private static final int TEMPERATURES = 50;

    private final PermutationDistance distance;
    private final int[] places;
    private int value;

    /**
     * @param places the state, as a relative permutation. Modified by each run.
     */
    MallowsChain(PermutationDistance distance, int[] places) {
        this.distance = distance;
        this.places = places;
        value = distance.fromIdentity(places);
    }

    /** Proposes exchanges and accepts with probability min(1, e^(-theta change)). */
    void run(double theta, int proposals, RandomGenerator rng) {
        int n = places.length;
        for (int k = 0; k < proposals && n > 1; k++) {
            int a = rng.nextInt(n);
            int b = rng.nextInt(n - 1);
            b += b >= a ? 1 : 0;
            int changed = exchanged(a, b);
            if (changed <= value || rng.nextDouble() < Math.exp(-theta * (changed - value))) {
                value = changed;
            } else {
                swap(a, b);
            }
        }
    }

    /** Swaps the places of a and b and returns the distance there. */
    private int exchanged(int a, int b) {
        if (distance == PermutationDistance.FOOTRULE || distance == PermutationDistance.SPEARMAN) {
            int before = entry(a) + entry(b);
            swap(a, b);
            return value - before + entry(a) + entry(b);
        }
        swap(a, b);
        return distance.fromIdentity(places);
    }

    private int entry(int i) {
        int difference = places[i] - i;
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
        double[] logWeights = new double[chains];
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < chains; c++) {
            logWeights[c] = annealedLogWeight(distance, order, theta, rng);
            largest = Math.max(largest, logWeights[c]);
        }
        double sum = 0;
        double squares = 0;
        for (double logWeight : logWeights) {
            double weight = Math.exp(logWeight - largest);
            sum += weight;
            squares += weight * weight;
        }
        double mean = sum / chains;
        double variance = Math.max(0, squares / chains - mean * mean) / (chains - 1);
        double[] logFactorials = MallowsNormalizer.logFactorials(order);
        return new Mallows.NormalizerEstimate(
                logFactorials[order] + largest + Math.log(mean), Math.sqrt(variance) / mean);
    }

    private static double annealedLogWeight(
            PermutationDistance distance, int order, double theta, RandomGenerator rng) {
        MallowsChain chain =
                new MallowsChain(distance, Permutation.random(order, rng).places());
        double logWeight = 0;
        double last = 0;
        for (int k = 1; k <= TEMPERATURES; k++) {
            double share = (double) k / TEMPERATURES;
            // small steps first: the distance falls fastest near the uniform distribution
            double next = theta * share * share;
            logWeight -= (next - last) * chain.value;
            chain.run(next, order * order, rng);
            last = next;
        }
        return logWeight;
    }
}
