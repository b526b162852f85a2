package io.permvi.relaxations.sinkhorn;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Solves an entropic transport problem to a marginal error, at any temperature, by Newton's method along a falling
 * temperature.
 *
 * <pre>
 *   start = 0.6 spreads of the scores        few entries are far from the others: the plan is full
 *     |  x 0.4, potentials extrapolated      {@link NewtonLevel}: build, plain iterations, Newton to a rough error
 *     |  x 0.4                               the plan thins out: only entries above 1e-6 are kept
 *   target                                   entries above a hundredth of the tolerance; Newton to the tolerance,
 *                                            which must hold on a kernel rebuilt where it ended
 * </pre>
 *
 * Masses, errors and tolerances are in units of the mean mass. One thread.
 */
final class TemperaturePath {
    private static final double LEVEL_FACTOR = 0.4;
    private static final double START_SPREAD = 0.6;

    /** What a level on the way may lack where all masses are equal: whole units must move, and a tenth tells. */
    private static final double EQUAL_MASS_TOLERANCE = 0.1;

    /** The same of the smallest mass where they differ: a fraction has to arrive while something connects the blocks. */
    private static final double MASS_TOLERANCE = 1e-3;

    /** A slack row of less takes no part in what masses are equal or smallest. */
    private static final double NEGLIGIBLE_SLACK = 1e-9;

    /** No level is asked for less, of a mean column. */
    private static final double ROUNDING = 1e-12;

    /** A drift of the scalings within which no entry that was dropped can count. */
    private static final double FINAL_DRIFT = 0.7;

    private static final int FINAL_ROUNDS = 6;

    /** Temperatures by which scores may have changed for a start at the target itself. */
    private static final double WARM_CHANGE = 4;

    /** Potentials further apart, in spreads of the scores, are of another problem and would cost all digits. */
    private static final double LARGEST_START = 1e6;

    private final Slack slack;
    private final NewtonLevel level;
    private final LevelBuilder builder;
    private final double tolerance;
    private final double[] b;
    private final double[] earlierB;
    private double earlierTemperature;
    private TransportStop reason = TransportStop.ITERATION_LIMIT;

    TemperaturePath(TransportProblem problem, Slack slack, double tolerance, int maxSteps) {
        this.slack = slack;
        this.tolerance = tolerance;
        level = new NewtonLevel(problem, slack, maxSteps);
        builder = level.builder();
        b = level.columnPotentials();
        earlierB = new double[slack.columns];
    }

    /** Where the last solve ended. */
    NewtonLevel level() {
        return level;
    }

    TransportStop reason() {
        return reason;
    }

    /** Solves from nothing. */
    void solve(DMatrixRMaj score, double target) {
        level.resetSteps();
        builder.begin(score, tolerance);
        solveCold(topTemperature(target), target);
        level.fixPlan();
    }

    /** Solves from column potentials of the plan. */
    void solveFrom(double[] potentials, DMatrixRMaj score, double target) {
        level.resetSteps();
        builder.begin(score, tolerance);
        double top = topTemperature(target);
        if (takePotentials(potentials, top, target)) {
            double change = changeAt(target);
            double start = change > WARM_CHANGE * target ? Math.max(target, Math.min(top, change)) : target;
            followPath(start, target, true, levelTolerance());
        }
        if (reason != TransportStop.CONVERGED) {
            solveCold(top, target);
        }
        level.fixPlan();
    }

    private double topTemperature(double target) {
        reason = TransportStop.ITERATION_LIMIT;
        return Math.max(target, START_SPREAD * builder.spread());
    }

    private void solveCold(double top, double target) {
        double rough = levelTolerance();
        Arrays.fill(b, 0);
        followPath(top, target, false, rough);
        double strict = Math.max(tolerance, ROUNDING * RowSums.sum(slack.columnMass, slack.columns) / slack.columns);
        if (reason == TransportStop.STALLED && level.error() > strict && strict < rough) {
            // blocks lack less mass than a level let pass, and nothing connects them any more
            Arrays.fill(b, 0);
            followPath(top, target, false, strict);
        }
    }

    /** The error at which a level on the way ends. */
    private double levelTolerance() {
        double smallest = Double.POSITIVE_INFINITY;
        double largest = 0;
        for (double mass : slack.rowMass) {
            if (mass > NEGLIGIBLE_SLACK || !slack.hasRow()) {
                smallest = Math.min(smallest, mass);
                largest = Math.max(largest, mass);
            }
        }
        for (double mass : slack.columnMass) {
            smallest = Math.min(smallest, mass);
            largest = Math.max(largest, mass);
        }
        boolean equal = largest <= 1.0001 * smallest && !slack.dustbins;
        return equal ? EQUAL_MASS_TOLERANCE * smallest : Math.max(tolerance, MASS_TOLERANCE * smallest);
    }

    /** Takes potentials without the constant that means nothing; false when they are too far apart to be of use. */
    private boolean takePotentials(double[] potentials, double top, double target) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double potential : potentials) {
            low = Math.min(low, potential);
            high = Math.max(high, potential);
        }
        double shift = slack.dustbins ? slack.potentialOfColumns(target) : low + 0.5 * (high - low);
        double furthest = Math.max(high - shift, shift - low);
        for (int j = 0; j < b.length; j++) {
            b[j] = potentials[j] - shift;
        }
        return furthest <= LARGEST_START * top;
    }

    /** How far, in units of the scores, the potentials are from fitting: what one scaling would change. */
    private double changeAt(double target) {
        level.build(target, LevelBuilder.WAY_THRESHOLD);
        level.plainIterations(0);
        return level.nextChange();
    }

    /** Solves level after level, each but the last to {@code wayTolerance}. */
    private void followPath(double start, double target, boolean warm, double wayTolerance) {
        int levels = (int) Math.ceil(Math.log(start / target) / -Math.log(LEVEL_FACTOR) - 1e-9);
        double factor = levels == 0 ? 1 : Math.pow(target / start, 1.0 / levels);
        for (int k = 0; k <= levels; k++) {
            boolean last = k == levels;
            double next = last ? target : start * Math.pow(factor, k);
            if (k >= 2) {
                extrapolate(next);
            } else {
                System.arraycopy(b, 0, earlierB, 0, b.length);
            }
            earlierTemperature = k == 0 ? next : level.temperature();
            level.build(next, last ? builder.finalThreshold() : LevelBuilder.WAY_THRESHOLD);
            level.plainIterations(k == 0 && !warm ? 6 : 2);
            if (last) {
                finishLevel();
            } else {
                reconnectingNewton(wayTolerance);
                level.absorb();
            }
            if (reason == TransportStop.NON_FINITE) {
                return;
            }
        }
    }

    /** Continues b linearly in the temperature; earlierB becomes the b of the level that ends. */
    private void extrapolate(double next) {
        double slope = (next - level.temperature()) / (level.temperature() - earlierTemperature);
        for (int j = 0; j < b.length; j++) {
            double current = b[j];
            b[j] = current + slope * (current - earlierB[j]);
            earlierB[j] = current;
        }
    }

    /** Newton to the final tolerance, which must hold on a kernel rebuilt from where it ended. */
    private void finishLevel() {
        for (int round = 0; round < FINAL_ROUNDS; round++) {
            reconnectingNewton(tolerance);
            // a full kernel dropped nothing, so there is nothing to rebuild
            boolean exact = !level.kernel().isSparse() || level.drift() < FINAL_DRIFT;
            if (reason == TransportStop.NON_FINITE || exact) {
                return;
            }
            level.absorb();
            level.build(level.temperature(), builder.finalThreshold());
            level.plainIterations(0);
        }
        reason = level.measure() <= tolerance ? TransportStop.CONVERGED : TransportStop.STALLED;
    }

    /**
     * Newton; where it stalls because blocks that lack mass have lost their connection, once more with all that connects
     * them, by elimination.
     */
    private void reconnectingNewton(double target) {
        reason = level.newton(target, false);
        if (reason == TransportStop.STALLED) {
            level.absorb();
            level.build(level.temperature(), LevelBuilder.LOWEST_THRESHOLD);
            level.plainIterations(2);
            reason = level.newton(target, true);
        }
    }
}
