package io.permvi.relaxations.ranking;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * An approximate posterior of Bayesian Mallows with complete rankings of any number of items, and draws from it that
 * can be weighted to the exact one. The spread is integrated by a quadrature; the consensus given the spread is that of
 * {@link PlacesProposal}, items that choose places one after the other (footrule, Spearman, Hamming), or of {@link
 * InsertionProposal} (Kendall).
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
     * @param plain without correction: marginals of first choices, or those of the draws
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
            return MallowsPosterior.ofDraws(
                    plain.distance(),
                    plain.rankings(),
                    SpreadPosterior.ofWeighted(alphas, weights),
                    consensus,
                    weights,
                    logEvidence,
                    evidenceError,
                    plain.method() + ", corrected by weights");
        }
    }

    /** Fits; a scaling of an n by n matrix for each node, and O(n^3) a draw up to 60 items; O(n^2) under Kendall. */
    public Fit fit(RandomGenerator rng) {
        int n = data.items();
        boolean pairs = distance == PermutationDistance.KENDALL;
        ConsensusProposal proposal = pairs ? new InsertionProposal(data) : new PlacesProposal(distance, data);
        MallowsNormalizer normalizer = new MallowsNormalizer(distance, n);
        double uniform = MallowsNormalizer.logFactorials(n)[n];
        DoubleUnaryOperator logPrior = alpha -> prior.logDensity(alpha)
                - uniform
                - data.total() * normalizer.at(alpha / n).logNormalizer();
        SpreadQuadrature nodes = SpreadQuadrature.of(
                ExactMallows.start(distance, n, n, 1),
                alpha -> logPrior.applyAsDouble(alpha) + proposal.prepare(alpha / n),
                QUADRATURE,
                DEPTH);
        List<Double> alphas = new ArrayList<>();
        List<int[]> consensus = new ArrayList<>();
        List<Double> logWeights = new ArrayList<>();
        DMatrixRMaj places = new DMatrixRMaj(n, n);
        boolean known = false;
        for (int k = 0; k < nodes.alphas().length; k++) {
            double weight = nodes.weights()[k];
            double alpha = nodes.alphas()[k];
            int own = weight < LEAST_WEIGHT ? 0 : (int) Math.round(weight * draws);
            if (own > 0) {
                proposal.prepare(alpha / n);
                known = proposal.addMarginals(weight, places);
                double base = logPrior.applyAsDouble(alpha) + Math.log(alpha) + nodes.logStep() - Math.log(own);
                for (int s = 0; s < own; s++) {
                    int[] draw = new int[n];
                    double logQ = proposal.draw(draw, rng);
                    alphas.add(alpha);
                    consensus.add(draw);
                    logWeights.add(base - alpha / n * proposal.total() - logQ);
                }
            }
        }
        double[] spreads = alphas.stream().mapToDouble(a -> a).toArray();
        String method = pairs ? "variational: insertions" : "variational: choices of places";
        MallowsPosterior drawn = MallowsPosterior.ofDraws(distance, data.total(), spreads, consensus, method);
        CommonOps_DDRM.scale(n / Math.max(1, CommonOps_DDRM.elementSum(places)), places);
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
