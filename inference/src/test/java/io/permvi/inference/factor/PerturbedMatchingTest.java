package io.permvi.inference.factor;

import io.permvi.models.MatchingLatent;
import io.permvi.testkit.FactorContract;

class PerturbedMatchingTest extends FactorContract {
    @Override
    protected VariationalFactor factor() {
        return new PerturbedMatching(new GumbelMatching(new MatchingLatent("x", 4)));
    }
}
