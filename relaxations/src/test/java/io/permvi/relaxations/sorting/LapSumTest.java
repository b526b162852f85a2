package io.permvi.relaxations.sorting;

import io.permvi.relaxations.Relaxation;

class LapSumTest extends SortingContract {
    @Override
    protected Relaxation relaxation() {
        return new LapSum();
    }
}
