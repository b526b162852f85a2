package io.permvi.models.graphs;

import io.permvi.models.MatchingDensity;
import io.permvi.testkit.MatchingDensityContract;

/** More places than items, a mask, every kind of term. */
class NetworkDensityTest extends MatchingDensityContract {
    @Override
    protected MatchingDensity density() {
        return SmallNetworks.of(6, 8, true, 5).density();
    }
}
