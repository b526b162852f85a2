package io.permvi.inference.posterior;

import java.util.Arrays;
import java.util.Locale;

/** What each step of a fit found: energy, entropy, temperature. Grows by whole blocks when a fit is continued. */
public final class Trace {
    private double[] energy;
    private double[] entropy;
    private double[] temperature;
    private int length;

    /** An empty trace with room for {@code capacity} steps. */
    public Trace(int capacity) {
        energy = new double[capacity];
        entropy = new double[capacity];
        temperature = new double[capacity];
    }

    /** A copy with room for {@code more} further steps. */
    public Trace extended(int more) {
        Trace copy = new Trace(length + more);
        System.arraycopy(energy, 0, copy.energy, 0, length);
        System.arraycopy(entropy, 0, copy.entropy, 0, length);
        System.arraycopy(temperature, 0, copy.temperature, 0, length);
        copy.length = length;
        return copy;
    }

    /** Adds a step, doubling the room when it is full. */
    public void add(double stepEnergy, double stepEntropy, double stepTemperature) {
        if (length == energy.length) {
            int capacity = Math.max(16, 2 * length);
            energy = Arrays.copyOf(energy, capacity);
            entropy = Arrays.copyOf(entropy, capacity);
            temperature = Arrays.copyOf(temperature, capacity);
        }
        energy[length] = stepEnergy;
        entropy[length] = stepEntropy;
        temperature[length] = stepTemperature;
        length++;
    }

    /** The number of steps. */
    public int length() {
        return length;
    }

    /** The mean log joint of a step's draws. */
    public double energy(int step) {
        return energy[checked(step)];
    }

    /** The mean entropy term of a step's draws. */
    public double entropy(int step) {
        return entropy[checked(step)];
    }

    /** Energy plus entropy of a step. */
    public double elbo(int step) {
        return energy[checked(step)] + entropy[step];
    }

    /** The temperature of a step. */
    public double temperature(int step) {
        return temperature[checked(step)];
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
        return length == 0
                ? "trace of no steps"
                : String.format(Locale.ROOT, "trace of %d steps, ELBO %.4f to %.4f", length, elbo(0), elbo(length - 1));
    }

    private int checked(int step) {
        if (step < 0 || step >= length) {
            throw new IndexOutOfBoundsException("step " + step + " of a trace of " + length);
        }
        return step;
    }
}
