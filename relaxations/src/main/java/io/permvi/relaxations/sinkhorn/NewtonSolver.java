package io.permvi.relaxations.sinkhorn;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Solves an entropic transport problem to a marginal error, at any temperature, by inexact Newton steps on the column
 * potentials (the rows are always scaled exactly, so the dual is concave in them) along a falling temperature. While a
 * plan is full, steps cost two dense products each; once it has become sparse, only entries above a threshold are kept.
 * One thread; allocates nothing once its buffers have grown.
 *
 * <p>Potentials are in units of the scores: {@code p = exp((score + a + b) / temperature)}.
 */
final class NewtonSolver {
    private static final double LEVEL_FACTOR = 0.4;
    private static final double START_SPREAD = 0.6;
    private static final double EQUAL_MASS_TOLERANCE = 0.1;
    private static final double MASS_TOLERANCE = 1e-3;
    /** Of the mean mass: no level is asked for less. */
    private static final double ROUNDING = 1e-12;

    private static final int PATIENCE = 25;
    private static final double WAY_THRESHOLD = 1e-6;
    /** Low enough to keep the last connection between blocks that lack mass. */
    private static final double LOWEST_THRESHOLD = 1e-100;

    private static final double LARGEST_STEP = 15;
    private static final double LARGEST_DRIFT = 4;
    private static final double LARGEST_DENSE_DRIFT = 100;
    private static final double FINAL_DRIFT = 0.7;
    private static final double WARM_CHANGE = 4;

    final TransportProblem problem;
    final int m;
    final int n;
    final boolean dustbins;
    final double[] rowMass;
    final double[] columnMass;
    final Margin rowsOfPlan;
    final Margin columnsOfPlan;
    final LevelSystem system;
    LevelKernel kernel;
    double temperature;

    private final LevelBuilder builder;
    private final double tolerance;
    private final int maxSteps;
    private final double meanMass;
    private final double[] u;
    private final double[] v;
    private final double[] rowSlack;
    private final double[] columnSlack;
    private double levelTolerance;
    private final double[] a;
    private final double[] b;
    private final double[] earlierB;
    private final double[] s;
    private final double[] t;
    private final double[] gradient;
    private final double[] step;
    private final double[] tried;
    private double earlierTemperature;
    private int steps;
    private double error;
    private boolean reconnecting;
    private TransportStop reason = TransportStop.ITERATION_LIMIT;

    NewtonSolver(TransportProblem problem, double tolerance, int maxSteps) {
        this.problem = problem;
        this.tolerance = tolerance;
        this.maxSteps = maxSteps;
        boolean slackRow = problem.slackMass() > 0;
        m = problem.rowCount() + (slackRow ? 1 : 0);
        n = problem.columnCount();
        dustbins = problem.slack() == TransportProblem.Slack.BOTH;
        rowMass = Arrays.copyOf(problem.rows(), m);
        columnMass = problem.columns();
        if (slackRow) {
            rowMass[m - 1] = problem.slackMass();
        }
        meanMass = RowSums.sum(columnMass, n) / n;
        levelTolerance = levelTolerance();
        u = new double[m];
        v = new double[n];
        rowSlack = new double[m];
        columnSlack = new double[n];
        rowsOfPlan = Margin.of(m);
        columnsOfPlan = Margin.of(n);
        a = new double[m];
        b = new double[n];
        earlierB = new double[n];
        s = new double[m];
        t = new double[n];
        gradient = new double[n];
        step = new double[n];
        tried = new double[n];
        system = new LevelSystem(m, n);
        builder = new LevelBuilder(problem, m, rowMass, columnMass);
    }

    /** Takes other marginals of the same shape, with the same total of the slack row's mass kept in mind. */
    void setMarginals(double[] rows, double[] columns) {
        System.arraycopy(rows, 0, rowMass, 0, rows.length);
        System.arraycopy(columns, 0, columnMass, 0, n);
        if (m > rows.length) {
            rowMass[m - 1] = RowSums.sum(columns, n) - RowSums.sum(rows, rows.length);
        }
        builder.marginalsChanged();
        levelTolerance = levelTolerance();
    }

    /**
     * The error at which a level on the way ends. Where all masses are equal, whole units must still move and a tenth
     * tells; else blocks of rows and columns may lack a fraction of the smallest mass, which has to arrive while the
     * temperature still connects them.
     */
    private double levelTolerance() {
        double smallest = Double.POSITIVE_INFINITY;
        double largest = 0;
        for (double mass : rowMass) {
            smallest = Math.min(smallest, mass);
            largest = Math.max(largest, mass);
        }
        for (double mass : columnMass) {
            smallest = Math.min(smallest, mass);
            largest = Math.max(largest, mass);
        }
        boolean equal = largest <= 1.0001 * smallest && !dustbins;
        return equal ? EQUAL_MASS_TOLERANCE * meanMass : Math.max(tolerance, MASS_TOLERANCE * smallest);
    }

    int steps() {
        return steps;
    }

    double marginalError() {
        return error;
    }

    TransportStop reason() {
        return reason;
    }

    double rowPotential(int i) {
        return a[i] + temperature * Math.log(u[i]);
    }

    double columnPotential(int j) {
        return b[j] + temperature * Math.log(v[j]);
    }

    /**
     * Solves.
     *
     * @param score the scores, read where allowed. Not modified.
     * @param target the temperature
     * @param warm whether to start at the column potentials of {@link #setColumnPotentials}
     */
    void solve(DMatrixRMaj score, double target, boolean warm) {
        steps = 0;
        system.resetCounts();
        builder.begin(score, tolerance);
        double top = Math.max(target, START_SPREAD * builder.spread());
        double start = top;
        if (warm) {
            double change = warmChange(target);
            if (change > WARM_CHANGE * target) {
                start = Math.max(target, Math.min(top, change));
            } else {
                start = target;
            }
        } else {
            Arrays.fill(b, 0);
        }
        followPath(start, target, warm, levelTolerance);
        if (warm && reason != TransportStop.CONVERGED) {
            Arrays.fill(b, 0);
            followPath(top, target, false, levelTolerance);
        }
        double strict = Math.max(tolerance, ROUNDING * meanMass);
        if (reason == TransportStop.STALLED && error > strict && strict < levelTolerance) {
            // blocks lack less mass than a level let pass, and nothing connects them any more
            Arrays.fill(b, 0);
            followPath(top, target, false, strict);
        }
        fixPlan();
    }

    void setColumnPotentials(double[] potentials) {
        System.arraycopy(potentials, 0, b, 0, n);
    }

    /** How far, in units of the scores, the column potentials given are from fitting: what one scaling would change. */
    private double warmChange(double target) {
        temperature = target;
        build(WAY_THRESHOLD);
        scaleRows();
        double change = 0;
        for (int j = 0; j < n; j++) {
            change = Math.max(change, Math.abs(Math.log(columnMass[j] / columnSum(j))));
        }
        return Math.min(change * target, Double.MAX_VALUE);
    }

    /** Solves level after level, each but the last to {@code wayTolerance}. */
    private void followPath(double start, double target, boolean warm, double wayTolerance) {
        int levels = (int) Math.ceil(Math.log(start / target) / -Math.log(LEVEL_FACTOR) - 1e-9);
        double factor = levels == 0 ? 1 : Math.pow(target / start, 1.0 / levels);
        for (int level = 0; level <= levels; level++) {
            double next = level == levels ? target : start * Math.pow(factor, level);
            if (level >= 2) {
                extrapolate(next);
            } else {
                System.arraycopy(b, 0, earlierB, 0, n);
            }
            earlierTemperature = level == 0 ? next : temperature;
            temperature = next;
            boolean last = level == levels;
            build(last ? builder.finalThreshold() : WAY_THRESHOLD);
            plainIterations(level == 0 && !warm ? 6 : 2);
            if (last) {
                finishLevel();
            } else {
                reconnectingNewton(wayTolerance);
                absorb();
            }
            if (reason == TransportStop.NON_FINITE) {
                return;
            }
        }
    }

    /** Continues b linearly in the temperature; earlierB becomes the b of the level that ends. */
    private void extrapolate(double next) {
        double slope = (next - temperature) / (temperature - earlierTemperature);
        for (int j = 0; j < n; j++) {
            double current = b[j];
            b[j] = current + slope * (current - earlierB[j]);
            earlierB[j] = current;
        }
    }

    private void build(double threshold) {
        kernel = builder.build(temperature, a, b, threshold);
        double scale = 1 / temperature;
        for (int i = 0; dustbins && i < m; i++) {
            rowSlack[i] = Math.exp(a[i] * scale);
        }
        for (int j = 0; dustbins && j < n; j++) {
            columnSlack[j] = Math.exp(b[j] * scale);
        }
        Arrays.fill(v, 1);
    }

    private void plainIterations(int count) {
        scaleRows();
        for (int k = 0; k < count; k++) {
            scaleColumns();
            scaleRows();
        }
    }

    /** u from v, and the column sums without their scalings into t. */
    private void scaleRows() {
        kernel.timesColumn(v, s);
        for (int i = 0; i < m; i++) {
            u[i] = rowMass[i] / (s[i] + rowSlack[i]);
        }
        kernel.timesRow(u, t);
    }

    private double columnSum(int j) {
        return v[j] * (t[j] + columnSlack[j]);
    }

    private void scaleColumns() {
        for (int j = 0; j < n; j++) {
            v[j] = columnMass[j] / (t[j] + columnSlack[j]);
        }
    }

    private double computeGradient() {
        double largest = 0;
        for (int j = 0; j < n; j++) {
            gradient[j] = columnMass[j] - columnSum(j);
            largest = Math.max(largest, Math.abs(gradient[j]));
        }
        error = largest;
        return largest;
    }

    /** Newton to the final tolerance, which must hold on a kernel rebuilt from where it ended. */
    private void finishLevel() {
        for (int round = 0; round < 6; round++) {
            reconnectingNewton(tolerance);
            // a full kernel dropped nothing, so there is nothing to rebuild
            boolean exact = !kernel.isSparse() || drift() < FINAL_DRIFT;
            if (reason == TransportStop.NON_FINITE || exact) {
                return;
            }
            absorb();
            build(builder.finalThreshold());
            scaleRows();
        }
    }

    /**
     * Newton; where it stalls because blocks that lack mass have lost their connection, once more with all that connects
     * them, by elimination.
     */
    private void reconnectingNewton(double target) {
        newton(target);
        if (reason == TransportStop.STALLED) {
            absorb();
            build(LOWEST_THRESHOLD);
            plainIterations(2);
            reconnecting = true;
            newton(target);
            reconnecting = false;
        }
    }

    private void newton(double target) {
        reason = TransportStop.ITERATION_LIMIT;
        double best = Double.POSITIVE_INFINITY;
        int withoutProgress = 0;
        while (true) {
            double largest = computeGradient();
            if (!(largest <= Double.MAX_VALUE)) {
                reason = TransportStop.NON_FINITE;
                return;
            }
            if (largest <= target) {
                reason = TransportStop.CONVERGED;
                return;
            }
            withoutProgress = largest < 0.9 * best ? 0 : withoutProgress + 1;
            best = Math.min(best, largest);
            if (withoutProgress > PATIENCE) {
                reason = TransportStop.STALLED;
                return;
            }
            if (steps >= maxSteps) {
                return;
            }
            steps++;
            newtonStep(target, largest);
            if (drift() > driftLimit()) {
                absorb();
                build(builder.lastThreshold());
                scaleRows();
            }
        }
    }

    private double driftLimit() {
        return kernel.isSparse() ? LARGEST_DRIFT : LARGEST_DENSE_DRIFT;
    }

    private void newtonStep(double target, double largest) {
        fixPlan();
        double slope = direction(target, largest);
        System.arraycopy(v, 0, tried, 0, n);
        double length = 1;
        for (int attempt = 0; attempt < 15; attempt++) {
            for (int j = 0; j < n; j++) {
                v[j] = tried[j] * Math.exp(length * step[j]);
            }
            scaleRows();
            double newSlope = 0;
            for (int j = 0; j < n; j++) {
                newSlope += step[j] * (columnMass[j] - columnSum(j));
            }
            if (newSlope >= -0.5 * slope) {
                break;
            }
            length *= 0.4;
        }
        scaleColumns();
        scaleRows();
    }

    /** The Newton direction, capped, into step; returns its slope, or 0 with a zero step when there is none. */
    private double direction(double target, double largest) {
        double squares = 0;
        for (int j = 0; j < n; j++) {
            squares += gradient[j] * gradient[j];
        }
        double rms = Math.sqrt(squares / n) / meanMass;
        double relative = Math.max(Math.min(0.1, Math.sqrt(rms)), 0.3 * target / largest);
        if (reconnecting) {
            system.eliminate(kernel, gradient, 0.01 * target, step);
        } else {
            system.solve(kernel, columnMass, gradient, relative, step);
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            low = Math.min(low, step[j]);
            high = Math.max(high, step[j]);
        }
        double shift = dustbins ? 0 : 0.5 * (low + high);
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

    /** How far the scalings have moved from the kernel's potentials, in logarithms. */
    private double drift() {
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        for (int j = 0; j < n; j++) {
            low = Math.min(low, v[j]);
            high = Math.max(high, v[j]);
        }
        return dustbins
                ? Math.max(Math.abs(Math.log(low)), Math.abs(Math.log(high)))
                : 0.5 * (Math.log(high) - Math.log(low));
    }

    private void absorb() {
        for (int j = 0; j < n; j++) {
            b[j] += temperature * Math.log(v[j]);
        }
    }

    /** Fixes the plan of the scalings, once {@link #scaleRows} has made the row sums exact. */
    private void fixPlan() {
        for (int i = 0; i < m; i++) {
            rowsOfPlan.sums()[i] = rowMass[i];
            rowsOfPlan.dustbins()[i] = u[i] * rowSlack[i];
        }
        for (int j = 0; j < n; j++) {
            columnsOfPlan.sums()[j] = columnSum(j);
            columnsOfPlan.dustbins()[j] = v[j] * columnSlack[j];
        }
        kernel.fix(u, v, rowsOfPlan, columnsOfPlan);
    }
}
