package io.permvi.inference.factor;

import io.permvi.models.MatchingLatent;
import io.permvi.testkit.FactorContract;

class GibbsScoresTest extends FactorContract {
    @Override
    protected VariationalFactor factor() {
        return new GibbsMatching(new MatchingLatent("x", 4)).withScores();
    }
}
