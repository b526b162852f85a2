package io.permvi.inference.factor;

import io.permvi.models.MatchingLatent;
import io.permvi.testkit.FactorContract;

class ImplicitMatchingTest extends FactorContract {
    @Override
    protected VariationalFactor factor() {
        return new ImplicitMatching(new GumbelMatching(new MatchingLatent("x", 4)));
    }
}
