package io.permvi.applications.worms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.posterior.ChainPosterior;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.PointEstimate;
import io.permvi.inference.search.MatchingListener;
import io.permvi.inference.search.ParallelTempering;
import io.permvi.models.worms.ActivityStatistics;
import io.permvi.models.worms.Connectome;
import io.permvi.models.worms.WormRecording;
import io.permvi.models.worms.WormSimulation;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class BaselinesTest {
    private static final int NEURONS = 5;

    private final CollapsedDynamics density = density();
    private final List<Matching> start = List.of(
            Permutation.identity(NEURONS).toMatching(),
            Permutation.identity(NEURONS).toMatching());

    /**
     * Both chains sample the same posterior; over 40,000 and 20,000 correlated states the largest of 50 differences stays
     * below 0.05 but for less than one chance in a thousand.
     */
    @Test
    void gibbsWithSwapsAgreesWithTheCollapsedChain() {
        ChainPosterior gibbs =
                new GibbsSwaps(500, 40_000, 5).sample(density, start, DrawRandom.of(1, 0, 0), MatchingListener.NONE);
        ChainPosterior collapsed = ParallelTempering.withDefaults()
                .withSweeps(500, 20_000)
                .withProposals(10)
                .sample(density, start, DrawRandom.of(2, 0, 0), MatchingListener.NONE);
        for (int j = 0; j < 2; j++) {
            for (int i = 0; i < NEURONS; i++) {
                for (int k = 0; k < NEURONS; k++) {
                    double p = gibbs.marginals(density.latents().get(j)).probability(i, k);
                    assertEquals(collapsed.marginals(density.latents().get(j)).probability(i, k), p, 0.05, i + " " + k);
                }
            }
        }
    }

    /** The trace is of the states after each sweep, the last of which counts for the best. */
    @Test
    void theTraceEndsWithTheLastState() {
        for (long seed = 1; seed <= 20; seed++) {
            ChainPosterior gibbs =
                    new GibbsSwaps(0, 3, 5).sample(density, start, DrawRandom.of(seed, 0, 0), MatchingListener.NONE);
            List<Double> trace = gibbs.diagnostics().logDensities().get(0);
            assertEquals(3, trace.size());
            assertEquals(density.newPass().start(gibbs.last()), trace.get(2), 1e-9);
            double most = Math.max(
                    density.newPass().start(start),
                    trace.stream().mapToDouble(v -> v).max().orElseThrow());
            assertEquals(most, gibbs.bestLogDensity(), 1e-9);
        }
    }

    @Test
    void alternatingMaximizationKeepsItsBestNames() {
        PointEstimate found = AlternatingMaximization.withDefaults()
                .maximize(density, List.of(start), DrawRandom.of(4, 0, 0), MatchingListener.NONE);
        double best = density.newPass().start(found.best());
        List<Double> evidences = ((Diagnostics.Search) found.diagnostics()).logDensities();
        for (double evidence : evidences) {
            assertTrue(evidence <= best + 1e-9);
        }
        assertEquals(density.newPass().start(start), evidences.get(0), 1e-9);
    }

    @Test
    void refusesBadSettings() {
        assertThrows(IllegalArgumentException.class, () -> new GibbsSwaps(0, 0, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new AlternatingMaximization(
                        0, AlternatingMaximization.withDefaults().solver()));
        assertThrows(IllegalArgumentException.class, () -> AlternatingMaximization.withDefaults()
                .maximize(density, List.of(), DrawRandom.of(1, 0, 0), MatchingListener.NONE));
        CollapsedDynamics unknown =
                CollapsedDynamics.of(density.connectome(), density.worms(), 1, NoiseVariance.unknown(1));
        assertThrows(IllegalStateException.class, () -> new GibbsSwaps(0, 1, 1)
                .sample(unknown, start, DrawRandom.of(1, 0, 0), MatchingListener.NONE));
    }

    /** So short and with such weak weights that the names stay uncertain and the chain at given weights still mixes. */
    private static CollapsedDynamics density() {
        List<String> names = List.of("A", "B", "C", "D", "E");
        SparsityPattern synapses = SparsityPattern.where(NEURONS, NEURONS, (i, j) -> Math.abs(i - j) == 1);
        Connectome connectome = new Connectome(names, new double[NEURONS], synapses);
        WormSimulation simulation = new WormSimulation(connectome, new DMatrixRMaj(NEURONS, NEURONS));
        List<WormRecording> worms = new ArrayList<>();
        for (int j = 0; j < 2; j++) {
            DMatrixRMaj activity = simulation.draw(8, 1, DrawRandom.of(5, 1, j)).activity();
            worms.add(new WormRecording(
                    "worm" + j, ActivityStatistics.of(activity), SparsityPattern.all(NEURONS, NEURONS)));
        }
        return CollapsedDynamics.of(connectome, worms, 0.05, NoiseVariance.known(1));
    }
}
