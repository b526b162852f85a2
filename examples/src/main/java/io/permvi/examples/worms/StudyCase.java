package io.permvi.examples.worms;

import io.permvi.models.worms.ActivityStatistics;
import io.permvi.models.worms.Connectome;
import io.permvi.models.worms.WiringDiagram;
import io.permvi.models.worms.WormRecording;
import io.permvi.models.worms.WormSimulation;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * One simulated experiment of the study.
 *
 * @param scenario what deviates from the published setting
 * @param worms recorded
 * @param radius of the position windows; 1 or more for none
 * @param known cells of each worm
 * @param seed of everything random
 * @param timeSteps of each recording
 */
record StudyCase(Scenario scenario, int worms, double radius, int known, long seed, int timeSteps) {
    private static final int PUBLISHED_TIME_STEPS = 1000;
    private static final int WEIGHTS_STREAM = 1;
    private static final int WORMS_STREAM = 2;
    private static final int SCENARIO_STREAM = 3;
    private static final double RADIUS_MARGIN = 1.1;
    /** Positions lie on a grid of 0.01; what is exactly one radius away must stay out in spite of rounding. */
    private static final double ROUNDING = 1e-9;

    /** What deviates from the published setting. */
    enum Scenario {
        /** Nothing. */
        PUBLISHED,
        /** The noise has standard deviation 2 and nobody says so. */
        OTHER_NOISE,
        /** The weights of the two directions of a contact are independent. */
        NOT_ANTISYMMETRIC,
        /** 5 % of the contacts are missing from the connectome, and as many are made up. */
        WRONG_EDGES,
        /** 10 % of the cells were not recorded, others in each worm. */
        MISSING_CELLS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * The recordings of a case and their truth.
     *
     * @param connectome as the method knows it
     * @param recordings with their allowed entries
     * @param truth of each worm
     * @param meanCandidates neurons within the window of a cell, known ones included, averaged over the cells
     */
    record Simulated(
            Connectome connectome, List<WormRecording> recordings, List<Matching> truth, double meanCandidates) {}

    /** With recordings of the published length. */
    StudyCase(Scenario scenario, int worms, double radius, int known, long seed) {
        this(scenario, worms, radius, known, seed, PUBLISHED_TIME_STEPS);
    }

    /** What makes a row of the results unique, beside the method. */
    String key() {
        return scenario + "," + worms + "," + radius + "," + known + "," + seed;
    }

    /** Simulates the worms. */
    Simulated simulate(WiringDiagram wiring) {
        Connectome connectome = wiring.symmetrized();
        DrawRandom weightsRng = DrawRandom.of(seed, WEIGHTS_STREAM, 0);
        WormSimulation simulation = scenario == Scenario.NOT_ANTISYMMETRIC
                ? new WormSimulation(connectome, independentWeights(connectome.synapses(), weightsRng))
                : new WormSimulation(connectome, weightsRng);
        double noise = scenario == Scenario.OTHER_NOISE ? 2 : 1;
        List<WormRecording> recordings = new ArrayList<>();
        List<Matching> truth = new ArrayList<>();
        double candidates = 0;
        for (int k = 1; k <= worms; k++) {
            DrawRandom rng = DrawRandom.of(seed, WORMS_STREAM, k);
            WormSimulation.Worm worm = simulation.draw(timeSteps, noise, rng);
            Permutation order = Permutation.random(connectome.size(), rng);
            candidates += addWorm(connectome, k, worm, order, recordings, truth) / worms;
        }
        return new Simulated(methodsView(connectome), recordings, truth, candidates);
    }

    /** The connectome as the method knows it. */
    private Connectome methodsView(Connectome connectome) {
        if (scenario != Scenario.WRONG_EDGES) {
            return connectome;
        }
        DrawRandom rng = DrawRandom.of(seed, SCENARIO_STREAM, 0);
        int n = connectome.size();
        boolean[][] connected = new boolean[n][n];
        int missing = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                boolean there = connectome.synapses().allows(i, j);
                boolean lost = there && rng.nextDouble() < 0.05;
                connected[i][j] = there && !lost;
                missing += lost ? 1 : 0;
            }
        }
        while (missing > 0) {
            int i = rng.nextInt(n);
            int j = rng.nextInt(n);
            if (j < i && !connected[i][j] && !connectome.synapses().allows(i, j)) {
                connected[i][j] = true;
                missing--;
            }
        }
        SparsityPattern synapses =
                SparsityPattern.where(n, n, (i, j) -> i != j && connected[Math.max(i, j)][Math.min(i, j)]);
        return new Connectome(connectome.names(), connectome.positions(), synapses);
    }

    /** Adds a worm, with the known cells first in {@code order}; its mean number of candidates. */
    private double addWorm(
            Connectome connectome,
            int number,
            WormSimulation.Worm worm,
            Permutation order,
            List<WormRecording> recordings,
            List<Matching> truth) {
        int n = connectome.size();
        int cells = scenario == Scenario.MISSING_CELLS ? n - n / 10 : n;
        int[] neurons = new int[cells];
        DMatrixRMaj activity = new DMatrixRMaj(timeSteps, cells);
        for (int i = 0; i < cells; i++) {
            int cell = order.place(i);
            neurons[i] = worm.identities().place(cell);
            for (int t = 0; t < timeSteps; t++) {
                activity.data[t * cells + i] = worm.activity().data[t * n + cell];
            }
        }
        boolean[] taken = new boolean[n];
        for (int i = 0; i < known; i++) {
            taken[neurons[i]] = true;
        }
        SparsityPattern allowed = SparsityPattern.where(
                cells, n, (i, k) -> i < known ? neurons[i] == k : !taken[k] && isNear(connectome, neurons[i], k));
        recordings.add(new WormRecording("worm-" + number, ActivityStatistics.of(activity), allowed));
        truth.add(Matching.of(n, neurons));
        return Arrays.stream(neurons)
                .mapToLong(neuron -> java.util.stream.IntStream.range(0, n)
                        .filter(k -> isNear(connectome, neuron, k))
                        .count())
                .average()
                .orElseThrow();
    }

    private boolean isNear(Connectome connectome, int neuron, int other) {
        return Math.abs(connectome.positions()[neuron] - connectome.positions()[other]) < radius - ROUNDING;
    }

    private static DMatrixRMaj independentWeights(SparsityPattern synapses, DrawRandom rng) {
        int n = synapses.rows();
        DMatrixRMaj w = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (synapses.allows(i, j)) {
                    w.set(i, j, rng.nextGaussian());
                }
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, false, false);
        if (!eigen.decompose(w.copy())) {
            throw new ArithmeticException("the eigenvalues of the weights did not converge");
        }
        double largest = 0;
        for (int k = 0; k < n; k++) {
            largest = Math.max(largest, eigen.getEigenvalue(k).getMagnitude());
        }
        for (int e = 0; e < n * n; e++) {
            w.data[e] /= RADIUS_MARGIN * largest;
        }
        return w;
    }
}
