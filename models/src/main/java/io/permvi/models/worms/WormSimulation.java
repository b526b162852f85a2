package io.permvi.models.worms;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Permutation;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Simulated worms in the setting of the published experiment (Linderman et al. 2018, section 5.2): W is antisymmetric
 * with standard normal entries at the synapses, divided by 1.1 times its spectral radius; each worm is a uniformly drawn
 * permutation of the neurons and a recording {@code Y_t = X W X' Y_{t-1} + noise}, from Y_0 = noise.
 */
public final class WormSimulation {
    private static final double RADIUS_MARGIN = 1.1;
    private static final int POWER_ITERATIONS = 1000;

    private final Connectome connectome;
    private final DMatrixRMaj weights;

    /** Draws the weights. */
    public WormSimulation(Connectome connectome, RandomGenerator rng) {
        this(connectome, antisymmetricWeights(connectome.synapses(), rng));
    }

    /**
     * With given weights.
     *
     * @param weights n by n; copied
     */
    public WormSimulation(Connectome connectome, DMatrixRMaj weights) {
        this.connectome = connectome;
        this.weights = weights.copy();
    }

    /**
     * Antisymmetric weights with standard normal entries on the pattern, scaled to spectral radius 1 / 1.1.
     *
     * @param synapses a symmetric pattern; entries whose mirror image is missing are left out
     */
    public static DMatrixRMaj antisymmetricWeights(SparsityPattern synapses, RandomGenerator rng) {
        int n = synapses.rows();
        DMatrixRMaj w = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                if (synapses.allows(i, j) && synapses.allows(j, i)) {
                    double value = rng.nextGaussian();
                    w.set(i, j, value);
                    w.set(j, i, -value);
                }
            }
        }
        double radius = antisymmetricSpectralRadius(w, rng);
        for (int k = 0; k < n * n && radius > 0; k++) {
            w.data[k] /= RADIUS_MARGIN * radius;
        }
        return w;
    }

    /** The spectral radius of an antisymmetric matrix, which is its 2-norm: power iterations on -W W = W' W. */
    private static double antisymmetricSpectralRadius(DMatrixRMaj w, RandomGenerator rng) {
        int n = w.numRows;
        double[] v = rng.doubles(n, -1, 1).toArray();
        double[] next = new double[n];
        double norm = 0;
        for (int iteration = 0; iteration < POWER_ITERATIONS; iteration++) {
            double previous = norm;
            multiply(w, v, next);
            multiply(w, next, v);
            norm = Math.sqrt(squaredNorm(v));
            if (norm == 0) {
                return 0;
            }
            for (int i = 0; i < n; i++) {
                v[i] /= norm;
            }
            if (Math.abs(norm - previous) <= 1e-13 * norm) {
                break;
            }
        }
        return Math.sqrt(norm);
    }

    private static double squaredNorm(double[] v) {
        double sum = 0;
        for (double value : v) {
            sum += value * value;
        }
        return sum;
    }

    private static void multiply(DMatrixRMaj w, double[] v, double[] out) {
        int n = w.numCols;
        for (int i = 0; i < w.numRows; i++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                sum += w.data[i * n + j] * v[j];
            }
            out[i] = sum;
        }
    }

    /**
     * A worm: which neuron each cell is, and what was recorded.
     *
     * @param identities cell i is neuron {@code identities.place(i)}
     * @param activity T by n, one row a time step, one column a cell
     */
    public record Worm(Permutation identities, DMatrixRMaj activity) {}

    /**
     * Draws a worm.
     *
     * @param timeSteps T, at least 2
     * @param noiseDeviation of each step, above 0
     * @throws IllegalArgumentException when an argument is out of range
     */
    public Worm draw(int timeSteps, double noiseDeviation, RandomGenerator rng) {
        if (timeSteps < 2) {
            throw new IllegalArgumentException("time steps must be at least 2, got " + timeSteps);
        }
        if (!(noiseDeviation > 0)) {
            throw new IllegalArgumentException("noise deviation must be positive, got " + noiseDeviation);
        }
        int n = connectome.size();
        Permutation identities = Permutation.random(n, rng);
        DMatrixRMaj activity = new DMatrixRMaj(timeSteps, n);
        double[] state = new double[n];
        double[] next = new double[n];
        for (int t = 0; t < timeSteps; t++) {
            multiply(weights, state, next);
            for (int k = 0; k < n; k++) {
                next[k] += noiseDeviation * rng.nextGaussian();
            }
            for (int i = 0; i < n; i++) {
                activity.data[t * n + i] = next[identities.place(i)];
            }
            double[] swap = state;
            state = next;
            next = swap;
        }
        return new Worm(identities, activity);
    }
}
