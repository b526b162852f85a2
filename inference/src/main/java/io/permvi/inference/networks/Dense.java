package io.permvi.inference.networks;

import io.permvi.relaxations.autodiff.Operation;
import io.permvi.relaxations.autodiff.Var;
import java.util.List;

/** A dense layer: activation(x W + b), the same for every row. Cost O(rows inputs outputs). */
public final class Dense implements Layer {
    private final Parameter weights;
    private final Parameter bias;
    private final Operation operation;

    /**
     * @param name of the layer; its parameters are name.weights and name.bias
     * @param initializer of the weights; the bias starts at 0
     */
    public Dense(String name, int inputs, int outputs, Activation activation, Initializer initializer) {
        this(name, inputs, outputs, activation, initializer, Initializer.zeros());
    }

    /**
     * @param name of the layer; its parameters are name.weights and name.bias
     * @param initializer of the weights
     * @param biasInitializer of the bias, a row
     */
    public Dense(
            String name,
            int inputs,
            int outputs,
            Activation activation,
            Initializer initializer,
            Initializer biasInitializer) {
        this.weights = new Parameter(name + ".weights", inputs, outputs, initializer);
        this.bias = new Parameter(name + ".bias", 1, outputs, biasInitializer);
        this.operation = new DenseOperation(activation);
    }

    @Override
    public int inputs() {
        return weights.rows();
    }

    @Override
    public int outputs() {
        return weights.columns();
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weights, bias);
    }

    @Override
    public Var apply(NetworkPass pass, Var x) {
        if (x.columns() != inputs()) {
            throw new IllegalArgumentException(
                    "layer " + weights.name() + " reads " + inputs() + " columns, got " + x.columns());
        }
        return pass.tape().record(operation, x.rows(), outputs(), x, pass.parameter(weights), pass.parameter(bias));
    }
}
