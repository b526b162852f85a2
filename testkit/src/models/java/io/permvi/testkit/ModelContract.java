package io.permvi.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.permutation.Permutations;
import com.sun.management.ThreadMXBean;
import io.permvi.models.DifferentiableModel;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.Model;
import io.permvi.models.MatchingLatent;
import io.permvi.models.RealLatent;
import io.permvi.relaxations.autodiff.GradientCheck;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** What every model with a gradient promises. */
public abstract class ModelContract {
    private static final double GRADIENT_TOLERANCE = 1e-6;

    /** A small model. */
    protected abstract DifferentiableModel model();

    /** Bytes that a warm pass may allocate; the tape records small objects anew at each evaluation. */
    protected long allocationAllowance() {
        return 0;
    }

    @Test
    void gradientAgreesWithDifferencesInsideThePolytope() {
        DifferentiableModel model = model();
        RandomGenerator rng = new SplittableRandom(1);
        LatentValues z = relaxedPoint(model, rng);
        LatentValues gradient = new LatentValues(model.latents());
        DifferentiableModel.Pass pass = model.newPass();
        pass.forward(z);
        pass.backward(gradient);
        for (Latent latent : model.latents()) {
            SparsityPattern free = free(latent);
            double[] point = packed(free, z.get(latent));
            double[] slope = packed(free, gradient.get(latent));
            double error = GradientCheck.relativeError(
                    values -> {
                        LatentValues moved = new LatentValues(model.latents());
                        moved.set(z);
                        free.scatter(values, 0, 0, moved.get(latent));
                        return pass.forward(moved);
                    },
                    point,
                    slope,
                    rng);
            assertTrue(error < GRADIENT_TOLERANCE, latent + ": relative error " + error);
        }
    }

    @Test
    void hardMatchingsHaveFiniteLogJoints() {
        DifferentiableModel model = model();
        RandomGenerator rng = new SplittableRandom(2);
        LatentValues z = relaxedPoint(model, rng);
        for (Latent latent : model.latents()) {
            if (latent instanceof MatchingLatent permutation) {
                hardPoint(permutation.space(), z.get(latent), rng);
            }
        }
        assertTrue(Double.isFinite(model.newPass().forward(z)));
    }

    @Test
    void backwardBeforeForwardIsRefused() {
        DifferentiableModel model = model();
        assertThrows(IllegalStateException.class, () -> model.newPass().backward(new LatentValues(model.latents())));
    }

    @Test
    void passesDoNotDisturbEachOther() {
        DifferentiableModel model = model();
        RandomGenerator rng = new SplittableRandom(3);
        LatentValues z = relaxedPoint(model, rng);
        LatentValues other = relaxedPoint(model, rng);
        DifferentiableModel.Pass pass = model.newPass();
        double alone = pass.forward(z);
        pass.forward(other);
        model.newPass().forward(other);
        assertEquals(alone, pass.forward(z));
    }

    @Test
    void aWarmPassDoesNotAllocate() {
        DifferentiableModel model = model();
        LatentValues z = relaxedPoint(model, new SplittableRandom(4));
        LatentValues gradient = new LatentValues(model.latents());
        DifferentiableModel.Pass pass = model.newPass();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 200; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            pass.forward(z);
            pass.backward(gradient);
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(allocated <= allocationAllowance(), "a warm pass allocated " + allocated + " bytes");
    }

    /** Uniform random values at allowed entries: rows of a permutation sum to one, reals are standard normal. */
    protected static LatentValues relaxedPoint(Model model, RandomGenerator rng) {
        LatentValues z = new LatentValues(model.latents());
        for (Latent latent : model.latents()) {
            SparsityPattern free = free(latent);
            double[] values = new double[free.count()];
            for (int k = 0; k < values.length; k++) {
                values[k] = latent instanceof RealLatent ? rng.nextGaussian() : rng.nextDouble();
            }
            free.scatter(values, 0, 0, z.get(latent));
        }
        return z;
    }

    private static void hardPoint(MatchingSpace space, DMatrixRMaj x, RandomGenerator rng) {
        DMatrixRMaj scores = new DMatrixRMaj(space.items(), space.places());
        for (int k = 0; k < scores.getNumElements(); k++) {
            scores.data[k] = rng.nextDouble();
        }
        int[] places = new int[space.items()];
        new io.permvi.relaxations.assignment.MaximumMatching(space).maximize(scores, places);
        io.permvi.relaxations.permutation.Matching.toMatrix(places, x);
        assertFalse(space instanceof Permutations && x.get(0, places[0]) != 1);
    }

    private static SparsityPattern free(Latent latent) {
        if (latent instanceof MatchingLatent permutation) {
            return permutation.space().allowed();
        }
        if (latent instanceof RealLatent real) {
            return real.support();
        }
        return SparsityPattern.all(latent.rows(), latent.columns());
    }

    private static double[] packed(SparsityPattern free, DMatrixRMaj matrix) {
        double[] values = new double[free.count()];
        free.gather(matrix, values, 0);
        return values;
    }
}
