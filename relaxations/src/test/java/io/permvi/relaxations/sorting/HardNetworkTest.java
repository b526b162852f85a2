package io.permvi.relaxations.sorting;

import io.permvi.relaxations.Relaxation;

class HardNetworkTest extends SortingContract {
    @Override
    protected Relaxation relaxation() {
        return new SortingNetwork(SortingNetwork.Layout.BITONIC, SortingNetwork.Swap.LOGISTIC, true);
    }
}
