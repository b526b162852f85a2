package io.permvi.inference.networks;

import io.permvi.relaxations.random.DrawRandom;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * The parameters of a network, laid end to end, row after row, in one vector that the optimizers step through. Immutable;
 * holds no values.
 */
public final class ParameterSet {
    private final List<Parameter> parameters;
    private final Map<Parameter, Integer> indices = new IdentityHashMap<>();
    private final int[] offsets;

    private ParameterSet(List<Parameter> parameters) {
        this.parameters = List.copyOf(parameters);
        this.offsets = new int[parameters.size() + 1];
        Set<String> names = new HashSet<>();
        for (int k = 0; k < parameters.size(); k++) {
            Parameter parameter = parameters.get(k);
            if (!names.add(parameter.name())) {
                throw new IllegalArgumentException("two parameters are named " + parameter.name());
            }
            indices.put(parameter, k);
            offsets[k + 1] = offsets[k] + parameter.count();
        }
    }

    /**
     * These parameters in this order.
     *
     * @throws IllegalArgumentException when two have one name
     */
    public static ParameterSet of(List<Parameter> parameters) {
        return new ParameterSet(parameters);
    }

    /** The parameters in order. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** The number of weights. */
    public int count() {
        return offsets[parameters.size()];
    }

    /**
     * The place of a parameter in the order.
     *
     * @throws IllegalArgumentException when it is not one of these
     */
    public int indexOf(Parameter parameter) {
        Integer index = indices.get(parameter);
        if (index == null) {
            throw new IllegalArgumentException("parameter " + parameter + " does not belong to this network");
        }
        return index;
    }

    int offset(int index) {
        return offsets[index];
    }

    /** Starting values of all weights for an ascent with this seed: from the stream before its first step. */
    public double[] initialize(long seed) {
        return initialize(DrawRandom.of(seed, -1, 0));
    }

    /** Starting values of all weights, a fresh array. */
    public double[] initialize(RandomGenerator rng) {
        double[] values = new double[count()];
        for (int k = 0; k < parameters.size(); k++) {
            Parameter parameter = parameters.get(k);
            DMatrixRMaj matrix = new DMatrixRMaj(parameter.rows(), parameter.columns());
            parameter.initializer().initialize(matrix, rng);
            System.arraycopy(matrix.data, 0, values, offsets[k], parameter.count());
        }
        return values;
    }
}
