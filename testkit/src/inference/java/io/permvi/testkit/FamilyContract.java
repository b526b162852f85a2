package io.permvi.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.permvi.inference.factor.DensityFamily;
import io.permvi.inference.factor.Family;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/**
 * What every family promises. Its gradient is checked against the mean of many draws: along a random direction, the change
 * of the mean ELBO of a test log joint is what {@code backward} adds on average.
 */
public abstract class FamilyContract {
    private static final int DRAWS = 200_000;

    /** A small family. */
    protected abstract Family family();

    private final RandomGenerator rng = new SplittableRandom(31);

    private double[] parameters() {
        double[] parameters = family().initialParameters(rng);
        Arrays.setAll(parameters, k -> parameters[k] + 0.4 * rng.nextGaussian());
        return parameters;
    }

    /** A log joint that ties all entries together: b (sum of <slope, z>)^2 / 2 + sum of <slope, z>. */
    private static double energy(LatentValues slope, LatentValues z) {
        double sum = 0;
        for (Latent latent : z.latents()) {
            sum += dot(slope.get(latent), z.get(latent));
        }
        return sum - 0.2 * sum * sum;
    }

    private static void gradient(LatentValues slope, LatentValues z, LatentValues adjoint) {
        double sum = 0;
        for (Latent latent : z.latents()) {
            sum += dot(slope.get(latent), z.get(latent));
        }
        for (Latent latent : z.latents()) {
            double[] to = adjoint.get(latent).data;
            for (int k = 0; k < to.length; k++) {
                to[k] = (1 - 0.4 * sum) * slope.get(latent).data[k];
            }
        }
    }

    private static double dot(DMatrixRMaj a, DMatrixRMaj b) {
        double sum = 0;
        for (int k = 0; k < a.getNumElements(); k++) {
            sum += a.data[k] * b.data[k];
        }
        return sum;
    }

    /** Five standard errors of a difference with common noise: a false alarm in 1.7 million runs. */
    @Test
    void theGradientIsThatOfTheMeanElbo() {
        Family q = family();
        double[] parameters = parameters();
        double[] direction = new double[parameters.length];
        Arrays.setAll(direction, k -> rng.nextGaussian() / Math.sqrt(direction.length));
        LatentValues slope = new LatentValues(q.latents());
        for (Latent latent : q.latents()) {
            Arrays.setAll(slope.get(latent).data, k -> 0.5 * rng.nextGaussian());
        }
        double[] slopes = slopes(q, parameters, direction, slope);
        double[] differences = differences(q, parameters, direction, slope);
        double mean = 0;
        double squares = 0;
        for (int s = 0; s < DRAWS; s++) {
            double difference = slopes[s] - differences[s];
            mean += difference / DRAWS;
            squares += difference * difference / DRAWS;
        }
        assertEquals(0, mean, 5 * Math.sqrt(squares / DRAWS) + 1e-6);
    }

    /** The slope along the direction from the gradient of each draw, with the mean of a first thousand as baseline. */
    private static double[] slopes(Family q, double[] parameters, double[] direction, LatentValues slope) {
        Family.Pass pass = q.newPass();
        LatentValues z = new LatentValues(q.latents());
        LatentValues adjoint = new LatentValues(q.latents());
        double[] noise = new double[q.noiseCount()];
        RandomGenerator stream = new SplittableRandom(5);
        double baseline = 0;
        for (int s = 0; s < 1000; s++) {
            q.drawNoise(noise, stream);
            double entropy = pass.forward(parameters, noise, z);
            baseline += (entropy + energy(slope, z)) / 1000;
        }
        double[] gradient = new double[parameters.length];
        double[] slopes = new double[DRAWS];
        for (int s = 0; s < DRAWS; s++) {
            q.drawNoise(noise, stream);
            double value = pass.forward(parameters, noise, z) + energy(slope, z);
            gradient(slope, z, adjoint);
            Arrays.fill(gradient, 0);
            pass.backward(adjoint, value - baseline, gradient);
            for (int k = 0; k < gradient.length; k++) {
                slopes[s] += gradient[k] * direction[k];
            }
        }
        return slopes;
    }

    /** Central differences of the ELBO of single draws, with common noise. */
    private static double[] differences(Family q, double[] parameters, double[] direction, LatentValues slope) {
        double step = 0.05;
        double[] above = new double[parameters.length];
        double[] below = new double[parameters.length];
        Arrays.setAll(above, k -> parameters[k] + step * direction[k]);
        Arrays.setAll(below, k -> parameters[k] - step * direction[k]);
        Family.Pass pass = q.newPass();
        LatentValues z = new LatentValues(q.latents());
        double[] noise = new double[q.noiseCount()];
        RandomGenerator stream = new SplittableRandom(6);
        double[] differences = new double[DRAWS];
        for (int s = 0; s < DRAWS; s++) {
            q.drawNoise(noise, stream);
            double up = pass.forward(above, noise, z) + energy(slope, z);
            double down = pass.forward(below, noise, z) + energy(slope, z);
            differences[s] = (up - down) / (2 * step);
        }
        return differences;
    }

    /** The mean of -log q over draws is the entropy term on average, where the density is known. */
    @Test
    void theDensityAgreesWithTheEntropyTerm() {
        if (!(family() instanceof DensityFamily q)) {
            return;
        }
        double[] parameters = parameters();
        DensityFamily.Pass pass = q.newPass();
        LatentValues z = new LatentValues(q.latents());
        double[] noise = new double[q.noiseCount()];
        double mean = 0;
        double squares = 0;
        int draws = 20_000;
        for (int s = 0; s < draws; s++) {
            q.drawNoise(noise, rng);
            double difference = pass.forward(parameters, noise, z) + pass.logDensity();
            mean += difference / draws;
            squares += difference * difference / draws;
        }
        assertEquals(0, mean, 5 * Math.sqrt(squares / draws) + 1e-9);
    }

    @Test
    void latentsAndCountsFitTogether() {
        Family q = family();
        assertEquals(q.latents().size(), new HashSet<>(q.latents()).size());
        assertTrue(q.latents().containsAll(q.pathwise()), q.pathwise() + " of " + q.latents());
        assertEquals(q.parameterCount(), q.initialParameters(rng).length);
        assertTrue(Arrays.stream(q.initialParameters(rng)).allMatch(Double::isFinite));
        assertNotNull(q.bound());
    }

    @Test
    void backwardBeforeForwardIsRefused() {
        Family q = family();
        assertThrows(
                IllegalStateException.class,
                () -> q.newPass().backward(new LatentValues(q.latents()), 1, new double[q.parameterCount()]));
    }

    @Test
    void aWarmPassDoesNotAllocate() {
        Family q = family();
        Family.Pass pass = q.newPass();
        double[] parameters = parameters();
        double[] noise = new double[q.noiseCount()];
        q.drawNoise(noise, rng);
        double[] gradient = new double[parameters.length];
        LatentValues z = new LatentValues(q.latents());
        LatentValues adjoint = new LatentValues(q.latents());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 300; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            pass.moveTo(attempt);
            pass.forward(parameters, noise, z);
            pass.backward(adjoint, 0.5, gradient);
            pass.hardDraw(parameters, noise, z);
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, allocated, "bytes allocated by a warm pass");
    }
}
