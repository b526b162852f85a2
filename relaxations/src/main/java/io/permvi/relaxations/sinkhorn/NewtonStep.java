package io.permvi.relaxations.sinkhorn;

import java.util.Arrays;

/** The direction of a Newton step in logarithms of the column scalings, capped. One thread; owns its buffers. */
final class NewtonStep {
    /** The longest step; beyond, the quadratic model says nothing. */
    private static final double LARGEST_STEP = 15;

    private final Slack slack;
    private final int n;
    private final LevelSystem system;
    private final double[] step;

    NewtonStep(Slack slack) {
        this.slack = slack;
        n = slack.columns;
        system = new LevelSystem(slack.rows, n);
        step = new double[n];
    }

    LevelSystem system() {
        return system;
    }

    /** The direction found last. */
    double[] direction() {
        return step;
    }

    /**
     * Finds the direction to a residual relative to the gradient; returns the slope, 0 with a zero step if there is
     * none.
     */
    double byConjugateGradients(LevelKernel kernel, double[] gradient, double relative) {
        system.solve(kernel, slack.columnMass, gradient, relative, step);
        return cap(gradient);
    }

    /** Finds the direction without loss; blocks that lack less than what is negligible are left apart. */
    double byElimination(LevelKernel kernel, double[] gradient, double negligible) {
        system.eliminate(kernel, gradient, negligible, step);
        return cap(gradient);
    }

    private double cap(double[] gradient) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            low = Math.min(low, step[j]);
            high = Math.max(high, step[j]);
        }
        // without dustbins a constant moves nothing
        double shift = slack.dustbins ? 0 : 0.5 * (low + high);
        double size = Math.max(high - shift, shift - low);
        double factor = size > LARGEST_STEP ? LARGEST_STEP / size : 1;
        double slope = 0;
        for (int j = 0; j < n; j++) {
            step[j] = factor * (step[j] - shift);
            slope += step[j] * gradient[j];
        }
        if (!(slope > 0) || slope == Double.POSITIVE_INFINITY) {
            Arrays.fill(step, 0);
            return 0;
        }
        return slope;
    }
}
