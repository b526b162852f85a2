package io.permvi.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.permvi.inference.factor.PathwiseFactor;
import io.permvi.inference.factor.Tempered;
import io.permvi.models.Latent;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.autodiff.GradientCheck;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** What every pathwise variational factor promises. */
public abstract class FactorContract {
    private static final double GRADIENT_TOLERANCE = 1e-6;
    private static final int OFFSET = 3;

    /** A small factor. */
    protected abstract PathwiseFactor factor();

    /** A temperature that it serves, where it has one. */
    protected double temperature() {
        return 0.7;
    }

    private final RandomGenerator rng = new SplittableRandom(21);

    private PathwiseFactor.Pass newPass() {
        PathwiseFactor.Pass pass = factor().newPass();
        if (pass instanceof Tempered.Pass tempered) {
            tempered.setTemperature(temperature());
        }
        return pass;
    }

    private double[] parameters() {
        double[] parameters = new double[OFFSET + factor().parameterCount()];
        for (int k = 0; k < parameters.length; k++) {
            parameters[k] = 0.5 * rng.nextGaussian();
        }
        return parameters;
    }

    private double[] noise() {
        double[] noise = new double[OFFSET + factor().noiseCount()];
        factor().drawNoise(noise, OFFSET, rng);
        return noise;
    }

    private DMatrixRMaj value() {
        return new DMatrixRMaj(factor().latent().rows(), factor().latent().columns());
    }

    @Test
    void gradientOfALinearEnergyAndTheEntropyTermAgreesWithDifferences() {
        PathwiseFactor.Pass pass = newPass();
        double[] parameters = parameters();
        double[] noise = noise();
        DMatrixRMaj slope = value();
        Arrays.setAll(slope.data, k -> rng.nextGaussian());
        DMatrixRMaj z = value();
        pass.forward(parameters, OFFSET, noise, OFFSET, z);
        double[] gradient = new double[parameters.length];
        pass.backward(slope, gradient, OFFSET);
        double error = GradientCheck.relativeError(
                point -> {
                    double entropy = pass.forward(point, OFFSET, noise, OFFSET, z);
                    return entropy + dot(slope, z);
                },
                parameters,
                gradient,
                rng);
        assertTrue(error < GRADIENT_TOLERANCE, "relative error " + error);
    }

    private static double dot(DMatrixRMaj a, DMatrixRMaj b) {
        double sum = 0;
        for (int k = 0; k < a.getNumElements(); k++) {
            sum += a.data[k] * b.data[k];
        }
        return sum;
    }

    @Test
    void backwardAddsToTheGradient() {
        PathwiseFactor.Pass pass = newPass();
        double[] parameters = parameters();
        double[] noise = noise();
        DMatrixRMaj z = value();
        pass.forward(parameters, OFFSET, noise, OFFSET, z);
        double[] once = new double[parameters.length];
        pass.backward(z, once, OFFSET);
        double[] twice = once.clone();
        pass.backward(z, twice, OFFSET);
        for (int k = 0; k < once.length; k++) {
            assertEquals(2 * once[k], twice[k], 1e-12 * Math.abs(once[k]));
        }
        assertArrayEquals(new double[OFFSET], Arrays.copyOf(twice, OFFSET));
    }

    @Test
    void hardDrawsOfPermutationsAreMatchings() {
        PathwiseFactor.Pass pass = newPass();
        Latent latent = factor().latent();
        DMatrixRMaj z = value();
        pass.hardDraw(parameters(), OFFSET, noise(), OFFSET, z);
        if (latent instanceof MatchingLatent permutation) {
            for (int i = 0; i < z.numRows; i++) {
                int ones = 0;
                for (int j = 0; j < z.numCols; j++) {
                    double entry = z.get(i, j);
                    assertTrue(entry == 0
                            || entry == 1 && permutation.space().allowed().allows(i, j));
                    ones += (int) entry;
                }
                assertEquals(1, ones);
            }
        }
    }

    @Test
    void startingParametersAreFiniteAndStayInTheirPlace() {
        double[] parameters = new double[OFFSET + factor().parameterCount() + 1];
        Arrays.fill(parameters, Double.NaN);
        factor().initialize(parameters, OFFSET, rng);
        for (int k = 0; k < parameters.length; k++) {
            boolean own = k >= OFFSET && k < parameters.length - 1;
            assertEquals(own, Double.isFinite(parameters[k]), "parameter " + k);
        }
    }

    @Test
    void backwardBeforeForwardIsRefused() {
        assertThrows(IllegalStateException.class, () -> factor().newPass()
                .backward(value(), new double[factor().parameterCount()], 0));
    }

    @Test
    void aWarmPassDoesNotAllocate() {
        PathwiseFactor.Pass pass = newPass();
        double[] parameters = parameters();
        double[] noise = noise();
        double[] gradient = new double[parameters.length];
        DMatrixRMaj z = value();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 200; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            pass.forward(parameters, OFFSET, noise, OFFSET, z);
            pass.backward(z, gradient, OFFSET);
            pass.hardDraw(parameters, OFFSET, noise, OFFSET, z);
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, allocated, "bytes allocated by a warm pass");
    }
}
