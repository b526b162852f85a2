package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.optimize.Adam;
import io.permvi.models.MatchingLatent;
import io.permvi.models.MatchingPriors;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.ranking.PlackettLuce;
import io.permvi.testkit.FactorContract;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlackettLuceFactorTest extends FactorContract {
    private static final MatchingLatent X = new MatchingLatent("x", 4);

    @Override
    protected VariationalFactor factor() {
        return new PlackettLuceFactor(X);
    }

    @Test
    void probabilitiesAreThoseOfTheDistribution() {
        double[] theta = {0.2, -0.9, 1.4, 0};
        PlackettLuce oracle = PlackettLuce.of(theta);
        DiscreteFactor.Pass pass = new PlackettLuceFactor(X).newPass();
        for (int[] places : List.of(new int[] {0, 1, 2, 3}, new int[] {2, 0, 3, 1}, new int[] {3, 2, 1, 0})) {
            assertEquals(oracle.logProbability(Permutation.of(places)), pass.logProbability(theta, 0, places), 1e-12);
        }
    }

    @Test
    void aPlackettLucePosteriorIsFoundToItsEvidence() {
        double[] utilities = {0.5, -1, 1.5, 0.2};
        var model = TapeModel.of(
                List.of(X), (tape, z) -> MatchingPriors.plackettLuce(z.get(X), tape.constant(utilities), 4));
        FitResult fit = VariationalInference.withDefaults()
                .withSteps(1000)
                .withDraws(16)
                .withOptimizer(new Adam(0.02))
                .fit(model, MeanField.of(new PlackettLuceFactor(X)), new SplittableRandom(2));
        assertEquals(0, fit.elbo(), 0.02);
    }

    @Test
    void itStartsInTheOrderOfAMatching() {
        double[] parameters = new double[4];
        Start start = Start.matching(X, Permutation.of(2, 0, 3, 1).toMatching(), 0.9);
        new PlackettLuceFactor(X).startAt(start, parameters, 0);
        assertTrue(parameters[1] > parameters[3] && parameters[3] > parameters[0] && parameters[0] > parameters[2]);
    }

    @Test
    void masksAndOtherSpacesAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new PlackettLuceFactor(
                        new MatchingLatent("x", MatchingSpace.partial(SparsityPattern.all(3, 3)))));
        assertThrows(
                IllegalArgumentException.class,
                () -> new GaussianGivenMatching(new IndependentRows(X), new RealLatent("w", 1, 1)));
    }
}
