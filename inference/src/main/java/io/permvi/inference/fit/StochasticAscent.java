package io.permvi.inference.fit;

import io.permvi.inference.optimize.Optimizer;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.posterior.Trace;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.random.RandomStream;
import java.util.Arrays;
import java.util.List;

/**
 * Stochastic gradient ascent of an {@link Objective}: fits, trainings of networks and amortized inference all run through
 * it. Every part of every step has its own stream of random numbers, seeded from (seed, step, part), and gradients are
 * summed in the order of the parts. So the same seed gives the same bits for any number of threads, and an ascent that
 * was stopped and continued ends like one that was not.
 *
 * <p>It stops when the steps are used up, when the objective has settled (with a tolerance above 0), when the listener says
 * so, or before the step at which something is not finite, with the last good parameters. The objective has settled when
 *
 * <pre>  |last - before| &lt;= tolerance (|last - first| + s),</pre>
 *
 * where last, before and first are its means over the last window of steps, the window before and the first, and s is its
 * standard deviation in the last window: a change against the whole rise and the noise, which no constant in the objective
 * alters. While a schedule of the objective still moves, it has not settled.
 *
 * @param optimizer of the parameters
 * @param steps the largest number of steps of a run, at least 1
 * @param parts of a step, at least 1
 * @param threads that share the parts, at least 1
 * @param gradientLimit a longer gradient is scaled to this length; positive infinity for no limit
 * @param tolerance at which the objective has settled, in [0, 1); 0 never stops early
 * @param window steps of the means that are compared, at least 1
 * @param listener hears of each step
 */
public record StochasticAscent(
        Optimizer optimizer,
        int steps,
        int parts,
        int threads,
        double gradientLimit,
        double tolerance,
        int window,
        Progress.Listener listener) {

    /** Checks the numbers. */
    public StochasticAscent {
        requireAtLeastOne("steps", steps);
        requireAtLeastOne("draws", parts);
        requireAtLeastOne("threads", threads);
        requireAtLeastOne("window", window);
        if (!(gradientLimit > 0)) {
            throw new IllegalArgumentException("gradient limit must be positive, got " + gradientLimit);
        }
        if (!(tolerance >= 0 && tolerance < 1)) {
            throw new IllegalArgumentException("tolerance must be in [0, 1), got " + tolerance);
        }
    }

    private static void requireAtLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, got " + value);
        }
    }

    /** So many steps of one part, on one thread, no limit of the gradient, no early stop, no listener. */
    public static StochasticAscent of(Optimizer optimizer, int steps) {
        return new StochasticAscent(optimizer, steps, 1, 1, Double.POSITIVE_INFINITY, 0, 100, Progress.Listener.NONE);
    }

    /** The same with another optimizer. */
    public StochasticAscent withOptimizer(Optimizer value) {
        return new StochasticAscent(value, steps, parts, threads, gradientLimit, tolerance, window, listener);
    }

    /** The same with another number of steps. */
    public StochasticAscent withSteps(int value) {
        return new StochasticAscent(optimizer, value, parts, threads, gradientLimit, tolerance, window, listener);
    }

    /** The same with another number of parts of a step. */
    public StochasticAscent withParts(int value) {
        return new StochasticAscent(optimizer, steps, value, threads, gradientLimit, tolerance, window, listener);
    }

    /** The same on another number of threads. */
    public StochasticAscent withThreads(int value) {
        return new StochasticAscent(optimizer, steps, parts, value, gradientLimit, tolerance, window, listener);
    }

    /** The same with a limit of the gradient's length. */
    public StochasticAscent withGradientLimit(double value) {
        return new StochasticAscent(optimizer, steps, parts, threads, value, tolerance, window, listener);
    }

    /** The same with an early stop once the objective has settled from one window of steps to the next. */
    public StochasticAscent withConvergence(double newTolerance, int newWindow) {
        return new StochasticAscent(optimizer, steps, parts, threads, gradientLimit, newTolerance, newWindow, listener);
    }

    /** The same with a listener. */
    public StochasticAscent withListener(Progress.Listener value) {
        return new StochasticAscent(optimizer, steps, parts, threads, gradientLimit, tolerance, window, value);
    }

    /**
     * The state before the first step.
     *
     * @param parameters Not modified.
     */
    public AscentState start(double[] parameters, long seed) {
        return new AscentState(
                parameters, optimizer.newStepper(parameters.length).state(), seed, new Trace());
    }

    /**
     * Goes on from a state for {@link #steps} steps at most.
     *
     * @param state Not modified.
     * @throws IllegalArgumentException when the state does not fit the objective or the optimizer
     */
    public AscentResult run(Objective objective, AscentState state) {
        if (state.parameters().length != objective.parameterCount()) {
            throw new IllegalArgumentException("the objective has " + objective.parameterCount()
                    + " parameters, the state " + state.parameters().length);
        }
        if (state.optimizerState().length == 0) {
            throw new IllegalArgumentException(
                    "the state is not of a gradient ascent and has no memory of an optimizer;"
                            + " start anew from its parameters");
        }
        try (Workers workers = new Workers(threads)) {
            return new Run(objective, state, workers).finish();
        }
    }

    /** One run: what changes from step to step. */
    private final class Run {
        private final Objective.Pass pass;
        private final PartGradients gradients;
        private final Workers workers;
        private final long seed;
        private final RandomStream root;
        private final RandomStream shared;
        private final DrawRandom sharedStream;
        private final DrawRandom[] streams = new DrawRandom[parts];
        private final double[] parameters;
        private final double[] gradient;
        private final Optimizer.Stepper stepper;
        private final Trace trace;
        private final List<Schedule> schedules;
        private final int settledFrom;
        private final int firstStep;
        private final long startNanos = System.nanoTime();
        private double energy;
        private double entropy;

        private Run(Objective objective, AscentState state, Workers workers) {
            this.workers = workers;
            pass = objective.newPass(parts);
            parameters = state.parameters();
            gradient = new double[parameters.length];
            gradients = new PartGradients(pass, parts, parameters.length, objective.leastParts() > 1);
            stepper = optimizer.newStepper(parameters.length);
            stepper.restore(state.optimizerState());
            seed = state.seed();
            root = RandomStream.of(seed);
            shared = root.named("shared by all parts");
            sharedStream = shared.generator();
            Arrays.setAll(streams, part -> root.generator());
            trace = state.trace().copy();
            firstStep = state.step();
            schedules = objective.schedules();
            settledFrom = tolerance == 0 ? 0 : firstStepOfConstantSchedules();
        }

        /** The first step from which no schedule moves until the end of the run. */
        private int firstStepOfConstantSchedules() {
            int step = firstStep + steps - 1;
            for (Schedule schedule : schedules) {
                double last = schedule.at(firstStep + steps - 1);
                int own = firstStep + steps - 1;
                while (own > 0 && schedule.at(own - 1) == last) {
                    own--;
                }
                step = schedules.indexOf(schedule) == 0 ? own : Math.max(step, own);
            }
            return schedules.isEmpty() ? 0 : step;
        }

        private AscentResult finish() {
            for (int step = firstStep; step < firstStep + steps; step++) {
                evaluate(step);
                String broken = firstNonFinite();
                if (!broken.isEmpty()) {
                    return result(
                            StopReason.NON_FINITE,
                            broken + " at step " + step + "; " + StopReason.NON_FINITE.sentence());
                }
                limitGradient();
                stepper.ascend(parameters, gradient);
                trace.add(
                        energy,
                        entropy,
                        schedules.isEmpty() ? 1 : schedules.get(0).at(step));
                if (!listener.onStep(progress()) || Thread.currentThread().isInterrupted()) {
                    return result(StopReason.STOPPED, StopReason.STOPPED.sentence());
                }
                if (hasSettled()) {
                    return result(StopReason.CONVERGED, StopReason.CONVERGED.sentence());
                }
            }
            return result(StopReason.MAX_STEPS, StopReason.MAX_STEPS.sentence());
        }

        private void evaluate(int step) {
            sharedStream.start(shared, step, 0);
            pass.begin(step, sharedStream);
            for (int part = 0; part < parts; part++) {
                streams[part].start(root, step, part);
            }
            gradients.evaluate(
                    part -> pass.prepare(part, parameters, step, streams[part]),
                    part -> pass.forward(part, parameters, step, streams[part]),
                    gradient,
                    workers);
            energy = 0;
            entropy = 0;
            for (int part = 0; part < parts; part++) {
                energy += pass.energy(part);
                entropy += pass.entropy(part);
            }
            energy /= parts;
            entropy /= parts;
        }

        private String firstNonFinite() {
            for (int part = 0; part < parts; part++) {
                if (pass.energy(part) == Double.NEGATIVE_INFINITY) {
                    return "the energy of draw " + part + " is -Infinity, which forbids a value: leave forbidden pairs"
                            + " out by a mask (allowed entries) instead";
                }
                if (!Double.isFinite(pass.energy(part))) {
                    return "the energy of draw " + part + " is not finite";
                }
                if (!Double.isFinite(pass.entropy(part))) {
                    return "the entropy of draw " + part + " is not finite";
                }
            }
            double sum = 0;
            for (double g : gradient) {
                sum += Math.abs(g);
            }
            return Double.isFinite(sum) ? "" : "the gradient of draw " + gradients.firstNonFinite() + " is not finite";
        }

        private void limitGradient() {
            if (gradientLimit == Double.POSITIVE_INFINITY) {
                return;
            }
            double sum = 0;
            for (double g : gradient) {
                sum += g * g;
            }
            double factor = gradientLimit / Math.sqrt(sum);
            for (int k = 0; factor < 1 && k < gradient.length; k++) {
                gradient[k] *= factor;
            }
        }

        private boolean hasSettled() {
            int done = trace.length();
            if (tolerance == 0 || done % window != 0 || done - 2 * window < settledFrom) {
                return false;
            }
            double last = trace.meanElbo(done - window, done);
            double before = trace.meanElbo(done - 2 * window, done - window);
            double first = trace.meanElbo(0, window);
            double squares = 0;
            for (int step = done - window; step < done; step++) {
                squares += (trace.elbo(step) - last) * (trace.elbo(step) - last);
            }
            double noise = Math.sqrt(squares / window);
            return Math.abs(last - before) <= tolerance * (Math.abs(last - first) + noise);
        }

        private Progress progress() {
            int done = trace.length() - firstStep;
            double secondsLeft = seconds() / done * (steps - done);
            return new Progress(trace.length(), firstStep + steps, energy, entropy, secondsLeft, this::state);
        }

        private AscentState state() {
            return new AscentState(parameters, stepper.state(), seed, trace);
        }

        private double seconds() {
            return (System.nanoTime() - startNanos) * 1e-9;
        }

        private AscentResult result(StopReason reason, String message) {
            return new AscentResult(state(), reason, message, seconds());
        }
    }
}
