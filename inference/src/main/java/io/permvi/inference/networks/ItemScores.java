package io.permvi.inference.networks;

import io.permvi.relaxations.autodiff.Var;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Scores of each item from its own features, by the same layers for every item: the network of Mena et al. 2018, section
 * 5.1. With {@link SetContext} among the layers an item also sees its set.
 */
public final class ItemScores implements ScoreNetwork<SetBatch> {
    private final Layer layer;
    private final ParameterSet parameters;

    /**
     * @param layer makes as many columns as a set has items
     */
    public ItemScores(Layer layer) {
        this.layer = layer;
        this.parameters = ParameterSet.of(layer.parameters());
    }

    @Override
    public ParameterSet parameters() {
        return parameters;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the sets have another size than the layer makes columns
     */
    @Override
    public List<Var> scores(NetworkPass pass, SetBatch batch) {
        if (batch.size() != layer.outputs()) {
            throw new IllegalArgumentException(
                    "network gives scores of " + layer.outputs() + " places, got sets of " + batch.size() + " items");
        }
        return List.of(apply(pass, batch.features()));
    }

    /**
     * The scores of single items, whatever set they belong to; for layers without context.
     *
     * @param items a row of features for each. Not modified.
     */
    public Var apply(NetworkPass pass, DMatrixRMaj items) {
        return layer.apply(pass, pass.tape().constant(items));
    }
}
