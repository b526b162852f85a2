package io.permvi.relaxations.ranking;

import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.permutation.Permutation;
import java.util.random.RandomGenerator;

/** A Metropolis chain that exchanges two places at a time; for one thread. */
final class MallowsChain {
    private static final int TEMPERATURES = 50;

    private final PermutationDistance distance;
    private final PlacedItems state;
    private final TotalDistance costs;
    private double value;

    /** @param start the state, as a relative permutation */
    MallowsChain(PermutationDistance distance, Permutation start) {
        this.distance = distance;
        state = new PlacedItems(start);
        value = distance.fromIdentity(state.places);
        costs = new TotalDistance(distance.hasCosts() ? distance : PermutationDistance.KENDALL, start.order());
        costs.add(Permutation.identity(start.order()).places(), 1);
    }

    int[] places() {
        return state.places;
    }

    /** Proposes exchanges and accepts with probability min(1, e^(-theta change)). */
    void run(double theta, long proposals, RandomGenerator rng) {
        for (long k = 0; k < proposals; k++) {
            if (!state.propose(rng)) {
                continue;
            }
            double change = distance.hasCosts() ? costs.change(state.items, state.first, state.second) : 0;
            state.exchange();
            change = distance.hasCosts() ? change : distance.fromIdentity(state.places) - value;
            if (change <= 0 || rng.nextDouble() < Math.exp(-theta * change)) {
                value += change;
            } else {
                state.exchange();
            }
        }
    }

    static Mallows.NormalizerEstimate estimateNormalizer(
            PermutationDistance distance, int order, double theta, int chains, RandomGenerator rng) {
        if (chains < 2) {
            throw new IllegalArgumentException("an estimate with its error needs at least 2 chains, got " + chains);
        }
        double[] weights = new double[chains];
        double[] ends = new double[chains];
        for (int c = 0; c < chains; c++) {
            MallowsChain chain = new MallowsChain(distance, Permutation.random(order, rng));
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
        int order = state.places.length;
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
