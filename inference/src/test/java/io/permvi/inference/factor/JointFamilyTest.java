package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.posterior.MatchingMarginals;
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

    @Override
    protected Family family() {
        return new GaussianGivenMatching(new SequentialMatching(X), W);
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
        FitResult joint = inference.fit(
                tied(a, b), new GaussianGivenMatching(new SequentialMatching(X), W), new SplittableRandom(1));
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
