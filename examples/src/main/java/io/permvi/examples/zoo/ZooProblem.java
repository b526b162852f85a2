package io.permvi.examples.zoo;

import io.permvi.models.DifferentiableModel;
import io.permvi.models.MatchingDensity;
import io.permvi.models.MatchingLatent;
import io.permvi.models.PointMatching;
import io.permvi.models.TapeModel;
import io.permvi.models.UniformPrior;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A model of one permutation whose truth is known.
 *
 * @param kind of the model
 * @param noise its level
 * @param seed of what was generated
 * @param model the log joint
 * @param density the same for exchanges, up to a constant
 * @param truth from which the data were generated: an exact draw of the posterior
 */
record ZooProblem(
        Kind kind, double noise, long seed, DifferentiableModel model, MatchingDensity density, Permutation truth) {
    /** The three models, with four noise levels each. */
    enum Kind {
        /** Points in the plane and their centers: linear in the permutation. */
        MATCHING(0.1, 0.25, 0.5, 0.75) {
            @Override
            ZooProblem problem(MatchingLatent x, double noise, long seed, RandomGenerator rng) {
                int n = x.rows();
                DMatrixRMaj centers = gaussian(n, 2, 1, rng);
                Permutation truth = Permutation.random(n, rng);
                DMatrixRMaj observations = times(matrix(truth), centers);
                CommonOps_DDRM.addEquals(observations, gaussian(n, 2, noise, rng));
                PointMatching model = PointMatching.of(x, observations, centers, noise);
                return new ZooProblem(this, noise, seed, model, MatchingDensity.of(model), truth);
            }
        },
        /** All pairs of items compared once: logistic in the difference of their places. */
        RANKING(0.5, 1, 2, 4) {
            @Override
            ZooProblem problem(MatchingLatent x, double noise, long seed, RandomGenerator rng) {
                int n = x.rows();
                DMatrixRMaj places = new DMatrixRMaj(n, 1);
                Arrays.setAll(places.data, j -> j / noise);
                Permutation truth = Permutation.random(n, rng);
                DMatrixRMaj signs = new DMatrixRMaj(n, n);
                int pairs = n * (n - 1) / 2;
                DMatrixRMaj compared = new DMatrixRMaj(pairs, n);
                int pair = 0;
                for (int a = 0; a < n; a++) {
                    for (int b = 0; b < a; b++) {
                        double odds = Math.exp((truth.place(b) - truth.place(a)) / noise);
                        double sign = rng.nextDouble() < odds / (1 + odds) ? 1 : -1;
                        compared.set(pair, a, sign);
                        compared.set(pair++, b, -sign);
                        signs.set(a, b, sign);
                        signs.set(b, a, -sign);
                    }
                }
                DifferentiableModel model = TapeModel.of(List.of(x), (tape, z) -> {
                    Var behind = tape.constant(compared).mult(z.get(x).mult(tape.constant(places)));
                    return behind.softplus().sum().times(-1).plus(UniformPrior.logProbability(x.space()));
                });
                MatchingDensity density = new ExchangeDensity(x, () -> new PairTerms(signs, noise));
                return new ZooProblem(this, noise, seed, model, density, truth);
            }
        },
        /** Known dynamics of unknown rows: the permutation stands on both sides. */
        QUADRATIC(0.5, 1, 2, 4) {
            @Override
            ZooProblem problem(MatchingLatent x, double noise, long seed, RandomGenerator rng) {
                int n = x.rows();
                int times = 4;
                DMatrixRMaj weights = gaussian(n, n, 1 / Math.sqrt(n), rng);
                Permutation truth = Permutation.random(n, rng);
                DMatrixRMaj order = matrix(truth);
                DMatrixRMaj now = gaussian(n, times, 1, rng);
                DMatrixRMaj back = new DMatrixRMaj(n, times);
                CommonOps_DDRM.multTransA(order, now, back);
                DMatrixRMaj next = times(order, times(weights, back));
                CommonOps_DDRM.addEquals(next, gaussian(n, times, noise, rng));
                double constant = UniformPrior.logProbability(x.space())
                        - 0.5 * n * times * Math.log(2 * Math.PI * noise * noise);
                DifferentiableModel model = TapeModel.of(List.of(x), (tape, z) -> {
                    Var moved = z.get(x)
                            .mult(tape.constant(weights))
                            .mult(z.get(x).transpose().mult(tape.constant(now)));
                    return tape.constant(next)
                            .minus(moved)
                            .sumOfSquares()
                            .times(-0.5 / (noise * noise))
                            .plus(constant);
                });
                MatchingDensity density = new ExchangeDensity(x, () -> new DynamicsTerms(weights, now, next, noise));
                return new ZooProblem(this, noise, seed, model, density, truth);
            }
        };

        private final double[] levels;

        Kind(double... levels) {
            this.levels = levels;
        }

        double[] levels() {
            return levels.clone();
        }

        abstract ZooProblem problem(MatchingLatent x, double noise, long seed, RandomGenerator rng);
    }

    static ZooProblem of(Kind kind, int n, double noise, long seed) {
        RandomGenerator rng = DrawRandom.of(seed, kind.ordinal(), n);
        return kind.problem(new MatchingLatent("x", n), noise, seed, rng);
    }

    MatchingLatent latent() {
        return (MatchingLatent) model.latents().get(0);
    }

    String name() {
        return String.format(Locale.ROOT, "%s-%d-%s-%d", kind, latent().rows(), noise, seed)
                .toLowerCase(Locale.ROOT);
    }

    private static DMatrixRMaj gaussian(int rows, int columns, double scale, RandomGenerator rng) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        Arrays.setAll(matrix.data, k -> scale * rng.nextGaussian());
        return matrix;
    }

    private static DMatrixRMaj matrix(Permutation permutation) {
        DMatrixRMaj matrix = new DMatrixRMaj(permutation.order(), permutation.order());
        permutation.toMatrix(matrix);
        return matrix;
    }

    private static DMatrixRMaj times(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(a.numRows, b.numCols);
        CommonOps_DDRM.mult(a, b, product);
        return product;
    }
}
