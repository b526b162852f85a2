package io.permvi.examples.zoo;

import io.permvi.inference.method.Run;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.inference.posterior.Posterior;
import io.permvi.inference.search.ParallelTempering;
import io.permvi.models.PointMatching;
import io.permvi.relaxations.counting.NestedSampler;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * What a posterior is compared with: all permutations where they are few. Beyond, marginals of weighted paths of a
 * certified sampler where the model is linear, elsewhere those of a tempered chain that starts at the permutation that
 * the data were generated from, an exact draw of the posterior, so that each state is one.
 */
interface ExactTruth {
    /** The largest order that is enumerated. */
    int MOST = 8;

    /** Draws of a posterior whose probabilities or marginals have no formula. */
    int DRAWS = 10_000;

    int PATHS = 10_000;
    int SWEEPS = 1000;

    /** Of what was found: Bhattacharyya's where all is enumerated, else the mean total variation of marginals. */
    double distance(Posterior found, Run run);

    /** How far the truth may be off: from two halves of the paths, or from a chain that starts anywhere. */
    double error();

    static ExactTruth of(ZooProblem problem) {
        if (problem.latent().rows() <= MOST) {
            ExactPosterior exact = ExactPosterior.of(problem.model());
            return new ExactTruth() {
                @Override
                public double distance(Posterior found, Run run) {
                    return exact.bhattacharyyaDistance(found, DRAWS, run.random("histogram"));
                }

                @Override
                public double error() {
                    return 0;
                }
            };
        }
        DrawRandom rng = DrawRandom.of(problem.seed(), problem.latent().rows(), 0);
        if (problem.model() instanceof PointMatching linear) {
            DMatrixRMaj first = paths(linear, rng);
            DMatrixRMaj second = paths(linear, rng);
            DMatrixRMaj mean = first.createLike();
            double share = CommonOps_DDRM.elementSum(first)
                    / (CommonOps_DDRM.elementSum(first) + CommonOps_DDRM.elementSum(second));
            normalize(first);
            normalize(second);
            CommonOps_DDRM.add(share, first, 1 - share, second, mean);
            return new Marginals(problem, mean, 0.5 * variation(first, second));
        }
        int n = problem.latent().rows();
        DMatrixRMaj exact = chain(problem, problem.truth(), rng);
        DMatrixRMaj other = chain(problem, Permutation.random(n, rng), rng);
        return new Marginals(problem, exact, Math.sqrt(0.5) * variation(exact, other));
    }

    /** Marginals that are known up to an error. */
    record Marginals(ZooProblem problem, DMatrixRMaj exact, double error) implements ExactTruth {
        @Override
        public double distance(Posterior found, Run run) {
            return variation(
                    found.marginals(problem.latent(), DRAWS, run.random("histogram"))
                            .toMatrix(),
                    exact);
        }
    }

    private static double variation(DMatrixRMaj p, DMatrixRMaj q) {
        double sum = 0;
        for (int e = 0; e < p.data.length; e++) {
            sum += Math.abs(p.data[e] - q.data[e]);
        }
        return 0.5 * sum / p.numRows;
    }

    private static void normalize(DMatrixRMaj share) {
        CommonOps_DDRM.divide(share, CommonOps_DDRM.elementSum(share) / share.numRows);
    }

    /** How much weight of the paths sends each item to each place. */
    private static DMatrixRMaj paths(PointMatching model, DrawRandom rng) {
        int n = model.latent().rows();
        NestedSampler sampler =
                new NestedSampler(model.scores(), model.latent().space().allowed());
        DMatrixRMaj share = new DMatrixRMaj(n, n);
        int[] places = new int[n];
        for (int path = 0; path < PATHS; path++) {
            double weight = sampler.weight(rng, places);
            for (int i = 0; i < n && weight > 0; i++) {
                share.add(i, places[i], weight);
            }
        }
        return share;
    }

    private static DMatrixRMaj chain(ZooProblem problem, Permutation start, DrawRandom rng) {
        int n = problem.latent().rows();
        return ParallelTempering.withDefaults()
                .withTemperatures(1.0, 1.5, 2.3, 3.5, 6.0)
                .withScreening(false)
                .withSweeps(SWEEPS / 10, SWEEPS)
                .withProposals(n * n)
                .sample(problem.density(), List.of(Matching.of(n, start.places())), rng)
                .marginals(problem.latent())
                .toMatrix();
    }
}
