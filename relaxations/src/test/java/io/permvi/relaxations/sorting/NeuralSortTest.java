package io.permvi.relaxations.sorting;

import io.permvi.relaxations.Relaxation;

class NeuralSortTest extends SortingContract {
    @Override
    protected Relaxation relaxation() {
        return new NeuralSort();
    }

    @Override
    protected double rowTolerance() {
        return Double.POSITIVE_INFINITY;
    }
}
