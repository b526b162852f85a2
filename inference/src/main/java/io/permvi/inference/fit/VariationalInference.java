package io.permvi.inference.fit;

import io.permvi.inference.factor.Bound;
import io.permvi.inference.factor.Family;
import io.permvi.inference.factor.Start;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Optimizer;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.models.Model;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Stochastic variational inference: maximizes the {@link Elbo} of a model over the parameters of a family, such as a {@link
 * io.permvi.inference.factor.MeanField}, by a {@link StochasticAscent}.
 *
 * <pre>{@code
 * FitResult fit = VariationalInference.withDefaults()
 *         .withSteps(1000)
 *         .fit(model, q, rng);
 * MatchingMarginals marginals = fit.posterior().marginals(x, 1000, rng);
 * }</pre>
 *
 * <p>A fit is a pure function of model, family, start and seed, whatever the number of threads, and can be continued from
 * its result.
 *
 * @param ascent steps, draws (its parts), threads, early stop and listener
 * @param batch parts of the data that a step sees, for a {@link io.permvi.models.ModelInParts}; 0 for all
 */
public record VariationalInference(StochasticAscent ascent, int batch) {
    private static final int LAST_STEPS = 100;

    /** Adam at 0.05, 1000 steps of 4 draws, one thread, no early stop, all data in each step. */
    public static VariationalInference withDefaults() {
        return new VariationalInference(
                StochasticAscent.of(new Adam(0.05), 1000).withParts(4), 0);
    }

    /** The same with other settings of the ascent. */
    public VariationalInference withAscent(StochasticAscent value) {
        return new VariationalInference(value, batch);
    }

    /** The same with another optimizer. */
    public VariationalInference withOptimizer(Optimizer value) {
        return withAscent(ascent.withOptimizer(value));
    }

    /** The same with another number of steps. */
    public VariationalInference withSteps(int value) {
        return withAscent(ascent.withSteps(value));
    }

    /** The same with another number of draws a step; at least 2 where a factor is discrete. */
    public VariationalInference withDraws(int value) {
        return withAscent(ascent.withParts(value));
    }

    /** The same on another number of threads. */
    public VariationalInference withThreads(int value) {
        return withAscent(ascent.withThreads(value));
    }

    /** The same with a limit of the gradient's length. */
    public VariationalInference withGradientLimit(double value) {
        return withAscent(ascent.withGradientLimit(value));
    }

    /** The same with an early stop once the ELBO has settled: see {@link StochasticAscent}. */
    public VariationalInference withConvergence(double tolerance, int window) {
        return withAscent(ascent.withConvergence(tolerance, window));
    }

    /** The same with a listener. */
    public VariationalInference withListener(Progress.Listener value) {
        return withAscent(ascent.withListener(value));
    }

    /** The same with minibatches: so many parts of the data in each step, drawn anew. */
    public VariationalInference withBatch(int value) {
        return new VariationalInference(ascent, value);
    }

    /**
     * Fits from the family's own starting values.
     *
     * @param rng gives the start and the seed of all noise
     * @throws IllegalArgumentException when latents of model and family do not agree, or settings do not suit them
     */
    public FitResult fit(Model model, Family q, RandomGenerator rng) {
        return fit(model, q, q.initialParameters(rng), rng);
    }

    /**
     * Fits from what is known of some latents.
     *
     * @param starts at most one for each latent
     * @param rng gives the start of what is not known and the seed of all noise
     * @throws IllegalArgumentException when a start does not fit the family, or as {@link #fit(Model, Family,
     *     RandomGenerator)} says
     */
    public FitResult fit(Model model, Family q, List<Start> starts, RandomGenerator rng) {
        return fit(model, q, q.startAt(rng, starts.toArray(Start[]::new)), rng);
    }

    /**
     * Fits from given parameters.
     *
     * @param start of length {@code q.parameterCount()}. Not modified.
     * @param rng gives the seed of all noise
     * @throws IllegalArgumentException when the length does not fit, latents do not agree, or settings do not suit them
     */
    public FitResult fit(Model model, Family q, double[] start, RandomGenerator rng) {
        return fit(model, q, start, rng.nextLong());
    }

    /**
     * Fits from given parameters.
     *
     * @param start of length {@code q.parameterCount()}. Not modified.
     * @param seed of all noise
     * @throws IllegalArgumentException when the length does not fit, latents do not agree, or settings do not suit them
     */
    public FitResult fit(Model model, Family q, double[] start, long seed) {
        if (start.length != q.parameterCount()) {
            throw new IllegalArgumentException(
                    "start must have " + q.parameterCount() + " parameters, got " + start.length);
        }
        return resume(model, q, ascent.start(start, seed));
    }

    /**
     * The best of several fits, each from a start of the family's own, by ELBO: side by side on the threads of these
     * settings, one thread each. No listener hears of them. A fit that broke is never the best unless all did. That they
     * agree is no proof of anything.
     *
     * @param starts how many, at least 1
     * @param rng gives the seeds of all
     * @throws IllegalArgumentException when there is no start, the ELBO of the family bounds nothing, so that the largest is
     *     not the best, or as {@link #fit(Model, Family, RandomGenerator)} says
     */
    public FitResult fitBest(Model model, Family q, int starts, RandomGenerator rng) {
        if (starts < 1) {
            throw new IllegalArgumentException("starts must be at least 1, got " + starts);
        }
        if (q.bound() == Bound.NOTHING) {
            throw new IllegalArgumentException(
                    "the ELBO of this family bounds nothing, so fits cannot be compared by it: see elbo.md");
        }
        long seed = rng.nextLong();
        VariationalInference single = withThreads(1).withListener(Progress.Listener.NONE);
        FitResult[] fits = new FitResult[starts];
        try (Workers workers = new Workers(Math.min(ascent.threads(), starts))) {
            workers.forEach(starts, r -> fits[r] = single.fit(model, q, DrawRandom.of(seed, r, 0)));
        }
        return Arrays.stream(fits)
                .max(Comparator.comparingDouble(
                        fit -> Double.isNaN(fit.elbo()) ? Double.NEGATIVE_INFINITY : fit.elbo()))
                .orElseThrow();
    }

    /**
     * Goes on from the state of an earlier fit for as many steps again, exactly as one longer run would.
     *
     * @param state Not modified.
     * @throws IllegalArgumentException when the state does not fit the family or the optimizer
     */
    public FitResult resume(Model model, Family q, AscentState state) {
        AscentResult result = ascent.run(new ElboObjective(model, q, batch), state);
        return new FitResult(
                posterior(q, result), result.state(), result.stopReason(), result.message(), result.seconds());
    }

    private static FittedPosterior posterior(Family q, AscentResult result) {
        AscentState end = result.state();
        StopReason reason = result.stopReason();
        // what stopped in the middle must not be taken for the best of several fits
        Evidence evidence = reason == StopReason.NON_FINITE
                ? Evidence.none()
                : Evidence.ofLastSteps(end.trace(), LAST_STEPS, q.bound());
        Diagnostics diagnostics = new Diagnostics.Ascent(end.trace(), reason == StopReason.CONVERGED, result.message());
        return new FittedPosterior(q, end.parameters(), Math.max(0, end.step() - 1), evidence, diagnostics);
    }
}
