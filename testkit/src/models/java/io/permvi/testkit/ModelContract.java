package io.permvi.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import io.permvi.models.DiscreteLatent;
import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.permutation.Matching;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import io.permvi.models.RealLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/**
 * What every model promises: finite log joints at hard values, evaluations that depend on nothing but the point, and where
 * it has a gradient one that agrees with differences. A subclass names a small model, and other ways to write it, such as
 * the tape version of a hand-written one.
 */
public abstract class ModelContract {
    private static final double GRADIENT_TOLERANCE = 1e-6;
    private static final int POINTS = 5;

    /** A small model. */
    protected abstract Model model();

    /** Other models with the same latents and the same log joint. */
    protected List<? extends Model> sameModels() {
        return List.of();
    }

    /** How far two ways to write the model may differ, relative to one plus the size of the log joint. */
    protected double agreement() {
        return 1e-9;
    }

    /** Bytes that a warm pass may allocate; the tape records small objects anew at each evaluation. */
    protected long allocationAllowance() {
        return 0;
    }

    private DifferentiableModel differentiable() {
        Assumptions.assumeTrue(model() instanceof DifferentiableModel, "the model has no gradient");
        return (DifferentiableModel) model();
    }

    @Test
    void gradientAgreesWithDifferencesInsideThePolytope() {
        DifferentiableModel model = differentiable();
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
    void hardValuesHaveFiniteLogJoints() {
        Model model = model();
        RandomGenerator rng = new SplittableRandom(2);
        for (int k = 0; k < POINTS; k++) {
            double logJoint = model.newPass().forward(hardPoint(model, rng));
            assertTrue(Double.isFinite(logJoint), "log joint " + logJoint + " at a hard value");
        }
    }

    @Test
    void latentsAreNamedOnce() {
        List<Latent> latents = model().latents();
        assertFalse(latents.isEmpty());
        assertEquals(latents.size(), new HashSet<>(latents).size());
        assertEquals(
                latents.size(), latents.stream().map(Latent::name).distinct().count(), "names of " + latents);
    }

    @Test
    void otherWaysToWriteItAgree() {
        Model model = model();
        Assumptions.assumeFalse(sameModels().isEmpty(), "there is one way to write it");
        RandomGenerator rng = new SplittableRandom(5);
        for (Model same : sameModels()) {
            assertEquals(new HashSet<>(model.latents()), new HashSet<>(same.latents()));
            for (int k = 0; k < POINTS; k++) {
                LatentValues hard = hardPoint(model, rng);
                double logJoint = model.newPass().forward(hard);
                assertEquals(logJoint, same.newPass().forward(hard), agreement() * (1 + Math.abs(logJoint)));
            }
            if (model instanceof DifferentiableModel one && same instanceof DifferentiableModel other) {
                assertGradientsAgree(one, other, rng);
            }
        }
    }

    /** Between the matchings two ways may differ, as long as each is smooth, so gradients are compared at hard values. */
    private void assertGradientsAgree(DifferentiableModel one, DifferentiableModel other, RandomGenerator rng) {
        LatentValues z = hardPoint(one, rng);
        LatentValues gradient = new LatentValues(one.latents());
        LatentValues same = new LatentValues(one.latents());
        DifferentiableModel.Pass pass = one.newPass();
        double scale = 1 + Math.abs(pass.forward(z));
        pass.backward(gradient);
        DifferentiableModel.Pass otherPass = other.newPass();
        otherPass.forward(z);
        otherPass.backward(same);
        for (Latent latent : one.latents()) {
            if (latent instanceof RealLatent) {
                SparsityPattern free = free(latent);
                assertArrayEquals(
                        packed(free, gradient.get(latent)),
                        packed(free, same.get(latent)),
                        agreement() * scale,
                        latent.name());
            }
        }
    }

    @Test
    void backwardBeforeForwardIsRefused() {
        DifferentiableModel model = differentiable();
        assertThrows(IllegalStateException.class, () -> model.newPass().backward(new LatentValues(model.latents())));
    }

    @Test
    void passesDoNotDisturbEachOther() {
        Model model = model();
        RandomGenerator rng = new SplittableRandom(3);
        LatentValues z = hardPoint(model, rng);
        LatentValues elsewhere = hardPoint(model, rng);
        Model.Pass pass = model.newPass();
        double alone = pass.forward(z);
        pass.forward(elsewhere);
        model.newPass().forward(elsewhere);
        assertEquals(alone, pass.forward(z));
    }

    @Test
    void gradientsOfTwoPassesDoNotDisturbEachOther() {
        DifferentiableModel model = differentiable();
        RandomGenerator rng = new SplittableRandom(6);
        LatentValues z = relaxedPoint(model, rng);
        DifferentiableModel.Pass pass = model.newPass();
        DifferentiableModel.Pass other = model.newPass();
        LatentValues alone = new LatentValues(model.latents());
        pass.forward(z);
        pass.backward(alone);
        LatentValues again = new LatentValues(model.latents());
        pass.forward(z);
        other.forward(relaxedPoint(model, rng));
        other.backward(new LatentValues(model.latents()));
        pass.backward(again);
        for (Latent latent : model.latents()) {
            assertArrayEquals(alone.get(latent).data, again.get(latent).data, latent.name());
        }
    }

    @Test
    void aWarmPassDoesNotAllocate() {
        DifferentiableModel model = differentiable();
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

    /** A relaxed point with random values of its space in the place of each matching or category. */
    protected static LatentValues hardPoint(Model model, RandomGenerator rng) {
        LatentValues z = relaxedPoint(model, rng);
        for (Latent latent : model.latents()) {
            if (latent instanceof DiscreteLatent discrete) {
                DMatrixRMaj x = z.get(latent);
                int[] places = new int[x.numRows];
                LinearMaximum.of(discrete.space(), 0.5).maximize(x, places);
                Matching.toMatrix(places, x);
            }
        }
        return z;
    }

    private static SparsityPattern free(Latent latent) {
        if (latent instanceof DiscreteLatent discrete) {
            return discrete.space().allowed();
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
