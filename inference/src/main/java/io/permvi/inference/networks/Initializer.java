package io.permvi.inference.networks;

import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/** Starting values of a weight matrix whose rows are inputs and whose columns are outputs. */
@FunctionalInterface
public interface Initializer {
    /**
     * Writes starting values.
     *
     * @param weights inputs by outputs. Modified.
     */
    void initialize(DMatrixRMaj weights, RandomGenerator rng);

    /** All entries 0. */
    static Initializer zeros() {
        return constant(0);
    }

    /** All entries equal. */
    static Initializer constant(double value) {
        return (weights, rng) -> weights.fill(value);
    }

    /** Uniform on plus or minus 1 / sqrt(inputs). */
    static Initializer uniformFanIn() {
        return (weights, rng) -> uniform(weights, 1 / Math.sqrt(weights.numRows), rng);
    }

    /** Uniform on plus or minus sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010, equation 16); for tanh. */
    static Initializer glorot() {
        return (weights, rng) -> uniform(weights, Math.sqrt(6.0 / (weights.numRows + weights.numCols)), rng);
    }

    /** Normal with variance 2 / inputs (He et al. 2015, equation 10); for ReLU. */
    static Initializer he() {
        return (weights, rng) -> {
            double scale = Math.sqrt(2.0 / weights.numRows);
            for (int i = 0; i < weights.getNumElements(); i++) {
                weights.data[i] = scale * rng.nextGaussian();
            }
        };
    }

    /** Uniform on plus or minus a bound, whatever the shape. */
    static Initializer uniform(double bound) {
        return (weights, rng) -> uniform(weights, bound, rng);
    }

    private static void uniform(DMatrixRMaj weights, double bound, RandomGenerator rng) {
        for (int i = 0; i < weights.getNumElements(); i++) {
            weights.data[i] = bound * (2 * rng.nextDouble() - 1);
        }
    }
}
