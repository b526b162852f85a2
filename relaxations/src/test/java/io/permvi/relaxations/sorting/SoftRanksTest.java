package io.permvi.relaxations.sorting;

import io.permvi.relaxations.Relaxation;

class SoftRanksTest extends SortingContract {
    @Override
    protected Relaxation relaxation() {
        return new SoftRanks();
    }

    @Override
    protected double columnTolerance() {
        return Double.POSITIVE_INFINITY;
    }
}
