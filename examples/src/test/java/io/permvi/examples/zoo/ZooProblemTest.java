package io.permvi.examples.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.models.LatentValues;
import io.permvi.models.MatchingDensity;
import io.permvi.models.Model;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Permutation;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ZooProblemTest {
    private static final int N = 7;

    @ParameterizedTest
    @EnumSource(ZooProblem.Kind.class)
    void exchangesChangeTheDensityAsTheyChangeTheModel(ZooProblem.Kind kind) {
        ZooProblem problem = ZooProblem.of(kind, N, kind.levels()[1], 3);
        RandomGenerator rng = new SplittableRandom(1);
        MatchingDensity.Pass pass = problem.density().newPass();
        int[] places = Permutation.random(N, rng).places();
        pass.start(List.of(Matching.of(N, places)));
        double constant = logJoint(problem, places) - pass.logDensity();
        for (int k = 0; k < 100; k++) {
            int place = rng.nextInt(N);
            int other = (place + 1 + rng.nextInt(N - 1)) % N;
            double before = pass.logDensity();
            double change = pass.change(0, place, other);
            if (rng.nextBoolean()) {
                pass.exchange();
                assertEquals(before + change, pass.logDensity(), 1e-9);
            }
            for (int i = 0; i < N; i++) {
                places[i] = pass.placeOf(0, i);
                assertEquals(i, pass.itemAt(0, places[i]));
            }
            assertEquals(logJoint(problem, places), pass.logDensity() + constant, 1e-9);
        }
    }

    private static double logJoint(ZooProblem problem, int[] places) {
        LatentValues z = new LatentValues(problem.model().latents());
        Matching.toMatrix(places, z.get(problem.latent()));
        Model.Pass pass = problem.model().newPass();
        return pass.forward(z);
    }

    /** What the marginals of a truth say of itself is within its error and what draws of the histogram leave. */
    @ParameterizedTest
    @EnumSource(ZooProblem.Kind.class)
    void theTruthBeyondEnumerationIsCertain(ZooProblem.Kind kind) {
        ExactTruth truth = ExactTruth.of(ZooProblem.of(kind, ExactTruth.MOST + 1, kind.levels()[0], 1));
        assertTrue(truth.error() >= 0 && truth.error() < 0.05, "error " + truth.error());
    }
}
