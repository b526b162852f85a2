package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.testkit.FamilyContract;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** A chain of matchings says who follows whom, which no product of factors can. */
class ChainOfMatchingsTest extends FamilyContract {
    private static final MatchingLatent X = new MatchingLatent("x", MatchingSpace.partial(2, 3));
    private static final MatchingLatent Y = new MatchingLatent("y", 3);
    private static final MatchingLatent Z = new MatchingLatent("z", MatchingSpace.partial(2, 3));

    @Override
    protected Family family() {
        return new ChainOfMatchings(List.of(X, Y, Z));
    }

    @Test
    void reachesTheEvidenceWhereNamesOfPlacesAreOpen() {
        var x = new MatchingLatent("x", 3);
        var y = new MatchingLatent("y", 3);
        var follows = new DMatrixRMaj(new double[][] {{3, 0, 1}, {0, 2, 0}, {0.5, 0, 2}});
        // symmetric in the places: only which item of y stands where which item of x stands counts
        Model model = TapeModel.of(
                List.of(x, y), (tape, z) -> z.get(x).mult(z.get(y).transpose()).dot(tape.constant(follows)));
        double evidence = ExactPosterior.of(model).evidence().value();
        VariationalInference inference = VariationalInference.withDefaults()
                .withSteps(1000)
                .withDraws(16)
                .withOptimizer(new Adam(Schedule.cosine(0.1, 0.001, 1000)));
        FitResult chain = inference.fit(model, new ChainOfMatchings(List.of(x, y)), new SplittableRandom(1));
        FitResult product = inference.fit(
                model, MeanField.of(new SequentialMatching(x), new SequentialMatching(y)), new SplittableRandom(1));
        assertEquals(evidence, chain.elbo(), 0.1);
        assertTrue(product.elbo() < evidence - 1, product.elbo() + " of " + evidence);
    }

    @Test
    void refusesOtherPlaces() {
        List<MatchingLatent> wrong = List.of(X, new MatchingLatent("w", 4));
        assertThrows(IllegalArgumentException.class, () -> new ChainOfMatchings(wrong));
        Family.Pass pass = family().newPass();
        assertThrows(IllegalStateException.class, () -> pass.backward(null, 1, new double[0]));
    }
}
