package io.permvi.relaxations.sorting;

import io.permvi.relaxations.Relaxation;

class SortingNetworkTest extends SortingContract {
    @Override
    protected Relaxation relaxation() {
        return new SortingNetwork();
    }
}
