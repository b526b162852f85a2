package io.permvi.applications.worms;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A recorded worm whose cells were named by other means, by color: traces of mean 0 and deviation 1. Immutable. */
public final class RealWorm {
    private final String id;
    private final List<String> names;
    private final double[][] traces;
    private final WiringEvidence.Moments moments;

    private RealWorm(String id, List<String> names, double[][] standard, WiringEvidence.Moments moments) {
        this.id = id;
        this.names = List.copyOf(names);
        this.traces = standard;
        this.moments = moments;
    }

    /**
     * Standardizes the traces.
     *
     * @param id what to call it
     * @param names of the neurons, each once
     * @param traces a row of T numbers for each. Not modified.
     * @throws IllegalArgumentException when there are not as many names as traces
     */
    public static RealWorm of(String id, List<String> names, double[][] traces) {
        if (names.size() != traces.length) {
            throw new IllegalArgumentException(id + " has " + names.size() + " names and " + traces.length + " traces");
        }
        double[][] standard = standardized(traces);
        return new RealWorm(id, names, standard, WiringEvidence.Moments.of(standard));
    }

    /** What it is called. */
    public String id() {
        return id;
    }

    /** The names of the neurons. */
    public List<String> names() {
        return names;
    }

    /** A row of T numbers for each neuron, not to be modified. */
    public double[][] traces() {
        return traces;
    }

    WiringEvidence.Moments moments() {
        return moments;
    }

    /** The number of named cells. */
    public int size() {
        return names.size();
    }

    /** Which row a neuron is. */
    public Map<String, Integer> index() {
        Map<String, Integer> index = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            index.put(names.get(i), i);
        }
        return index;
    }

    /** The same traces with names exchanged by an order. */
    public RealWorm reordered(List<Integer> order) {
        List<String> other = new ArrayList<>();
        order.forEach(i -> other.add(names.get(i)));
        return new RealWorm(id, other, traces, moments);
    }

    /** Rows of mean 0 and deviation 1; a constant row is zero. */
    static double[][] standardized(double[][] rows) {
        double[][] standard = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            double mean = 0;
            for (double x : rows[i]) {
                mean += x / rows[i].length;
            }
            double square = 0;
            for (double x : rows[i]) {
                square += (x - mean) * (x - mean) / rows[i].length;
            }
            double deviation = Math.sqrt(square);
            standard[i] = new double[rows[i].length];
            for (int t = 0; t < rows[i].length; t++) {
                standard[i][t] = deviation > 0 ? (rows[i][t] - mean) / deviation : 0;
            }
        }
        return standard;
    }
}
