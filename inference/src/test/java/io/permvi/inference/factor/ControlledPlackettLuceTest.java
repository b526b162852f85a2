package io.permvi.inference.factor;

import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.sorting.SoftSort;
import io.permvi.testkit.FactorContract;

class ControlledPlackettLuceTest extends FactorContract {
    @Override
    protected VariationalFactor factor() {
        return new ControlledPlackettLuce(new PlackettLuceFactor(new MatchingLatent("x", 4)), new SoftSort());
    }
}
