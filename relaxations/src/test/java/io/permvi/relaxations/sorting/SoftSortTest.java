package io.permvi.relaxations.sorting;

import io.permvi.relaxations.Relaxation;

class SoftSortTest extends SortingContract {
    @Override
    protected Relaxation relaxation() {
        return new SoftSort();
    }

    @Override
    protected double rowTolerance() {
        return Double.POSITIVE_INFINITY;
    }
}
