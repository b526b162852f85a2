package io.permvi.inference;

/**
 * Coordinate ascent: where every factor's best value given the others has a closed form, cycle through them. It stands
 * beside {@link VariationalInference}, which needs gradients only, and reports the same {@link Trace} and {@link
 * StopReason}. The first {@code annealingSteps} rounds run on a flattened problem, heat falling linearly from 1 to 0, so
 * that the ascent does not settle in the nearest optimum; the ELBO of those rounds belongs to the flattened problem, and
 * the trace carries the heat in place of a temperature.
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

    /** Factors that can be updated in closed form. */
    public interface Target {
        /**
         * Updates every factor once, the others held.
         *
         * @param heat how much the problem is flattened, from 1 to 0
         */
        void update(double heat);

        /** The expected log joint after the last update. */
        double energy();

        /** The entropy of all factors after the last update. */
        double entropy();
    }

    /**
     * The outcome.
     *
     * @param trace energy, entropy and heat of each round
     * @param stopReason why it stopped
     * @param seconds how long it took
     */
    public record Result(Trace trace, StopReason stopReason, double seconds) {
        /** The ELBO after the last round. */
        public double elbo() {
            return trace.elbo(trace.length() - 1);
        }
    }

    /** Ascends. The target keeps the factors. */
    public Result ascend(Target target) {
        long start = System.nanoTime();
        Trace trace = new Trace(annealingSteps + steps);
        double last = Double.NEGATIVE_INFINITY;
        StopReason reason = StopReason.MAX_STEPS;
        for (int step = 0; step < annealingSteps + steps; step++) {
            double heat = step < annealingSteps ? 1 - step / (double) annealingSteps : 0;
            target.update(heat);
            trace.add(target.energy(), target.entropy(), heat);
            double elbo = trace.elbo(step);
            if (!Double.isFinite(elbo)) {
                reason = StopReason.NON_FINITE;
                break;
            }
            if (step > annealingSteps && Math.abs(elbo - last) < tolerance * Math.max(1, Math.abs(elbo))) {
                reason = StopReason.CONVERGED;
                break;
            }
            last = elbo;
        }
        return new Result(trace, reason, (System.nanoTime() - start) * 1e-9);
    }
}
