package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.ranking.Mallows;
import io.permvi.relaxations.ranking.PermutationDistance;
import io.permvi.testkit.FactorContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class InsertionFactorTest extends FactorContract {
    private static final MatchingLatent X = new MatchingLatent("x", 4);
    private static final Permutation CENTER = Permutation.of(2, 0, 3, 1);

    @Override
    protected VariationalFactor factor() {
        return new InsertionFactor(X, CENTER);
    }

    @Test
    void equalParametersAreMallows() {
        double[] theta = {0.7, 0.7, 0.7};
        Mallows oracle = Mallows.of(PermutationDistance.KENDALL, CENTER, 0.7);
        DiscreteFactor.Pass pass = new InsertionFactor(X, CENTER).newPass();
        for (int[] places : List.of(new int[] {0, 1, 2, 3}, new int[] {2, 0, 3, 1}, new int[] {3, 2, 1, 0})) {
            assertEquals(oracle.logProbability(Permutation.of(places)), pass.logProbability(theta, 0, places), 1e-12);
        }
    }

    @Test
    void whatIsHardlyEverDrawnHasItsProbabilityToo() {
        double[] theta = {1000, 1000, 1000};
        DiscreteFactor.Pass pass = new InsertionFactor(X, Permutation.identity(4)).newPass();
        assertEquals(-6000, pass.logProbability(theta, 0, new int[] {3, 2, 1, 0}), 1e-9);
    }

    @Test
    void aStartThatAgreesWithTheCenterMakesItSure() {
        double[] parameters = new double[3];
        new InsertionFactor(X, CENTER).startAt(Start.matching(X, CENTER.toMatching(), 0.9), parameters, 0);
        assertTrue(parameters[0] > 1.5 && parameters[0] == parameters[2], "theta " + parameters[0]);
    }

    @Test
    void masksAndOtherOrdersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new InsertionFactor(X, Permutation.identity(3)));
        var partial = new MatchingLatent("x", MatchingSpace.partial(SparsityPattern.all(4, 4)));
        assertThrows(IllegalArgumentException.class, () -> new InsertionFactor(partial, CENTER));
    }
}
