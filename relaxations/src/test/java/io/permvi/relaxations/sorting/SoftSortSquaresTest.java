package io.permvi.relaxations.sorting;

import io.permvi.relaxations.Relaxation;

class SoftSortSquaresTest extends SortingContract {
    @Override
    protected Relaxation relaxation() {
        return new SoftSort(2);
    }

    @Override
    protected double rowTolerance() {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    protected double lowTemperature() {
        return 1e-8;
    }
}
