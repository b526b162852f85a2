package io.permvi.relaxations.ranking;

import io.permvi.relaxations.linalg.LogSumExp;
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
        return new Sums(data, prior).posterior();
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

    /** Sums over the sets of items that stand first, in logs. */
    private static final class Sums {
        private final RankingData data;
        private final int n;
        private final int full;
        private final StepCosts costs;
        private final StageTable[] stages;
        private final double[] first;
        private final double[] rest;
        private final double[] terms;

        Sums(RankingData data, SpreadPrior prior) {
            this.data = data;
            n = data.items();
            full = (1 << n) - 1;
            // an item's cost behind a set counts the rankings with it before those; here those not yet placed count
            costs = StepCosts.of(PermutationDistance.KENDALL, data);
            stages = new StageTable[n];
            for (int j = 0; j < n; j++) {
                stages[j] = new StageTable(n, n - 1 - j, data.total(), prior);
            }
            first = new double[full + 1];
            rest = new double[full + 1];
            terms = new double[n];
        }

        /** V of an item that comes right behind a set: how often items placed later were ranked before it. */
        private long total(int item, int set) {
            int later = full ^ set ^ (1 << item);
            return data.total() * Integer.bitCount(later) - costs.cost(item, later, 0);
        }

        private double[] stage(int item, int set) {
            return stages[Integer.bitCount(set)].at(total(item, set));
        }

        GeneralizedMallows posterior() {
            for (int set = 1; set <= full; set++) {
                int count = 0;
                for (int left = set; left != 0; left &= left - 1) {
                    int j = Integer.numberOfTrailingZeros(left);
                    int behind = set ^ (1 << j);
                    terms[count++] = first[behind] + stage(j, behind)[0];
                }
                first[set] = LogSumExp.of(terms, 0, count);
            }
            for (int set = full - 1; set >= 0; set--) {
                int count = 0;
                for (int free = full ^ set; free != 0; free &= free - 1) {
                    int j = Integer.numberOfTrailingZeros(free);
                    terms[count++] = rest[set | (1 << j)] + stage(j, set)[0];
                }
                rest[set] = LogSumExp.of(terms, 0, count);
            }
            return result();
        }

        private GeneralizedMallows result() {
            DMatrixRMaj places = new DMatrixRMaj(n, n);
            DMatrixRMaj before = new DMatrixRMaj(n, n);
            double[] mean = new double[n];
            double[] square = new double[n];
            for (int set = 0; set < full; set++) {
                int place = Integer.bitCount(set);
                for (int free = full ^ set; free != 0; free &= free - 1) {
                    int j = Integer.numberOfTrailingZeros(free);
                    double[] own = stage(j, set);
                    double p = Math.exp(first[set] + own[0] + rest[set | (1 << j)] - first[full]);
                    if (p > 1e-15) {
                        places.add(j, place, p);
                        mean[place] += p * own[1];
                        square[place] += p * own[2];
                        for (int left = set; left != 0; left &= left - 1) {
                            before.add(Integer.numberOfTrailingZeros(left), j, p);
                        }
                    }
                }
            }
            double[] sd = new double[n - 1];
            Arrays.setAll(sd, k -> Math.sqrt(Math.max(0, square[k] - mean[k] * mean[k])));
            return new GeneralizedMallows(
                    data.total(),
                    Arrays.copyOf(mean, n - 1),
                    sd,
                    places,
                    before,
                    best(),
                    first[full] - MallowsNormalizer.logFactorials(n)[n]);
        }

        /** The most probable consensus: the best completion of each set, then along it. */
        private Permutation best() {
            double[] value = new double[full + 1];
            for (int set = full - 1; set >= 0; set--) {
                value[set] = Double.NEGATIVE_INFINITY;
                for (int free = full ^ set; free != 0; free &= free - 1) {
                    int j = Integer.numberOfTrailingZeros(free);
                    value[set] = Math.max(value[set], value[set | (1 << j)] + stage(j, set)[0]);
                }
            }
            int[] places = new int[n];
            int set = 0;
            for (int place = 0; place < n; place++) {
                int chosen = -1;
                for (int free = full ^ set; free != 0 && chosen < 0; free &= free - 1) {
                    int j = Integer.numberOfTrailingZeros(free);
                    chosen = value[set | (1 << j)] + stage(j, set)[0] >= value[set] ? j : -1;
                }
                places[chosen] = place;
                set |= 1 << chosen;
            }
            return Permutation.of(places);
        }
    }
}
