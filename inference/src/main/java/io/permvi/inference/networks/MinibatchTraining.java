package io.permvi.inference.networks;

import io.permvi.inference.optimize.Optimizer;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import java.util.Arrays;

/**
 * Stochastic gradient ascent on minibatches. Each minibatch consists of parts that worker threads share; every part has
 * its own stream of random numbers, seeded from (seed, step, part), and gradients are summed in the order of the parts. So
 * the same seed gives the same bits for any number of threads, and a training that was stopped and continued ends like one
 * that was not.
 *
 * @param optimizer of the weights
 * @param steps to do in a run, at least 1
 * @param parts of a minibatch, at least 1
 * @param threads that share the parts, at least 1
 * @param gradientLimit a longer gradient is scaled to this length; positive infinity for no limit
 * @param listener hears of each step
 */
public record MinibatchTraining(
        Optimizer optimizer, int steps, int parts, int threads, double gradientLimit, Listener listener) {

    /** Hears of each step. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Called after each step by the thread that trains.
         *
         * @param step the number of steps done, those of earlier runs included
         * @param objective of the step's minibatch
         * @return whether to go on
         */
        boolean onStep(int step, double objective);
    }

    /** Checks the numbers. */
    public MinibatchTraining {
        if (steps < 1 || parts < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "steps, parts and threads must be at least 1, got " + steps + ", " + parts + " and " + threads);
        }
        if (!(gradientLimit > 0)) {
            throw new IllegalArgumentException("gradient limit must be positive, got " + gradientLimit);
        }
    }

    /** One part, one thread, no limit of the gradient, no listener. */
    public static MinibatchTraining of(Optimizer optimizer, int steps) {
        return new MinibatchTraining(optimizer, steps, 1, 1, Double.POSITIVE_INFINITY, (step, objective) -> true);
    }

    /** The same with another number of steps. */
    public MinibatchTraining withSteps(int value) {
        return new MinibatchTraining(optimizer, value, parts, threads, gradientLimit, listener);
    }

    /** The same with another number of parts of a minibatch. */
    public MinibatchTraining withParts(int value) {
        return new MinibatchTraining(optimizer, steps, value, threads, gradientLimit, listener);
    }

    /** The same on another number of threads. */
    public MinibatchTraining withThreads(int value) {
        return new MinibatchTraining(optimizer, steps, parts, value, gradientLimit, listener);
    }

    /** The same with a limit of the gradient's length. */
    public MinibatchTraining withGradientLimit(double value) {
        return new MinibatchTraining(optimizer, steps, parts, threads, value, listener);
    }

    /** The same with a listener. */
    public MinibatchTraining withListener(Listener value) {
        return new MinibatchTraining(optimizer, steps, parts, threads, gradientLimit, value);
    }

    /** The state before the first step: weights from their initializers, the optimizer's memory empty. */
    public TrainingState start(ParameterSet parameters, long seed) {
        double[] weights = parameters.initialize(DrawRandom.of(seed, -1, 0));
        return new TrainingState(weights, optimizer.newStepper(weights.length).state(), seed, new double[0]);
    }

    /**
     * Trains for {@link #steps} steps from a state. Stops earlier when the listener says so.
     *
     * @param state Not modified.
     * @throws IllegalArgumentException when the state does not fit the parameters or the optimizer
     * @throws ArithmeticException when the objective or its gradient is not finite; the message names the step
     */
    public TrainingState run(ParameterSet parameters, Objective objective, TrainingState state) {
        if (state.weights().length != parameters.count()) {
            throw new IllegalArgumentException(
                    "network has " + parameters.count() + " weights, the state " + state.weights().length);
        }
        try (Workers workers = new Workers(threads)) {
            return new Run(parameters, objective, state).go(workers);
        }
    }

    /** One part of the minibatches. */
    private static final class Part {
        private final NetworkPass pass;
        private final Objective.Pass objective;
        private final double[] gradient;
        private final DrawRandom stream = DrawRandom.of(0, 0, 0);
        private double value;

        private Part(ParameterSet parameters, Objective objective) {
            this.pass = new NetworkPass(parameters);
            this.objective = objective.newPass();
            this.gradient = new double[parameters.count()];
        }

        private void evaluate(double[] weights, int step) {
            Arrays.fill(gradient, 0);
            pass.beginTraining(weights, stream);
            var scalar = objective.record(pass, step);
            value = scalar.scalar();
            pass.backward(scalar, gradient);
        }
    }

    private final class Run {
        private final Part[] shares = new Part[parts];
        private final TrainingState state;
        private final double[] weights;
        private final double[] gradient;
        private final double[] values;
        private final Optimizer.Stepper stepper;

        private Run(ParameterSet parameters, Objective objective, TrainingState state) {
            this.state = state;
            weights = state.weights().clone();
            gradient = new double[weights.length];
            values = Arrays.copyOf(state.objective(), state.step() + steps);
            stepper = optimizer.newStepper(weights.length);
            stepper.restore(state.optimizerState());
            Arrays.setAll(shares, k -> new Part(parameters, objective));
        }

        private TrainingState go(Workers workers) {
            int step = state.step();
            boolean wanted = true;
            while (wanted && step < values.length) {
                values[step] = evaluate(step, workers);
                stepper.ascend(weights, gradient);
                step++;
                wanted = listener.onStep(step, values[step - 1]);
            }
            return new TrainingState(weights, stepper.state(), state.seed(), Arrays.copyOf(values, step));
        }

        private double evaluate(int step, Workers workers) {
            workers.forEach(parts, k -> {
                shares[k].stream.seed(state.seed(), step, k);
                shares[k].evaluate(weights, step);
            });
            Arrays.fill(gradient, 0);
            double value = 0;
            for (Part part : shares) {
                value += part.value / parts;
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] += part.gradient[i] / parts;
                }
            }
            limitGradient(value, step);
            return value;
        }

        private void limitGradient(double value, int step) {
            double sum = 0;
            for (double g : gradient) {
                sum += g * g;
            }
            if (!Double.isFinite(sum) || !Double.isFinite(value)) {
                throw new ArithmeticException("the " + (Double.isFinite(value) ? "gradient" : "objective")
                        + " is not finite at step " + step + "; a smaller step size or a higher temperature may help");
            }
            double factor = gradientLimit / Math.sqrt(sum);
            for (int i = 0; factor < 1 && i < gradient.length; i++) {
                gradient[i] *= factor;
            }
        }
    }
}
