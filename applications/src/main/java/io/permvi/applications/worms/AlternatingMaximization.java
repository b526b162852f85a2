package io.permvi.applications.worms;

import io.permvi.inference.posterior.PointEstimate;
import io.permvi.inference.search.MatchingListener;
import io.permvi.models.worms.ActivityStatistics;
import io.permvi.models.worms.WormRecording;
import io.permvi.relaxations.assignment.QuadraticAssignment;
import io.permvi.relaxations.assignment.QuadraticProblem;
import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * The published point estimate (Linderman et al. 2018, section 5.2): alternate the regression of the weights at the present
 * names and, for each worm, a quadratic assignment of its cells at the present weights. The log likelihood is such a
 * problem with two terms,
 *
 * <pre>  sum_ik S10[i][k] W[p(i)][p(k)]  -  1/2 sum_ik S00[i][k] (W'W)[p(i)][p(k)].  </pre>
 *
 * <p>A baseline: from names that are mostly wrong the regression explains little, and the alternation stops early.
 *
 * @param rounds the largest number of alternations, at least 1
 * @param solver of the assignments
 */
public record AlternatingMaximization(int rounds, QuadraticAssignment solver) {

    /**
     * Checks the number of rounds.
     *
     * @throws IllegalArgumentException when it is below 1
     */
    public AlternatingMaximization {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds must be at least 1, got " + rounds);
        }
    }

    /** At most 10 rounds of one start each. */
    public static AlternatingMaximization withDefaults() {
        return new AlternatingMaximization(10, QuadraticAssignment.withDefaults());
    }

    /**
     * Alternates until nothing changes. The weights of the first round are the mean of the regressions at several starts:
     * what the starts share, such as known cells, stays in it, and the rest averages out, so that the first assignments
     * are not drawn back to a random start.
     *
     * @param starts names of each worm, at least one such list
     * @param listener hears of the names after each round
     * @return the names of largest evidence over the rounds; its diagnostics are the evidences at the start and after each
     *     round, the weights integrated out
     * @throws IllegalArgumentException when there is no start
     */
    public PointEstimate maximize(
            CollapsedDynamics density, List<List<Matching>> starts, RandomGenerator rng, MatchingListener listener) {
        if (starts.isEmpty()) {
            throw new IllegalArgumentException("alternating maximization needs at least one start");
        }
        long seed = rng.nextLong();
        CollapsedPass pass = density.newPass();
        DMatrixRMaj weights = meanWeights(pass, starts, density.connectome().size());
        List<Matching> start = starts.get(0);
        List<Matching> state = start;
        List<Matching> best = start;
        double bestEvidence = pass.start(start);
        List<Double> evidences = new ArrayList<>(List.of(bestEvidence));
        for (int round = 0; round < rounds; round++) {
            List<Matching> next = new ArrayList<>();
            for (int j = 0; j < start.size(); j++) {
                QuadraticProblem problem = problem(density.worms().get(j), weights);
                next.add(solver.maximize(
                                problem,
                                RandomStream.of(seed).part(round).part(j).generator())
                        .matching());
            }
            if (next.equals(state)) {
                break;
            }
            state = next;
            listener.onMatchings(() -> List.copyOf(next));
            double evidence = pass.start(state);
            pass.meanWeights(weights);
            evidences.add(evidence);
            if (evidence > bestEvidence) {
                bestEvidence = evidence;
                best = state;
            }
        }
        return new PointEstimate(density.latents(), best, bestEvidence, evidences);
    }

    private static DMatrixRMaj meanWeights(CollapsedPass pass, List<List<Matching>> starts, int n) {
        DMatrixRMaj mean = new DMatrixRMaj(n, n);
        DMatrixRMaj weights = new DMatrixRMaj(n, n);
        for (List<Matching> start : starts) {
            pass.start(start);
            pass.meanWeights(weights);
            for (int e = 0; e < n * n; e++) {
                mean.data[e] += weights.data[e] / starts.size();
            }
        }
        return mean;
    }

    private static QuadraticProblem problem(WormRecording worm, DMatrixRMaj weights) {
        ActivityStatistics statistics = worm.statistics();
        DMatrixRMaj squares = new DMatrixRMaj(weights.numRows, weights.numRows);
        MatrixProducts.multiply(true, false, -0.5, weights, weights, 0, squares);
        return QuadraticProblem.within(statistics.s10(), weights, worm.allowed())
                .withTerm(statistics.s00(), squares);
    }
}
