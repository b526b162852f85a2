package io.permvi.applications.worms;

import io.permvi.inference.posterior.ChainPosterior;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Draws;
import io.permvi.inference.search.MatchingListener;
import io.permvi.inference.search.ParallelTempering;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * The published Markov chain (Linderman et al. 2018, section 5.2): draw the weights given the names, then propose swaps of
 * names given the weights, and repeat. A baseline: given weights that fit the present names hardly any swap is accepted,
 * so it mixes badly; integrate the weights out with {@link ParallelTempering} on {@link CollapsedDynamics} instead.
 *
 * @param burnIn sweeps before states are kept
 * @param sweeps kept sweeps, each one draw of the weights, at least 1
 * @param proposals of swaps a sweep, at least 1
 */
public record GibbsSwaps(int burnIn, int sweeps, int proposals) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException when one is too small
     */
    public GibbsSwaps {
        if (burnIn < 0 || sweeps < 1 || proposals < 1) {
            throw new IllegalArgumentException("burn-in must be 0 or more, sweeps and proposals at least 1, got "
                    + burnIn + ", " + sweeps + " and " + proposals);
        }
    }

    /**
     * Samples from a start.
     *
     * @param density the worms, with a known noise variance
     * @param start of each worm
     * @param listener hears of the state after each sweep
     */
    public ChainPosterior sample(
            CollapsedDynamics density, List<Matching> start, RandomGenerator rng, MatchingListener listener) {
        return new Run(density, start, rng.nextLong()).finish(listener);
    }

    private final class Run {
        private final CollapsedDynamics density;
        private final long seed;
        private final ParallelTempering swaps = ParallelTempering.withDefaults()
                .withTemperatures(1.0)
                .withSweeps(0, 1)
                .withProposals(proposals)
                .withCommonShare(0)
                .withScreening(false);
        private final CollapsedPass pass;
        private final DMatrixRMaj weights;
        private final Draws kept;
        private final List<Double> trace = new ArrayList<>();
        private List<Matching> state;
        private List<Matching> best;
        private double bestLogDensity;
        private double acceptance;

        private Run(CollapsedDynamics density, List<Matching> start, long seed) {
            this.density = density;
            this.seed = seed;
            state = start;
            best = start;
            pass = density.newPass();
            bestLogDensity = pass.start(start);
            int n = density.connectome().size();
            weights = new DMatrixRMaj(n, n);
            kept = new Draws(density.latents());
        }

        private ChainPosterior finish(MatchingListener listener) {
            for (int sweep = 0; sweep < burnIn + sweeps; sweep++) {
                sweep(sweep);
                listener.onMatchings(() -> state);
            }
            var diagnostics = new Diagnostics.Chains(
                    List.of(trace), burnIn, List.of(1.0), List.of(acceptance / (burnIn + sweeps)), List.of());
            return new ChainPosterior(kept, diagnostics, best, bestLogDensity, state);
        }

        /** One draw of the weights at the present names, which the pass holds, and one of the names given the weights. */
        private void sweep(int sweep) {
            pass.drawWeights(
                    weights, RandomStream.of(seed).named("weights").part(sweep).generator());
            WeightedDynamics given = new WeightedDynamics(
                    density.connectome(),
                    density.worms(),
                    density.latents(),
                    weights,
                    density.noise().value());
            ChainPosterior step = swaps.sample(
                    given,
                    state,
                    RandomStream.of(seed).named("swaps").part(sweep).generator());
            state = step.last();
            acceptance += step.diagnostics().acceptance().get(0);
            double logDensity = pass.start(state);
            trace.add(logDensity);
            if (logDensity > bestLogDensity) {
                bestLogDensity = logDensity;
                best = state;
            }
            if (sweep >= burnIn) {
                kept.add(state);
            }
        }
    }
}
