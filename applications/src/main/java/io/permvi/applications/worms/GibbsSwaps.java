package io.permvi.applications.worms;

import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.search.MatchingListener;
import io.permvi.inference.search.MatchingSamples;
import io.permvi.inference.search.ParallelTempering;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.DrawRandom;
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
     */
    public MatchingSamples sample(CollapsedDynamics density, List<Matching> start, RandomGenerator rng) {
        return sample(density, start, rng, MatchingListener.NONE);
    }

    /**
     * Samples from a start.
     *
     * @param density the worms, with a known noise variance
     * @param start of each worm
     * @param listener hears of the state after each sweep
     */
    public MatchingSamples sample(
            CollapsedDynamics density, List<Matching> start, RandomGenerator rng, MatchingListener listener) {
        return new Run(density, start, rng.nextLong()).finish(listener);
    }

    private final class Run {
        private final long startNanos = System.nanoTime();
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
        private final List<DMatrixRMaj> counts = new ArrayList<>();
        private final List<Double> trace = new ArrayList<>();
        private List<Matching> state;
        private List<Matching> best;
        private double bestLogDensity = Double.NEGATIVE_INFINITY;
        private double acceptance;

        private Run(CollapsedDynamics density, List<Matching> start, long seed) {
            this.density = density;
            this.seed = seed;
            state = start;
            best = start;
            pass = density.newPass();
            int n = density.connectome().size();
            weights = new DMatrixRMaj(n, n);
            density.latents().forEach(latent -> counts.add(new DMatrixRMaj(latent.rows(), latent.columns())));
        }

        private MatchingSamples finish(MatchingListener listener) {
            for (int sweep = 0; sweep < burnIn + sweeps; sweep++) {
                sweep(sweep);
                listener.onMatchings(() -> state);
            }
            List<MatchingMarginals> marginals = new ArrayList<>();
            for (int k = 0; k < counts.size(); k++) {
                DMatrixRMaj shares = counts.get(k);
                for (int e = 0; e < shares.getNumElements(); e++) {
                    shares.data[e] /= sweeps;
                }
                marginals.add(new MatchingMarginals(density.latents().get(k).space(), shares));
            }
            return new MatchingSamples(
                    density.latents(),
                    marginals,
                    best,
                    bestLogDensity,
                    state,
                    trace,
                    List.of(acceptance / (burnIn + sweeps)),
                    Double.NaN,
                    (System.nanoTime() - startNanos) * 1e-9);
        }

        private void sweep(int sweep) {
            double logDensity = pass.start(state);
            trace.add(logDensity);
            if (logDensity > bestLogDensity) {
                bestLogDensity = logDensity;
                best = state;
            }
            pass.drawWeights(weights, DrawRandom.of(seed, sweep, 0));
            WeightedDynamics given = new WeightedDynamics(
                    density.connectome(),
                    density.worms(),
                    density.latents(),
                    weights,
                    density.noise().value());
            MatchingSamples step = swaps.sample(given, state, DrawRandom.of(seed, sweep, 1));
            state = step.last();
            acceptance += step.acceptance().get(0);
            for (int k = 0; sweep >= burnIn && k < counts.size(); k++) {
                for (int i = 0; i < state.get(k).items(); i++) {
                    counts.get(k).add(i, state.get(k).place(i), 1);
                }
            }
        }
    }
}
