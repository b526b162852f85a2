package io.permvi.inference.fit;

import io.permvi.inference.factor.Bound;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.inference.posterior.Trace;
import java.util.List;

/**
 * Coordinate ascent: where every factor's best value given the others has a closed form, cycle through them. It stands
 * beside {@link VariationalInference}, which needs gradients only, and gives the same {@link FitResult}. The first {@code
 * annealingSteps} rounds run on a flattened problem, heat falling linearly from 1 to 0, so that the ascent does not settle
 * in the nearest optimum; the ELBO of those rounds belongs to the flattened problem, and the trace carries the heat in
 * place of a temperature. Nothing is random. The parameters of the result are a start for {@link
 * VariationalInference#fit(io.permvi.models.Model, MeanField, double[], java.util.random.RandomGenerator)}.
 *
 * @param annealingSteps rounds with heat above 0, at least 0
 * @param steps rounds without heat at most, at least 1
 * @param tolerance stop when the ELBO rises by less than this times max(1, |ELBO|); 0 never stops early
 */
public record CoordinateAscent(int annealingSteps, int steps, double tolerance) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException when a count or the tolerance is out of range
     */
    public CoordinateAscent {
        if (annealingSteps < 0 || steps < 1 || !(tolerance >= 0)) {
            throw new IllegalArgumentException(
                    "coordinate ascent needs at least 0 annealing steps, 1 step and a tolerance" + " of 0 or more, got "
                            + annealingSteps + ", " + steps + " and " + tolerance);
        }
    }

    /** A mean field with closed-form updates for one model. */
    public interface Target {
        /** The updates, each of its own latent. */
        List<ClosedFormUpdate> updates();

        /**
         * Updates every factor once, the others held.
         *
         * @param heat how much the problem is flattened, from 1 to 0
         */
        void update(double heat);

        /** The expected log joint after the last update. */
        double energy();
    }

    /** Ascends from where the target stands; the target keeps its updates, and the result has a copy. */
    public FitResult fit(Target target) {
        return fit(target, Progress.Listener.NONE);
    }

    /** The same with a listener that hears of each round and may stop. */
    public FitResult fit(Target target, Progress.Listener listener) {
        long start = System.nanoTime();
        Trace trace = new Trace();
        StopReason reason = ascend(target, trace, listener);
        AscentState state = state(target, trace);
        String message = reason == StopReason.NON_FINITE
                ? "the ELBO is not finite at step " + (trace.length() - 1) + "; " + reason.sentence()
                : reason.sentence();
        FittedPosterior posterior = new FittedPosterior(
                meanField(target),
                state.parameters(),
                0,
                evidence(trace, target),
                new Diagnostics.Ascent(trace, reason == StopReason.CONVERGED, message));
        return new FitResult(posterior, state, reason, message, (System.nanoTime() - start) * 1e-9);
    }

    /** The ELBO of the last round, no bound while there is heat, since it belongs to the flattened problem. */
    private static Evidence evidence(Trace trace, Target target) {
        boolean heated = trace.temperature(trace.length() - 1) > 0;
        Bound bound = target.updates().stream().map(ClosedFormUpdate::bound).reduce(Bound.EVIDENCE, Bound::and);
        return Evidence.ofLastSteps(trace, 1, heated ? Bound.NOTHING : bound);
    }

    private StopReason ascend(Target target, Trace trace, Progress.Listener listener) {
        long start = System.nanoTime();
        double last = Double.NEGATIVE_INFINITY;
        for (int step = 0; step < annealingSteps + steps; step++) {
            double heat = step < annealingSteps ? 1 - step / (double) annealingSteps : 0;
            target.update(heat);
            trace.add(target.energy(), entropy(target), heat);
            double elbo = trace.elbo(step);
            if (!Double.isFinite(elbo)) {
                return StopReason.NON_FINITE;
            }
            double elapsed = (System.nanoTime() - start) * 1e-9;
            double left = elapsed / (step + 1) * (annealingSteps + steps - step - 1);
            Progress progress = new Progress(
                    step + 1,
                    annealingSteps + steps,
                    trace.energy(step),
                    trace.entropy(step),
                    left,
                    () -> state(target, trace));
            if (!listener.onStep(progress)) {
                return StopReason.STOPPED;
            }
            if (step > annealingSteps && Math.abs(elbo - last) < tolerance * Math.max(1, Math.abs(elbo))) {
                return StopReason.CONVERGED;
            }
            last = elbo;
        }
        return StopReason.MAX_STEPS;
    }

    private static AscentState state(Target target, Trace trace) {
        return new AscentState(parameters(target), new double[0], 0, trace);
    }

    private static double entropy(Target target) {
        double entropy = 0;
        for (ClosedFormUpdate update : target.updates()) {
            entropy += update.entropy();
        }
        return entropy;
    }

    private static MeanField meanField(Target target) {
        return MeanField.of(
                target.updates().stream().map(ClosedFormUpdate::factor).toArray(VariationalFactor[]::new));
    }

    private static double[] parameters(Target target) {
        int count = 0;
        for (ClosedFormUpdate update : target.updates()) {
            count += update.factor().parameterCount();
        }
        double[] parameters = new double[count];
        int offset = 0;
        for (ClosedFormUpdate update : target.updates()) {
            update.write(parameters, offset);
            offset += update.factor().parameterCount();
        }
        return parameters;
    }
}
