package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * An approximate posterior of Bayesian Mallows with complete rankings of any number of items, and draws from it that
 * can be weighted to the exact one. The spread is integrated by a quadrature; the consensus given the spread is that of
 * {@link PlacesProposal}, Bethe marginals and items that choose one after the other (footrule, Spearman, Hamming), or
 * of {@link InsertionProposal} (Kendall).
 *
 * @param distance Kendall, footrule, Hamming, or Spearman up to 20 items
 * @param data complete rankings
 * @param prior of the spread
 * @param draws how many
 */
public record VariationalMallows(PermutationDistance distance, RankingData data, SpreadPrior prior, int draws) {
    private static final double QUADRATURE = 0.02;
    /** Nodes this many nats below the peak are left out. */
    private static final double DEPTH = 9;

    private static final double LEAST_WEIGHT = 1e-3;

    /** @throws IllegalArgumentException when {@link #serves} does not hold or there are fewer than 100 draws */
    public VariationalMallows {
        if (!serves(distance, data)) {
            throw new IllegalArgumentException(
                    "a variational posterior needs complete rankings under kendall, footrule,"
                            + " hamming, or spearman up to " + MallowsNormalizer.LARGEST_SPEARMAN + " items; got "
                            + data.items()
                            + " items under " + distance + (data.isComplete() ? "" : ", incomplete"));
        }
        if (draws < 100) {
            throw new IllegalArgumentException("draws must be at least 100, got " + draws);
        }
    }

    /** Whether it serves these data. */
    public static boolean serves(PermutationDistance distance, RankingData data) {
        return data.isComplete() && distance.hasCosts() && Mallows.hasExactNormalizer(distance, data.items());
    }

    /**
     * What was found.
     *
     * @param plain without correction: the Bethe marginals, or those of the draws
     * @param alphas of the draws
     * @param consensus the places of the items in each draw
     * @param logWeights the log of what the exact posterior has over what the draws have, not normalized: their sum
     *     estimates the evidence
     */
    public record Fit(MallowsPosterior plain, double[] alphas, List<int[]> consensus, double[] logWeights) {
        /**
         * The draws with these weights.
         *
         * @param weights which sum to one
         * @param logEvidence as found, and its error
         */
        public MallowsPosterior weighted(double[] weights, double logEvidence, double evidenceError) {
            int n = plain.places().numRows;
            DMatrixRMaj places = new DMatrixRMaj(n, n);
            DMatrixRMaj before = new DMatrixRMaj(n, n);
            for (int s = 0; s < weights.length; s++) {
                MallowsPosterior.add(consensus.get(s), weights[s], places, before);
            }
            return new MallowsPosterior(
                    plain.distance(),
                    plain.rankings(),
                    SpreadPosterior.ofWeighted(alphas, weights),
                    places,
                    before,
                    plain.best(),
                    logEvidence,
                    evidenceError,
                    plain.method() + ", corrected by weights");
        }
    }

    /** Fits; O(n^2) a node and sweep of beliefs, and O(n^3) a draw up to 60 items. */
    public Fit fit(RandomGenerator rng) {
        int n = data.items();
        boolean pairs = distance == PermutationDistance.KENDALL;
        ConsensusProposal proposal = pairs ? new InsertionProposal(data) : new PlacesProposal(distance, data);
        MallowsNormalizer normalizer = new MallowsNormalizer(distance, n);
        double uniform = MallowsNormalizer.logFactorials(n)[n];
        SpreadQuadrature nodes = SpreadQuadrature.of(
                start(),
                alpha -> prior.logDensity(alpha)
                        - uniform
                        + proposal.prepare(alpha / n)
                        - data.total() * normalizer.at(alpha / n).logNormalizer(),
                QUADRATURE,
                DEPTH);
        Collector collector = new Collector(n, nodes);
        double logStep = nodes.logStep();
        for (int k = 0; k < nodes.alphas().length; k++) {
            int own = (int) Math.round(nodes.weights()[k] * draws);
            if (nodes.weights()[k] < LEAST_WEIGHT || own == 0) {
                continue;
            }
            double alpha = nodes.alphas()[k];
            proposal.prepare(alpha / n);
            collector.marginals(proposal, nodes.weights()[k]);
            double base = prior.logDensity(alpha)
                    + Math.log(alpha)
                    + logStep
                    - uniform
                    - data.total() * normalizer.at(alpha / n).logNormalizer()
                    - Math.log(own);
            for (int s = 0; s < own; s++) {
                int[] places = new int[n];
                double logQ = proposal.draw(places, rng);
                collector.add(alpha, places, base - alpha / n * proposal.total() - logQ);
            }
        }
        return collector.fit(pairs ? "variational: insertions" : "variational: beliefs of places");
    }

    /** By the distance from the order of the mean places. */
    private double start() {
        int n = data.items();
        double[] sums = new double[n];
        for (int k = 0; k < data.sets().size(); k++) {
            for (int i = 0; i < n; i++) {
                sums[i] += data.counts().get(k) * (double) data.sets().get(k).low(i);
            }
        }
        Permutation middle =
                Permutation.of(Permutation.sortedBy(n, i -> sums[i])).inverse();
        double total = TotalDistance.of(distance, data).total(middle.places());
        return ExactMallows.start(distance, n, total, data.total());
    }

    /** Draws and marginals of all nodes. */
    private final class Collector {
        private final SpreadQuadrature nodes;
        private final DMatrixRMaj places;
        private final List<Double> alphas = new ArrayList<>();
        private final List<int[]> consensus = new ArrayList<>();
        private final List<Double> logWeights = new ArrayList<>();
        private boolean known;
        private double share;

        Collector(int n, SpreadQuadrature nodes) {
            this.nodes = nodes;
            places = new DMatrixRMaj(n, n);
        }

        void marginals(ConsensusProposal proposal, double weight) {
            known = proposal.addMarginals(weight, places);
            share += weight;
        }

        void add(double alpha, int[] draw, double logWeight) {
            alphas.add(alpha);
            consensus.add(draw);
            logWeights.add(logWeight);
        }

        Fit fit(String method) {
            double[] spreads = alphas.stream().mapToDouble(a -> a).toArray();
            MallowsPosterior drawn = MallowsPosterior.ofDraws(distance, data.total(), spreads, consensus, method);
            for (int at = 0; at < places.data.length && known; at++) {
                places.data[at] /= share;
            }
            MallowsPosterior plain = new MallowsPosterior(
                    distance,
                    data.total(),
                    SpreadPosterior.of(nodes),
                    known ? places : drawn.places(),
                    drawn.before(),
                    drawn.best(),
                    nodes.logIntegral(),
                    Double.NaN,
                    method);
            return new Fit(
                    plain,
                    spreads,
                    List.copyOf(consensus),
                    logWeights.stream().mapToDouble(w -> w).toArray());
        }
    }
}
