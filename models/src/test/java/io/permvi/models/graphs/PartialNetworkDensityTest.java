package io.permvi.models.graphs;

import io.permvi.models.MatchingDensity;
import io.permvi.testkit.MatchingDensityContract;

/** Items that may have no partner. */
class PartialNetworkDensityTest extends MatchingDensityContract {
    @Override
    protected MatchingDensity density() {
        return SmallNetworks.partial(5, 6, 6).density();
    }
}
