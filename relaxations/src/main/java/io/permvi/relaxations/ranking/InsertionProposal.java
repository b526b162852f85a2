package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Of Kendall's distance: items are inserted one after the other, from the best on, each among those before it with the
 * probability that the pairs it then meets have. Where all pairs agree with one Mallows distribution this is its
 * stagewise form (Fligner and Verducci 1986), and exact.
 */
final class InsertionProposal implements ConsensusProposal {
    /** Places this many nats worse than the best so far end a search for places. */
    private static final double NEGLIGIBLE = 60;

    private final int n;
    private final double[][] before;
    private final int[] order;
    private final int[] row;
    private final double[] chance;
    private double theta;
    private double total;
    private double logQ;

    InsertionProposal(RankingData data) {
        n = data.items();
        before = TotalDistance.of(PermutationDistance.KENDALL, data).table();
        order = Permutation.sortedBy(n, this::losses);
        row = new int[n];
        chance = new double[n];
    }

    private double losses(int item) {
        double sum = 0;
        for (int other = 0; other < n; other++) {
            sum += before[other][item];
        }
        return sum;
    }

    @Override
    public double prepare(double newTheta) {
        theta = newTheta;
        // along the most probable insertions, each sum over places approximates what is left
        total = 0;
        logQ = 0;
        for (int size = 0; size < n; size++) {
            insert(order[size], size, -1);
        }
        return -theta * total - logQ;
    }

    @Override
    public double draw(int[] places, RandomGenerator rng) {
        total = 0;
        logQ = 0;
        for (int size = 0; size < n; size++) {
            insert(order[size], size, rng.nextDouble());
        }
        for (int k = 0; k < n; k++) {
            places[row[k]] = k;
        }
        return logQ;
    }

    /**
     * Puts an item at the end or in front of some of those at the end: where a uniform number says, or at the most
     * probable place if it is negative.
     */
    private void insert(int item, int size, double uniform) {
        double last = 0;
        for (int k = 0; k < size; k++) {
            last += before[item][row[k]];
        }
        double least = last;
        double cost = last;
        int reach = 0;
        chance[0] = 0;
        while (reach < size && theta * (cost - least) < NEGLIGIBLE) {
            int passed = row[size - 1 - reach];
            cost += before[passed][item] - before[item][passed];
            chance[++reach] = cost - last;
            least = Math.min(least, cost);
        }
        double sum = 0;
        for (int k = 0; k <= reach; k++) {
            chance[k] = Math.exp(-theta * (chance[k] + last - least));
            sum += chance[k];
        }
        double rest = uniform * sum;
        int steps = 0;
        while (steps < reach && (uniform < 0 ? chance[steps] < 1 : rest >= chance[steps])) {
            rest -= chance[steps++];
        }
        logQ += Math.log(chance[steps] / sum);
        for (int k = 0; k < steps; k++) {
            int passed = row[size - 1 - k];
            last += before[passed][item] - before[item][passed];
            row[size - k] = passed;
        }
        total += last;
        row[size - steps] = item;
    }

    @Override
    public double total() {
        return total;
    }

    @Override
    public boolean addMarginals(double weight, DMatrixRMaj places) {
        return false;
    }
}
