package io.permvi.applications.worms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.models.DifferentiableModel;
import io.permvi.models.GaussianPrior;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingDensity;
import io.permvi.models.MatchingLatent;
import io.permvi.models.worms.ActivityStatistics;
import io.permvi.models.worms.Connectome;
import io.permvi.models.worms.WormDynamics;
import io.permvi.models.worms.WormRecording;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.testkit.MatchingDensityContract;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CollapsedDynamicsTest {

    /** log p(y, W, x) is quadratic in W, so its maximum and curvature give log p(y, x) exactly (Laplace). */
    @Test
    void isTheIntegralOfTheDynamicsOverTheWeights() {
        RandomGenerator rng = generator(1);
        Connectome connectome = connectome(6, 0.5, rng);
        List<WormRecording> worms = List.of(worm("a", 6, 6, 40, rng), worm("b", 6, 6, 30, rng));
        WormDynamics dynamics = new WormDynamics(connectome, worms, 0.8, new GaussianPrior(0.3));
        List<Matching> names = List.of(
                Permutation.random(6, rng).toMatching(),
                Permutation.random(6, rng).toMatching());
        double logUniform = -2 * Math.log(720);
        double expected = integralOverWeights(dynamics, names) - logUniform;
        double found = CollapsedDynamics.of(dynamics).newPass().start(names);
        assertEquals(expected, found, 1e-8 * Math.abs(expected));
    }

    private static double integralOverWeights(WormDynamics dynamics, List<Matching> names) {
        LatentValues z = new LatentValues(dynamics.latents());
        for (int j = 0; j < names.size(); j++) {
            names.get(j).toMatrix(z.get(dynamics.identities().get(j)));
        }
        DifferentiableModel.Pass pass = dynamics.newPass();
        SparsityPattern synapses = dynamics.connectome().synapses();
        int k = synapses.count();
        double atZero = pass.forward(z);
        double[] gradient = gradient(dynamics, pass, z, synapses);
        DMatrixRMaj curvature = new DMatrixRMaj(k, k);
        double[] unit = new double[k];
        for (int e = 0; e < k; e++) {
            unit[e] = 1;
            synapses.scatter(unit, 0, 0, z.get(dynamics.weights()));
            pass.forward(z);
            double[] shifted = gradient(dynamics, pass, z, synapses);
            for (int f = 0; f < k; f++) {
                curvature.set(e, f, gradient[f] - shifted[f]);
            }
            unit[e] = 0;
        }
        DMatrixRMaj inverse = new DMatrixRMaj(k, k);
        CommonOps_DDRM.invert(curvature, inverse);
        DMatrixRMaj g = new DMatrixRMaj(k, 1, true, gradient);
        DMatrixRMaj product = new DMatrixRMaj(k, 1);
        CommonOps_DDRM.mult(inverse, g, product);
        return atZero
                + 0.5 * CommonOps_DDRM.dot(g, product)
                + 0.5 * k * Math.log(2 * Math.PI)
                - 0.5 * Math.log(CommonOps_DDRM.det(curvature));
    }

    private static double[] gradient(
            WormDynamics dynamics, DifferentiableModel.Pass pass, LatentValues z, SparsityPattern synapses) {
        LatentValues gradient = new LatentValues(dynamics.latents());
        pass.backward(gradient);
        double[] packed = new double[synapses.count()];
        synapses.gather(gradient.get(dynamics.weights()), packed, 0);
        return packed;
    }

    @Nested
    class AtKnownNoise extends MatchingDensityContract {
        @Override
        protected MatchingDensity density() {
            return missingCells(NoiseVariance.known(0.9), generator(2));
        }
    }

    @Nested
    class AtUnknownNoise extends MatchingDensityContract {
        @Override
        protected MatchingDensity density() {
            return missingCells(NoiseVariance.unknown(1), generator(2));
        }
    }

    @Nested
    class AtGivenWeights extends MatchingDensityContract {
        @Override
        protected MatchingDensity density() {
            RandomGenerator rng = generator(6);
            CollapsedDynamics collapsed = missingCells(NoiseVariance.known(1), rng);
            int n = collapsed.connectome().size();
            DMatrixRMaj weights = new DMatrixRMaj(n, n);
            for (int e = 0; e < n * n; e++) {
                weights.data[e] = 0.3 * rng.nextGaussian();
            }
            return new WeightedDynamics(collapsed.connectome(), collapsed.worms(), collapsed.latents(), weights, 1);
        }

        @Test
        void refusesLatentsThatAreNotThoseOfTheWorms() {
            WeightedDynamics density = (WeightedDynamics) density();
            List<MatchingLatent> turned =
                    List.of(density.latents().get(1), density.latents().get(0));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new WeightedDynamics(density.connectome(), density.worms(), turned, density.weights(), 1));
        }
    }

    @Test
    void unknownNoiseIntegratesTheKnownNoiseOverItsPrior() {
        RandomGenerator rng = generator(3);
        Connectome connectome = connectome(4, 0.6, rng);
        List<WormRecording> worms = List.of(worm("a", 4, 4, 12, rng));
        List<Matching> names = List.of(Permutation.identity(4).toMatching());
        double ratio = 0.2;
        double found = CollapsedDynamics.of(connectome, worms, ratio, NoiseVariance.unknown(1.3))
                .newPass()
                .start(names);
        assertEquals(rowWiseIntegral(connectome, worms, ratio, 1.3), found, 1e-5);
    }

    /** Trapezoids on log v, row by row, with the inverse-gamma(1, 1.3) density. */
    private static double rowWiseIntegral(
            Connectome connectome, List<WormRecording> worms, double ratio, double scale) {
        int points = 4000;
        double low = Math.log(1e-3);
        double high = Math.log(1e5);
        double total = 0;
        for (int r = 0; r < connectome.size(); r++) {
            double[] logs = new double[points];
            for (int p = 0; p < points; p++) {
                double logV = low + (high - low) * p / (points - 1);
                double v = Math.exp(logV);
                CollapsedPass pass = CollapsedDynamics.of(connectome, worms, ratio * v, NoiseVariance.known(v))
                        .newPass();
                pass.start(List.of(Permutation.identity(connectome.size()).toMatching()));
                logs[p] = pass.rowEvidence(r) + Math.log(scale) - 2 * logV - scale / v + logV;
            }
            double largest = Double.NEGATIVE_INFINITY;
            for (double value : logs) {
                largest = Math.max(largest, value);
            }
            double sum = 0;
            for (double value : logs) {
                sum += Math.exp(value - largest);
            }
            total += largest + Math.log(sum * (high - low) / (points - 1));
        }
        return total;
    }

    @Test
    void changesAllocateNothing() {
        RandomGenerator rng = generator(4);
        CollapsedDynamics density = missingCells(NoiseVariance.known(1), rng);
        MatchingDensity.Pass pass = density.newPass();
        pass.start(randomStart(density, rng));
        exchangeAround(pass, 20_000);
        long before = allocated();
        exchangeAround(pass, 1000);
        // the counter itself may allocate a little
        assertTrue(allocated() - before < 4096, "allocated " + (allocated() - before) + " bytes");
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }

    private static void exchangeAround(MatchingDensity.Pass pass, int moves) {
        for (int move = 0; move < moves; move++) {
            int place = pass.placeOf(0, move % 10);
            pass.change(0, place, (place + 1 + move % 11) % 12);
            if (move % 5 == 0) {
                pass.exchange();
            }
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        RandomGenerator rng = generator(5);
        CollapsedDynamics density = missingCells(NoiseVariance.known(1), rng);
        assertThrows(IllegalArgumentException.class, () -> density.withWeightVariance(0));
        assertThrows(IllegalArgumentException.class, () -> NoiseVariance.known(-1));
    }

    /** Two worms of 10 and 12 cells for 12 neurons. */
    private static CollapsedDynamics missingCells(NoiseVariance noise, RandomGenerator rng) {
        Connectome connectome = connectome(12, 0.4, rng);
        List<WormRecording> worms = List.of(worm("a", 10, 12, 60, rng), worm("b", 12, 12, 50, rng));
        return CollapsedDynamics.of(connectome, worms, 0.05, noise);
    }

    private static List<Matching> randomStart(CollapsedDynamics density, RandomGenerator rng) {
        List<Matching> start = new ArrayList<>();
        for (WormRecording worm : density.worms()) {
            int[] places = Permutation.random(density.connectome().size(), rng).places();
            start.add(Matching.of(
                    places.length,
                    java.util.Arrays.copyOf(places, worm.allowed().rows())));
        }
        return start;
    }

    private static Connectome connectome(int n, double density, RandomGenerator rng) {
        List<String> names = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            names.add("N" + k);
        }
        SparsityPattern synapses = SparsityPattern.where(n, n, (i, j) -> i != j && rng.nextDouble() < density);
        return new Connectome(names, new double[n], synapses);
    }

    private static WormRecording worm(String name, int cells, int neurons, int steps, RandomGenerator rng) {
        DMatrixRMaj activity = new DMatrixRMaj(steps, cells);
        for (int e = 0; e < steps * cells; e++) {
            activity.data[e] = rng.nextGaussian();
        }
        return new WormRecording(name, ActivityStatistics.of(activity), SparsityPattern.all(cells, neurons));
    }

    private static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
