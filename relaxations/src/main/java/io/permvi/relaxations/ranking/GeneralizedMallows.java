package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The exact posterior of the Generalized Mallows distribution of Kendall's distance (Fligner and Verducci 1986): every
 * place of the consensus has a spread of its own,
 *
 * <pre>  p(r | rho, theta) = prod_j exp(-theta_j V_j) / psi_j(theta_j),</pre>
 *
 * <p>V_j the number of items behind place j of the consensus that r puts before the item there. Given the consensus the
 * stages are independent, so each
 * {@code alpha_j = n theta_j} is integrated out by itself, and the sum over the consensus is one over the sets of the
 * items placed first: O(2^n n).
 *
 * @param rankings how many
 * @param alphaMean of each place but the last, posterior mean of its alpha
 * @param alphaSd the standard deviations
 * @param places the probability of each item's place in the consensus
 * @param before the probability that the row item stands before the column item
 * @param best the most probable consensus
 * @param logEvidence of the individual rankings
 */
public record GeneralizedMallows(
        long rankings,
        double[] alphaMean,
        double[] alphaSd,
        DMatrixRMaj places,
        DMatrixRMaj before,
        Permutation best,
        double logEvidence) {
    /** Costs of stages are whole numbers of so many to a nat. */
    private static final double FINENESS = 0x1p30;

    /** Whether {@link #posterior} serves these data. */
    public static boolean serves(RankingData data) {
        return data.isComplete() && data.items() <= SubsetSums.LARGEST;
    }

    /**
     * The posterior.
     *
     * @param prior of each alpha
     * @throws IllegalArgumentException when a ranking is not complete or there are more than 20 items
     */
    public static GeneralizedMallows posterior(RankingData data, SpreadPrior prior) {
        if (!serves(data)) {
            throw new IllegalArgumentException("generalized Mallows needs complete rankings of at most "
                    + SubsetSums.LARGEST + " items, got " + data.items() + " items"
                    + (data.isComplete() ? "" : ", incomplete"));
        }
        int n = data.items();
        Stages stages = new Stages(data, prior);
        SubsetSums sums = new SubsetSums(stages);
        double logSum = sums.run(1 / FINENESS);
        DMatrixRMaj places = new DMatrixRMaj(n, n);
        DMatrixRMaj before = new DMatrixRMaj(n, n);
        double[] mean = new double[n];
        double[] square = new double[n];
        sums.addMarginals(1, places, before, (item, set, p) -> {
            double[] own = stages.at(item, set);
            mean[Integer.bitCount(set)] += p * own[1];
            square[Integer.bitCount(set)] += p * own[2];
        });
        double[] sd = new double[n - 1];
        Arrays.setAll(sd, k -> Math.sqrt(Math.max(0, square[k] - mean[k] * mean[k])));
        return new GeneralizedMallows(
                data.total(),
                Arrays.copyOf(mean, n - 1),
                sd,
                places,
                before,
                Permutation.of(sums.best()),
                logSum - MallowsNormalizer.logFactorials(n)[n]);
    }

    /**
     * The posterior as that of a Mallows distribution, its alpha running over the means of the places; for tables and
     * pictures.
     */
    public MallowsPosterior asMallows() {
        return new MallowsPosterior(
                PermutationDistance.KENDALL,
                rankings,
                SpreadPosterior.ofDraws(alphaMean),
                places,
                before,
                best,
                logEvidence,
                0,
                "generalized, exact: sums over subsets");
    }

    /** What a stage adds to minus the log evidence, as a cost in whole parts of a nat. */
    private static final class Stages extends StepCosts {
        private final RankingData data;
        private final StepCosts pairs;
        private final StageTable[] stages;

        Stages(RankingData data, SpreadPrior prior) {
            super(data.items());
            this.data = data;
            // an item's cost behind a set counts the rankings with it before those; here those not yet placed count
            pairs = StepCosts.of(PermutationDistance.KENDALL, data);
            stages = new StageTable[items];
            Arrays.setAll(stages, j -> new StageTable(items, items - 1 - j, data.total(), prior));
        }

        /** The log integral of the stage of an item right behind a set, the mean and the mean square of its alpha. */
        double[] at(int item, int set) {
            int later = ((1 << items) - 1) ^ set ^ (1 << item);
            long total = data.total() * Integer.bitCount(later) - pairs.cost(item, later, 0);
            return stages[Integer.bitCount(set)].at(total);
        }

        @Override
        long cost(int item, int set, int place) {
            return -Math.round(FINENESS * at(item, set)[0]);
        }

        @Override
        long most() {
            return Long.MAX_VALUE / 2;
        }
    }
}
