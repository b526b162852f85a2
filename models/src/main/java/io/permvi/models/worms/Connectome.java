package io.permvi.models.worms;

import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Named neurons, where their cell bodies lie along the body, and which pairs may influence each other.
 *
 * @param names of the neurons, distinct; neuron k is place k
 * @param positions of the cell bodies, 0 = head to 1 = tail, one for each neuron; shared, not to be modified
 * @param synapses the pairs (neuron, neuron) whose weight may be non-zero, n by n
 */
public record Connectome(List<String> names, double[] positions, SparsityPattern synapses) {

    /**
     * Checks sizes and names.
     *
     * @throws IllegalArgumentException when sizes differ, a name is there twice or a position is not finite
     */
    public Connectome {
        names = List.copyOf(names);
        int n = names.size();
        if (positions.length != n || synapses.rows() != n || synapses.columns() != n) {
            throw new IllegalArgumentException("a connectome of " + n + " names needs as many positions and an n x n"
                    + " synapse pattern, got " + positions.length + " positions and " + synapses);
        }
        indexOf(names);
        for (int k = 0; k < n; k++) {
            if (!Double.isFinite(positions[k])) {
                throw new IllegalArgumentException(
                        "soma position of neuron " + names.get(k) + " must be finite, got " + positions[k]);
            }
        }
    }

    /** The number of neurons. */
    public int size() {
        return names.size();
    }

    /** The number of each name. A fresh map. */
    public Map<String, Integer> index() {
        return indexOf(names);
    }

    private static Map<String, Integer> indexOf(List<String> names) {
        Map<String, Integer> index = new HashMap<>();
        for (int k = 0; k < names.size(); k++) {
            if (index.put(names.get(k), k) != null) {
                throw new IllegalArgumentException("neuron " + names.get(k) + " is listed twice");
            }
        }
        return index;
    }
}
