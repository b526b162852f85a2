package io.permvi.inference.networks;

import io.permvi.relaxations.autodiff.Var;
import java.util.List;

/** Layers one after the other. */
public final class Sequence implements Layer {
    private final List<Layer> layers;

    private Sequence(List<Layer> layers) {
        this.layers = layers;
    }

    /**
     * These layers in this order.
     *
     * @throws IllegalArgumentException when there is none, or a layer reads another number of columns than the one before
     *     it makes
     */
    public static Sequence of(List<? extends Layer> layers) {
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a sequence needs at least one layer");
        }
        for (int k = 1; k < layers.size(); k++) {
            if (layers.get(k).inputs() != layers.get(k - 1).outputs()) {
                throw new IllegalArgumentException(
                        "layer " + k + " reads " + layers.get(k).inputs() + " columns, but the layer before it makes "
                                + layers.get(k - 1).outputs());
            }
        }
        return new Sequence(List.copyOf(layers));
    }

    /** These layers in this order. */
    public static Sequence of(Layer... layers) {
        return of(List.of(layers));
    }

    @Override
    public int inputs() {
        return layers.get(0).inputs();
    }

    @Override
    public int outputs() {
        return layers.get(layers.size() - 1).outputs();
    }

    @Override
    public List<Parameter> parameters() {
        return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
    }

    @Override
    public Var apply(NetworkPass pass, Var x) {
        Var y = x;
        for (Layer layer : layers) {
            y = layer.apply(pass, y);
        }
        return y;
    }
}
