package io.permvi.inference.factor;

import io.permvi.models.MatchingLatent;
import io.permvi.testkit.FactorContract;
import java.util.List;

class MixtureFactorTest extends FactorContract {
    private final MatchingLatent x = new MatchingLatent("x", 4);

    @Override
    protected VariationalFactor factor() {
        return new MixtureFactor(List.of(new SequentialMatching(x), new PlackettLuceFactor(x)));
    }
}
