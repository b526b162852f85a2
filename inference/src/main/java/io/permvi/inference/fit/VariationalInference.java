package io.permvi.inference.fit;

import io.permvi.inference.factor.Family;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Optimizer;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.inference.posterior.Trace;
import io.permvi.models.Model;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Stochastic variational inference: maximizes the {@link Elbo} of a model over the parameters of a family, such as a {@link io.permvi.inference.factor.MeanField}.
 *
 * <pre>{@code
 * FitResult fit = VariationalInference.withDefaults()
 *         .withSteps(1000)
 *         .fit(model, q, rng);
 * MatchingMarginals marginals = fit.posterior().marginals(x, 1000, rng);
 * }</pre>
 *
 * <p>The same seed gives the same bits for any number of threads. A fit stops when the steps are used up, when the mean
 * ELBO over a window differs from that of the window before by less than {@code tolerance} times its size, when the
 * listener says so, or before the step at which something is not finite. It can be continued from its result.
 *
 * @param optimizer of the parameters
 * @param steps the largest number of steps of a run, at least 1
 * @param draws Monte-Carlo draws of a step, at least 1
 * @param threads that share the draws, at least 1
 * @param tolerance relative change of the mean ELBO at which it has converged; 0 never stops early
 * @param window steps of the means that are compared, at least 1
 * @param listener hears of each step
 */
public record VariationalInference(
        Optimizer optimizer,
        int steps,
        int draws,
        int threads,
        double tolerance,
        int window,
        Progress.Listener listener) {
    /** How many of the last steps the ELBO of a result averages. */
    private static final int LAST_STEPS = 100;

    /** Checks the numbers. */
    public VariationalInference {
        requireAtLeastOne("steps", steps);
        requireAtLeastOne("draws", draws);
        requireAtLeastOne("threads", threads);
        requireAtLeastOne("window", window);
        if (!(tolerance >= 0 && tolerance < 1)) {
            throw new IllegalArgumentException("tolerance must be in [0, 1), got " + tolerance);
        }
    }

    private static void requireAtLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, got " + value);
        }
    }

    /** Adam at 0.05, 1000 steps of 4 draws, one thread, no early stop. */
    public static VariationalInference withDefaults() {
        return new VariationalInference(new Adam(0.05), 1000, 4, 1, 0, 100, Progress.Listener.NONE);
    }

    /** The same with another optimizer. */
    public VariationalInference withOptimizer(Optimizer value) {
        return new VariationalInference(value, steps, draws, threads, tolerance, window, listener);
    }

    /** The same with another number of steps. */
    public VariationalInference withSteps(int value) {
        return new VariationalInference(optimizer, value, draws, threads, tolerance, window, listener);
    }

    /** The same with another number of draws a step. */
    public VariationalInference withDraws(int value) {
        return new VariationalInference(optimizer, steps, value, threads, tolerance, window, listener);
    }

    /** The same on another number of threads. */
    public VariationalInference withThreads(int value) {
        return new VariationalInference(optimizer, steps, draws, value, tolerance, window, listener);
    }

    /** The same with an early stop: tolerance on the relative change between windows of that many steps. */
    public VariationalInference withConvergence(double newTolerance, int newWindow) {
        return new VariationalInference(optimizer, steps, draws, threads, newTolerance, newWindow, listener);
    }

    /** The same with a listener. */
    public VariationalInference withListener(Progress.Listener value) {
        return new VariationalInference(optimizer, steps, draws, threads, tolerance, window, value);
    }

    /**
     * Fits from the factors' own starting values.
     *
     * @param rng gives the start and the seed of all noise
     * @throws IllegalArgumentException when latents of model and family do not agree
     */
    public FitResult fit(Model model, Family q, RandomGenerator rng) {
        return fit(model, q, q.initialParameters(rng), rng);
    }

    /**
     * Fits from given parameters.
     *
     * @param start of length {@code q.parameterCount()}. Not modified.
     * @param rng gives the seed of all noise
     * @throws IllegalArgumentException when the length does not fit, or latents do not agree
     */
    public FitResult fit(Model model, Family q, double[] start, RandomGenerator rng) {
        if (start.length != q.parameterCount()) {
            throw new IllegalArgumentException(
                    "start must have " + q.parameterCount() + " parameters, got " + start.length);
        }
        double[] optimizerState = optimizer.newStepper(start.length).state();
        return resume(model, q, new FitState(start, optimizerState, rng.nextLong(), new Trace(0)));
    }

    /**
     * Goes on from the state of an earlier fit for another {@link #steps} steps, exactly as one longer run would.
     *
     * @param state Not modified.
     * @throws IllegalArgumentException when the state does not fit the family or the optimizer
     */
    public FitResult resume(Model model, Family q, FitState state) {
        try (Workers workers = new Workers(threads)) {
            return new Run(model, q, state, workers).finish();
        }
    }

    /** One run: the state that changes from step to step. */
    private final class Run {
        private final Family q;
        private final List<Schedule> temperatures;
        private final Elbo elbo;
        private final Workers workers;
        private final long seed;
        private final double[] parameters;
        private final double[] gradient;
        private final Optimizer.Stepper stepper;
        private final double[][] noise;
        private final DrawRandom[] streams;
        private final Trace trace;
        private final int firstStep;
        private final long startNanos = System.nanoTime();

        private Run(Model model, Family q, FitState state, Workers workers) {
            this.q = q;
            temperatures = q.temperatures();
            this.workers = workers;
            elbo = new Elbo(model, q, draws);
            seed = state.seed();
            parameters = Arrays.copyOf(state.parameters(), q.parameterCount());
            gradient = new double[parameters.length];
            stepper = optimizer.newStepper(parameters.length);
            stepper.restore(state.optimizerState());
            noise = new double[draws][q.noiseCount()];
            streams = new DrawRandom[draws];
            Arrays.setAll(streams, s -> DrawRandom.of(seed, 0, s));
            trace = state.trace().extended(steps);
            firstStep = state.step();
        }

        private FitResult finish() {
            for (int step = firstStep; step < firstStep + steps; step++) {
                double tau = temperature(step);
                drawNoise(step);
                elbo.valueAndGradient(parameters, noise, step, gradient, workers);
                String broken = firstNonFinite();
                if (!broken.isEmpty()) {
                    String message =
                            broken + " is not finite at step " + step + "; " + StopReason.NON_FINITE.sentence();
                    return result(step, StopReason.NON_FINITE, message);
                }
                stepper.ascend(parameters, gradient);
                trace.add(elbo.energy(), elbo.entropy(), tau);
                if (!listener.onStep(progress(tau))) {
                    return result(step, StopReason.STOPPED, StopReason.STOPPED.sentence());
                }
                if (hasConverged()) {
                    return result(step, StopReason.CONVERGED, StopReason.CONVERGED.sentence());
                }
            }
            return result(firstStep + steps - 1, StopReason.MAX_STEPS, StopReason.MAX_STEPS.sentence());
        }

        private double temperature(int step) {
            return temperatures.isEmpty() ? 1 : temperatures.get(0).at(step);
        }

        private void drawNoise(int step) {
            workers.forEach(draws, s -> {
                streams[s].seed(seed, step, s);
                q.drawNoise(noise[s], streams[s]);
            });
        }

        private String firstNonFinite() {
            if (!Double.isFinite(elbo.energy())) {
                return "the energy";
            }
            if (!Double.isFinite(elbo.entropy())) {
                return "the entropy";
            }
            double sum = 0;
            for (double g : gradient) {
                sum += Math.abs(g);
            }
            return Double.isFinite(sum) ? "" : "the gradient";
        }

        private boolean hasConverged() {
            int done = trace.length();
            if (tolerance == 0 || done - firstStep < 2 * window || done % window != 0) {
                return false;
            }
            double last = trace.meanElbo(done - window, done);
            double before = trace.meanElbo(done - 2 * window, done - window);
            return Math.abs(last - before) <= tolerance * Math.max(1, Math.abs(last));
        }

        private Progress progress(double tau) {
            int done = trace.length() - firstStep;
            double elapsed = (System.nanoTime() - startNanos) * 1e-9;
            return new Progress(
                    trace.length(),
                    firstStep + steps,
                    elbo.energy(),
                    elbo.entropy(),
                    tau,
                    elapsed / done * (steps - done));
        }

        private FitResult result(int step, StopReason reason, String message) {
            Evidence evidence = Evidence.ofLastSteps(trace, LAST_STEPS, q.bound());
            Diagnostics diagnostics = new Diagnostics.Ascent(trace, reason == StopReason.CONVERGED, message);
            return new FitResult(
                    new FittedPosterior(q, parameters, step, evidence, diagnostics),
                    new FitState(parameters, stepper.state(), seed, trace),
                    reason,
                    message,
                    (System.nanoTime() - startNanos) * 1e-9);
        }
    }
}
