package io.permvi.inference.networks;

import io.permvi.relaxations.autodiff.Var;
import java.util.List;

/**
 * A differentiable map of matrices with a row for each item. Immutable settings; the weights come from the pass. Users add
 * layers by implementing this interface with operations of the tape.
 */
public interface Layer {
    /** The number of columns that it reads. */
    int inputs();

    /** The number of columns that it makes. */
    int outputs();

    /** The weights that it needs. */
    List<Parameter> parameters();

    /**
     * Records the layer.
     *
     * @param x rows by {@link #inputs}
     * @return as many rows by {@link #outputs}
     */
    Var apply(NetworkPass pass, Var x);
}
