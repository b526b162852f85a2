package io.permvi.models.graphs;

import io.permvi.models.Model;
import io.permvi.testkit.ModelContract;

/** The gradient where items may have no partner. */
class PartialNetworkModelTest extends ModelContract {
    @Override
    protected Model model() {
        return SmallNetworks.partial(4, 5, 3);
    }
}
