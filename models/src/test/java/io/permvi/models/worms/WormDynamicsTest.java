package io.permvi.models.worms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.models.DifferentiableModel;
import io.permvi.models.GaussianPrior;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.TapeModel;
import io.permvi.models.UniformPrior;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.testkit.ModelContract;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WormDynamicsTest extends ModelContract {
    private static final int NEURONS = 9;
    private static final double NOISE = 0.8;
    private static final GaussianPrior PRIOR = new GaussianPrior(0.4);

    private final Connectome connectome = connectome();
    private final List<DMatrixRMaj> recordings = new ArrayList<>();
    private final WormDynamics dynamics = dynamics();

    private static Connectome connectome() {
        List<String> names = new ArrayList<>();
        double[] positions = new double[NEURONS];
        for (int k = 0; k < NEURONS; k++) {
            names.add("N" + k);
            positions[k] = 0.1 * k;
        }
        return new Connectome(
                names, positions, SparsityPattern.where(NEURONS, NEURONS, (i, j) -> i != j && (i + 2 * j) % 3 != 1));
    }

    /** Two worms: a whole one, and one with seven of the nine cells recorded; windows on both. */
    private WormDynamics dynamics() {
        RandomGenerator rng = new SplittableRandom(11);
        List<WormRecording> worms = new ArrayList<>();
        for (int cells : new int[] {NEURONS, 7}) {
            DMatrixRMaj activity = new DMatrixRMaj(150, cells);
            for (int k = 0; k < activity.getNumElements(); k++) {
                activity.data[k] = rng.nextGaussian();
            }
            recordings.add(activity);
            SparsityPattern window = SparsityPattern.where(cells, NEURONS, (i, j) -> Math.abs(i - j) <= 3);
            worms.add(new WormRecording("worm" + cells, ActivityStatistics.of(activity), window));
        }
        return new WormDynamics(connectome, worms, NOISE, PRIOR);
    }

    @Override
    protected DifferentiableModel model() {
        return dynamics;
    }

    /** Narrow windows, and so few time steps that S00 is singular and the regression leaves a remainder. */
    @Nested
    class WithFewTimeSteps extends ModelContract {
        private final WormDynamics few = WithNarrowWindows.narrow(12);

        @Override
        protected DifferentiableModel model() {
            return few;
        }

        @Test
        void agreesWithItsTapeVersion() {
            assertAgreesWithTape(few);
        }
    }

    /** Windows so narrow that most products are sparse. */
    @Nested
    class WithNarrowWindows extends ModelContract {
        private final WormDynamics narrow = narrow(60);

        private static WormDynamics narrow(int timeSteps) {
            int n = 24;
            List<String> names = new ArrayList<>();
            for (int k = 0; k < n; k++) {
                names.add("N" + k);
            }
            SparsityPattern chain = SparsityPattern.where(n, n, (i, j) -> Math.abs(i - j) == 1);
            SparsityPattern window = SparsityPattern.where(n - 1, n, (i, j) -> j == i || j == i + 1);
            RandomGenerator rng = new SplittableRandom(3);
            DMatrixRMaj activity = new DMatrixRMaj(timeSteps, n - 1);
            for (int k = 0; k < activity.getNumElements(); k++) {
                activity.data[k] = rng.nextGaussian();
            }
            WormRecording worm = new WormRecording("worm", ActivityStatistics.of(activity), window);
            return new WormDynamics(new Connectome(names, new double[n], chain), List.of(worm), NOISE, PRIOR);
        }

        @Override
        protected DifferentiableModel model() {
            return narrow;
        }

        @Test
        void agreesWithItsTapeVersion() {
            assertAgreesWithTape(narrow);
        }
    }

    @Test
    void agreesWithItsTapeVersion() {
        assertAgreesWithTape(dynamics);
    }

    /** The same model as a formula on the tape: slower, and the oracle for the hand-written gradient. */
    private static TapeModel tapeModel(WormDynamics dynamics) {
        double precision = Math.pow(dynamics.noiseDeviation(), -2);
        return TapeModel.of(dynamics.latents(), (tape, z) -> {
            Var w = z.get(dynamics.weights());
            Var sum = dynamics.weightPrior()
                    .logDensity(w, dynamics.connectome().synapses().count());
            for (int j = 0; j < dynamics.worms().size(); j++) {
                ActivityStatistics statistics = dynamics.worms().get(j).statistics();
                MatchingLatent identities = dynamics.identities().get(j);
                Var x = z.get(identities);
                Var a = x.mult(w).mult(x.transpose());
                Var quadratic = a.mult(tape.constant(statistics.s00())).dot(a);
                double values = (double) statistics.cells() * statistics.transitions();
                sum = sum.plus(a.dot(tape.constant(statistics.s10()))
                        .minus(quadratic.times(0.5))
                        .plus(-0.5 * statistics.traceS11())
                        .times(precision)
                        .plus(UniformPrior.logProbability(identities.space())
                                + 0.5 * values * Math.log(precision / (2 * Math.PI))));
            }
            return sum;
        });
    }

    private static void assertAgreesWithTape(WormDynamics dynamics) {
        LatentValues z = relaxedPoint(dynamics, new SplittableRandom(5));
        DifferentiableModel.Pass fast = dynamics.newPass();
        DifferentiableModel.Pass tape = tapeModel(dynamics).newPass();
        double expected = tape.forward(z);
        assertEquals(expected, fast.forward(z), 1e-10 * Math.abs(expected));
        LatentValues expectedGradient = new LatentValues(dynamics.latents());
        LatentValues gradient = new LatentValues(dynamics.latents());
        tape.backward(expectedGradient);
        fast.backward(gradient);
        for (Latent latent : dynamics.latents()) {
            double[] wanted = expectedGradient.get(latent).data;
            double[] got = gradient.get(latent).data;
            SparsityPattern free = latent == dynamics.weights()
                    ? dynamics.connectome().synapses()
                    : dynamics.worms()
                            .get(dynamics.identities().indexOf(latent))
                            .allowed();
            for (int k = 0; k < wanted.length; k++) {
                boolean isFree = free.allows(k / free.columns(), k % free.columns());
                assertEquals(isFree ? wanted[k] : 0, got[k], 1e-8, latent + " " + k);
            }
        }
    }

    /** The log joint at hard permutations, from the definition: every time step, every cell, every weight. */
    @Test
    void logJointIsTheNormalizedDensityOfEachStep() {
        LatentValues z = relaxedPoint(dynamics, new SplittableRandom(6));
        Permutation.identity(NEURONS).toMatrix(z.get(dynamics.identities().get(0)));
        io.permvi.relaxations.permutation.Matching.of(NEURONS, 0, 1, 2, 3, 4, 5, 6)
                .toMatrix(z.get(dynamics.identities().get(1)));
        DMatrixRMaj w = z.get(dynamics.weights());
        double expected = PRIOR.logDensity(w, connectome.synapses());
        NormalDistribution noise = new NormalDistribution(0, NOISE);
        for (int j = 0; j < 2; j++) {
            expected += UniformPrior.logProbability(dynamics.identities().get(j).space());
            DMatrixRMaj activity = recordings.get(j);
            for (int t = 1; t < activity.numRows; t++) {
                for (int i = 0; i < activity.numCols; i++) {
                    double mean = 0;
                    for (int k = 0; k < activity.numCols; k++) {
                        mean += w.get(i, k) * activity.get(t - 1, k);
                    }
                    expected += noise.logDensity(activity.get(t, i) - mean);
                }
            }
        }
        assertEquals(expected, dynamics.newPass().forward(z), 1e-9 * Math.abs(expected));
    }

    @Test
    void statisticsDoNotDependOnTheBlocks() {
        DMatrixRMaj activity = recordings.get(0);
        ActivityStatistics statistics = ActivityStatistics.of(activity);
        double s00 = 0;
        double s10 = 0;
        for (int t = 1; t < activity.numRows; t++) {
            s00 += activity.get(t - 1, 2) * activity.get(t - 1, 4);
            s10 += activity.get(t, 2) * activity.get(t - 1, 4);
        }
        assertEquals(s00, statistics.s00().get(2, 4), 1e-10);
        assertEquals(s10, statistics.s10().get(2, 4), 1e-10);
        assertEquals(149, statistics.transitions());
    }

    @Test
    void simulationHasTheStatedSpectralRadiusAndOrientation() {
        RandomGenerator rng = new SplittableRandom(7);
        SparsityPattern ring = SparsityPattern.where(5, 5, (i, j) -> Math.abs(i - j) == 1 || Math.abs(i - j) == 4);
        DMatrixRMaj w = WormSimulation.antisymmetricWeights(ring, rng);
        org.ejml.interfaces.decomposition.EigenDecomposition_F64<DMatrixRMaj> eigen =
                org.ejml.dense.row.factory.DecompositionFactory_DDRM.eig(5, false);
        eigen.decompose(w.copy());
        double radius = 0;
        for (int k = 0; k < 5; k++) {
            radius = Math.max(radius, eigen.getEigenvalue(k).getMagnitude());
        }
        assertEquals(1 / 1.1, radius, 1e-6);
        Connectome five = new Connectome(List.of("a", "b", "c", "d", "e"), new double[5], ring);
        WormSimulation.Worm worm = new WormSimulation(five, w).draw(20_000, 1, rng);
        ActivityStatistics statistics = ActivityStatistics.of(worm.activity());
        DMatrixRMaj x = new DMatrixRMaj(5, 5);
        worm.identities().toMatrix(x);
        DMatrixRMaj estimate = new DMatrixRMaj(5, 5);
        org.ejml.dense.row.CommonOps_DDRM.solve(statistics.s00(), transposed(statistics.s10()), estimate);
        for (int i = 0; i < 5; i++) {
            for (int k = 0; k < 5; k++) {
                // the regression coefficient has standard error below 1 / sqrt(20000) = .007; six of them: chance 1e-8
                double expected =
                        w.get(worm.identities().place(i), worm.identities().place(k));
                assertEquals(expected, estimate.get(k, i), 0.043);
            }
        }
    }

    private static DMatrixRMaj transposed(DMatrixRMaj matrix) {
        return org.ejml.dense.row.CommonOps_DDRM.transpose(matrix, new DMatrixRMaj(1, 1));
    }

    @Test
    void generatedWiringLooksLikeTheWorm() {
        WiringDiagram wiring = WiringDiagram.wormLike(new SplittableRandom(1));
        assertEquals(279, wiring.names().size());
        long chemical = wiring.contacts().stream()
                .filter(contact -> contact.kind() == WiringDiagram.Kind.CHEMICAL)
                .count();
        assertEquals(2190, chemical);
        assertEquals(517, wiring.contacts().size() - chemical);
        Connectome symmetric = wiring.symmetrized();
        assertEquals(symmetric.synapses(), symmetric.synapses().transpose());
        int busiest = 0;
        for (int k = 0; k < 279; k++) {
            assertTrue(wiring.positions()[k] >= 0.07 && wiring.positions()[k] <= 0.83);
            busiest = Math.max(busiest, symmetric.synapses().rowCount(k));
        }
        double mean = symmetric.synapses().count() / 279.0;
        assertTrue(busiest > 3 * mean, "busiest " + busiest + ", mean " + mean);
    }

    @Test
    void mistakesAreNamed() {
        assertMessage("at least 2 time steps", () -> ActivityStatistics.of(new DMatrixRMaj(1, 3)));
        DMatrixRMaj bad = new DMatrixRMaj(4, 3);
        bad.set(2, 1, Double.NaN);
        assertMessage("cell 1 at time step 2 must be finite", () -> ActivityStatistics.of(bad));
        assertMessage("at least one worm", () -> new WormDynamics(connectome, List.of(), 1, PRIOR));
        assertMessage("noise deviation", () -> new WormDynamics(connectome, dynamics.worms(), 0, PRIOR));
        assertMessage(
                "listed twice", () -> new Connectome(List.of("a", "a"), new double[2], SparsityPattern.all(2, 2)));
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.contains(part), message);
    }
}
