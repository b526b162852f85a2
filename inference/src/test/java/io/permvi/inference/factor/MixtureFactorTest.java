package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.permvi.models.MatchingLatent;
import io.permvi.testkit.FactorContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class MixtureFactorTest extends FactorContract {
    private final MatchingLatent x = new MatchingLatent("x", 4);

    @Override
    protected VariationalFactor factor() {
        return new MixtureFactor(List.of(new SequentialMatching(x), new PlackettLuceFactor(x)));
    }

    /** The component that makes a value likely has weight exp(-1000), the other gives it exp(-2000). */
    @Test
    void aSmallWeightCountsWhereTheOthersSayNever() {
        MatchingLatent two = new MatchingLatent("x", 2);
        PlackettLuceFactor ranking = new PlackettLuceFactor(two);
        double[] parameters = {2000, 0, 0, 2000, 1000, 0};
        double[] gradient = new double[6];
        DiscreteFactor.Pass pass = new MixtureFactor(List.of(ranking, ranking)).newPass();
        assertEquals(-1000, pass.logProbability(parameters, 0, new int[] {1, 0}), 1e-9);
        pass.backward(1, gradient, 0);
        assertArrayEquals(new double[] {0, 0, 0, 0, -1, 1}, gradient, 1e-9);
    }
}
