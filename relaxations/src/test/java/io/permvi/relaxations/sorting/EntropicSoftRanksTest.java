package io.permvi.relaxations.sorting;

import io.permvi.relaxations.Relaxation;

class EntropicSoftRanksTest extends SortingContract {
    @Override
    protected Relaxation relaxation() {
        return new SoftRanks(PermutahedronProjection.Regularizer.ENTROPIC);
    }

    @Override
    protected double columnTolerance() {
        return Double.POSITIVE_INFINITY;
    }
}
