package io.permvi.inference.factor;

import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.sorting.LapSum;
import io.permvi.testkit.FactorContract;

/** A relaxation of sorting before which one score an item stands. */
class SortedPreimageTest extends FactorContract {
    @Override
    protected VariationalFactor factor() {
        return new PreimagePermutation(new MatchingLatent("x", 5), new LapSum());
    }
}
