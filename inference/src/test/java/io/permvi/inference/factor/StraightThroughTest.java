package io.permvi.inference.factor;

import io.permvi.models.MatchingLatent;
import io.permvi.testkit.FactorContract;

class StraightThroughTest extends FactorContract {
    @Override
    protected VariationalFactor factor() {
        return new StraightThrough(new GumbelMatching(new MatchingLatent("x", 4)));
    }
}
