package io.permvi.inference.networks;

import io.permvi.relaxations.autodiff.Tape;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.random.DrawRandom;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * One evaluation of a network and its gradient: a tape on which the weights are variables. For one thread; reused for a
 * whole run.
 */
public final class NetworkPass {
    private final ParameterSet set;
    private final Tape tape = new Tape();
    private final DMatrixRMaj[] values;
    private final Var[] variables;
    private RandomGenerator noise = DrawRandom.of(0, 0, 0);
    private boolean training;
    private boolean begun;

    /** A pass for a network with these parameters. */
    public NetworkPass(ParameterSet set) {
        this.set = set;
        List<Parameter> parameters = set.parameters();
        values = new DMatrixRMaj[parameters.size()];
        variables = new Var[parameters.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] =
                    new DMatrixRMaj(parameters.get(k).rows(), parameters.get(k).columns());
        }
    }

    /**
     * Starts an evaluation for use: no noise, no gradient of the weights.
     *
     * @param weights all weights. Not modified.
     */
    public void begin(double[] weights) {
        begin(weights, false);
    }

    /**
     * Starts an evaluation for training.
     *
     * @param weights all weights. Not modified.
     * @param rng drives the noise; with the same stream comes the same result
     */
    public void beginTraining(double[] weights, RandomGenerator rng) {
        noise = rng;
        begin(weights, true);
    }

    private void begin(double[] weights, boolean forTraining) {
        if (weights.length != set.count()) {
            throw new IllegalArgumentException("network has " + set.count() + " weights, got " + weights.length);
        }
        training = forTraining;
        begun = true;
        tape.clear();
        for (int k = 0; k < values.length; k++) {
            System.arraycopy(weights, set.offset(k), values[k].data, 0, values[k].getNumElements());
            variables[k] = forTraining ? tape.variable(values[k]) : tape.constant(values[k]);
        }
    }

    /** The tape of this evaluation; already holds the weights. */
    public Tape tape() {
        return tape;
    }

    /** Whether the evaluation is for training, so that noise acts. */
    public boolean training() {
        return training;
    }

    /** The stream of this evaluation's noise. */
    public RandomGenerator noise() {
        return noise;
    }

    /**
     * The values of a parameter on the tape.
     *
     * @throws IllegalStateException before the first {@link #begin}
     * @throws IllegalArgumentException when it is not a parameter of the network
     */
    public Var parameter(Parameter parameter) {
        if (!begun) {
            throw new IllegalStateException("parameter before begin");
        }
        return variables[set.indexOf(parameter)];
    }

    /**
     * Differentiates a scalar and adds its gradient by all weights.
     *
     * @param scalar recorded on this tape since {@link #beginTraining}
     * @param gradient all weights. Modified.
     * @throws IllegalStateException before {@link #beginTraining}
     */
    public void backward(Var scalar, double[] gradient) {
        if (!begun || !training) {
            throw new IllegalStateException("backward before beginTraining");
        }
        tape.backward(scalar);
        for (int k = 0; k < variables.length; k++) {
            double[] adjoint = variables[k].adjoint().data;
            int offset = set.offset(k);
            for (int i = 0; i < values[k].getNumElements(); i++) {
                gradient[offset + i] += adjoint[i];
            }
        }
    }
}
