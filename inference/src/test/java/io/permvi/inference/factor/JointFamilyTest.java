package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.testkit.FamilyContract;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** A family that joins latents: a real number whose mean depends on the matching, q(x) N(w; base + sum of <S, x>, s^2). */
class JointFamilyTest extends FamilyContract {
    private static final MatchingLatent X = new MatchingLatent("x", 3);
    private static final RealLatent W = new RealLatent("w", 1, 1);

    /** Parameters: those of the matching, then base and log s, then the nine entries of S. */
    private static final class RealGivenMatching implements DensityFamily {
        private final SequentialMatching matching = new SequentialMatching(X);
        private final int base = matching.parameterCount();

        @Override
        public List<Latent> latents() {
            return List.of(X, W);
        }

        @Override
        public List<Latent> pathwise() {
            return List.of(W);
        }

        @Override
        public int parameterCount() {
            return base + 2 + 9;
        }

        @Override
        public int noiseCount() {
            return matching.noiseCount() + 1;
        }

        @Override
        public double[] initialParameters(RandomGenerator rng) {
            return new double[parameterCount()];
        }

        @Override
        public void startAt(Start start, double[] parameters) {
            if (start.latent() == X) {
                matching.startAt(start, parameters, 0);
            } else {
                parameters[base] = start.values().data[0];
                parameters[base + 1] = Math.log(start.deviations().data[0]);
            }
        }

        @Override
        public void drawNoise(double[] noise, RandomGenerator rng) {
            matching.drawNoise(noise, 0, rng);
            noise[noise.length - 1] = rng.nextGaussian();
        }

        @Override
        public Bound bound() {
            return Bound.EVIDENCE;
        }

        @Override
        public DensityFamily.Pass newPass() {
            DiscreteFactor.Pass draw = matching.newPass();
            return new DensityFamily.Pass() {
                private final double[] x = new double[9];
                private double deviation;
                private double logDensity;

                @Override
                public double forward(double[] parameters, double[] noise, LatentValues z) {
                    double entropy = draw.forward(parameters, 0, noise, 0, z.get(X));
                    System.arraycopy(z.get(X).data, 0, x, 0, 9);
                    double mean = parameters[base];
                    for (int e = 0; e < 9; e++) {
                        mean += x[e] * parameters[base + 2 + e];
                    }
                    double unit = noise[noise.length - 1];
                    deviation = Math.exp(parameters[base + 1]) * unit;
                    z.get(W).data[0] = mean + deviation;
                    double gaussian = parameters[base + 1] + 0.5 * Math.log(2 * Math.PI * Math.E);
                    logDensity = -entropy - gaussian + 0.5 * (1 - unit * unit);
                    return entropy + gaussian;
                }

                @Override
                public double logDensity() {
                    return logDensity;
                }

                @Override
                public void backward(LatentValues zAdjoint, double advantage, double[] gradient) {
                    draw.backward(advantage, gradient, 0);
                    double slope = zAdjoint.get(W).data[0];
                    gradient[base] += slope;
                    gradient[base + 1] += slope * deviation + 1;
                    for (int e = 0; e < 9; e++) {
                        gradient[base + 2 + e] += slope * x[e];
                    }
                }

                @Override
                public void hardDraw(double[] parameters, double[] noise, LatentValues z) {
                    forward(parameters, noise, z);
                }
            };
        }
    }

    @Override
    protected Family family() {
        return new RealGivenMatching();
    }

    /** log p = <A, x> + log N(w; <B, x>, 0.5^2): the level follows the matching, as no product of factors can. */
    private static Model tied(DMatrixRMaj a, DMatrixRMaj b) {
        return TapeModel.of(List.of(X, W), (tape, z) -> z.get(X)
                .dot(tape.constant(a))
                .plus(z.get(W)
                        .minus(z.get(X).dot(tape.constant(b)))
                        .sumOfSquares()
                        .times(-2))
                .plus(-Math.log(0.5 * Math.sqrt(2 * Math.PI))));
    }

    @Test
    void reachesTheEvidenceWhereTheMeanFieldCannot() {
        RandomGenerator rng = new SplittableRandom(4);
        DMatrixRMaj a = new DMatrixRMaj(3, 3);
        DMatrixRMaj b = new DMatrixRMaj(3, 3);
        Arrays.setAll(a.data, e -> rng.nextGaussian());
        Arrays.setAll(b.data, e -> rng.nextGaussian());
        PermutationEnumeration all = new PermutationEnumeration(3);
        double[] logJoint = new double[all.size()];
        for (int k = 0; k < logJoint.length; k++) {
            for (int i = 0; i < 3; i++) {
                logJoint[k] += a.get(i, all.permutation(k).place(i));
            }
        }
        double evidence = Math.log(Arrays.stream(logJoint).map(Math::exp).sum());
        VariationalInference inference = VariationalInference.withDefaults()
                .withSteps(2000)
                .withDraws(16)
                .withOptimizer(new Adam(Schedule.cosine(0.1, 0.001, 2000)));
        FitResult joint = inference.fit(tied(a, b), new RealGivenMatching(), new SplittableRandom(1));
        FitResult product = inference.fit(
                tied(a, b), MeanField.of(new SequentialMatching(X), new DiagonalGaussian(W)), new SplittableRandom(1));
        assertEquals(evidence, joint.elbo(), 0.02);
        assertTrue(product.elbo() < evidence - 0.3, product.elbo() + " of " + evidence);
        MatchingMarginals marginals = joint.posterior().marginals(X, 20_000, new SplittableRandom(2));
        for (int j = 0; j < 3; j++) {
            double expected = 0;
            for (int k = 0; k < logJoint.length; k++) {
                expected += all.permutation(k).place(0) == j ? Math.exp(logJoint[k] - evidence) : 0;
            }
            assertEquals(expected, marginals.probability(0, j), 0.02);
        }
    }

    /** The contract for a product with a discrete and a continuous factor. */
    static class ProductTest extends FamilyContract {
        @Override
        protected Family family() {
            return MeanField.of(new SequentialMatching(X).withComponents(2).withInitialSpread(1), new FullGaussian(W));
        }
    }
}
