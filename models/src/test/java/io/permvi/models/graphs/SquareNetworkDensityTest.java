package io.permvi.models.graphs;

import io.permvi.models.MatchingDensity;
import io.permvi.testkit.MatchingDensityContract;

/** As many places as items. */
class SquareNetworkDensityTest extends MatchingDensityContract {
    @Override
    protected MatchingDensity density() {
        return SmallNetworks.of(7, 7, false, 6).density();
    }
}
