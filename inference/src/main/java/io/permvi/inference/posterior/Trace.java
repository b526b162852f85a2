package io.permvi.inference.posterior;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What each step of a fit found: energy, entropy, temperature. */
public final class Trace {
    private final List<Step> steps = new ArrayList<>();

    private record Step(double energy, double entropy, double temperature) {}

    /** An empty trace. */
    public Trace() {}

    /** A copy, which grows by itself. */
    public Trace copy() {
        Trace copy = new Trace();
        copy.steps.addAll(steps);
        return copy;
    }

    /** Adds a step. */
    public void add(double energy, double entropy, double temperature) {
        steps.add(new Step(energy, entropy, temperature));
    }

    /** The number of steps. */
    public int length() {
        return steps.size();
    }

    /** The mean log joint of a step's draws. */
    public double energy(int step) {
        return steps.get(step).energy;
    }

    /** The mean entropy term of a step's draws. */
    public double entropy(int step) {
        return steps.get(step).entropy;
    }

    /** Energy plus entropy of a step. */
    public double elbo(int step) {
        return energy(step) + entropy(step);
    }

    /** The temperature of a step. */
    public double temperature(int step) {
        return steps.get(step).temperature;
    }

    /**
     * The mean ELBO of steps {@code from} to {@code to - 1}.
     *
     * @throws IllegalArgumentException when the range is empty
     */
    public double meanElbo(int from, int to) {
        if (from >= to) {
            throw new IllegalArgumentException("a mean needs at least one step, got " + from + " to " + to);
        }
        double sum = 0;
        for (int step = from; step < to; step++) {
            sum += elbo(step);
        }
        return sum / (to - from);
    }

    @Override
    public String toString() {
        return length() == 0
                ? "trace of no steps"
                : String.format(
                        Locale.ROOT, "trace of %d steps, ELBO %.4f to %.4f", length(), elbo(0), elbo(length() - 1));
    }
}
