package io.permvi.relaxations.sinkhorn;

import java.util.Arrays;

/**
 * The problem at one temperature: inexact Newton steps on the column potentials b. The rows are always scaled exactly, so
 * the dual is concave in b, with
 *
 * <pre>  gradient  c - p'1,    Hessian  -S / temperature,   S = diag(p'1) - p' diag(1/r) p.</pre>
 *
 * <p>Potentials are in units of the scores and masses in units of the mean mass: {@code p = diag(u) k diag(v)}, {@code k =
 * exp((score + a + b) / temperature)}. One thread; allocates nothing once its buffers have grown.
 */
final class NewtonLevel {
    /** Steps without a tenth of progress after which a level counts as stalled. */
    private static final int PATIENCE = 25;

    /** How often a step is shortened, and by what. */
    private static final int MOST_ATTEMPTS = 15;

    private static final double SHORTER = 0.4;

    /** How far scalings may drift before entries that were dropped could count again, in logarithms. */
    private static final double LARGEST_DRIFT = 4;

    /** The same of a full kernel, which dropped nothing: only the range of doubles limits it. */
    private static final double LARGEST_DENSE_DRIFT = 100;

    private final Slack slack;
    private final int m;
    private final int n;
    private final int maxSteps;
    private final LevelBuilder builder;
    private final NewtonStep newtonStep;
    private final Margin rowsOfPlan;
    private final Margin columnsOfPlan;
    private final double[] u;
    private final double[] v;
    private final double[] a;
    private final double[] b;
    private final double[] s;
    private final double[] t;
    private final double[] gradient;
    private final double[] tried;
    private LevelKernel kernel;
    private double temperature;
    private double meanColumn;
    private int steps;
    private double error;

    NewtonLevel(TransportProblem problem, Slack slack, int maxSteps) {
        this.slack = slack;
        this.maxSteps = maxSteps;
        m = slack.rows;
        n = slack.columns;
        builder = new LevelBuilder(problem, slack);
        newtonStep = new NewtonStep(slack);
        rowsOfPlan = Margin.of(m);
        columnsOfPlan = Margin.of(n);
        u = new double[m];
        v = new double[n];
        a = new double[m];
        b = new double[n];
        s = new double[m];
        t = new double[n];
        gradient = new double[n];
        tried = new double[n];
        marginalsChanged();
    }

    /** Takes note of other masses. */
    void marginalsChanged() {
        builder.marginalsChanged();
        meanColumn = RowSums.sum(slack.columnMass, n) / n;
    }

    LevelBuilder builder() {
        return builder;
    }

    LevelSystem system() {
        return newtonStep.system();
    }

    LevelKernel kernel() {
        return kernel;
    }

    double temperature() {
        return temperature;
    }

    /** The column potentials of the kernel, to be read and changed before {@link #build}. */
    double[] columnPotentials() {
        return b;
    }

    /** The potential of row i with its scaling. */
    double rowPotential(int i) {
        return a[i] + temperature * Math.log(u[i]);
    }

    /** The potential of column j with its scaling. */
    double columnPotential(int j) {
        return b[j] + temperature * Math.log(v[j]);
    }

    /** The Newton steps since {@link #resetSteps}. */
    int steps() {
        return steps;
    }

    void resetSteps() {
        steps = 0;
    }

    /** The largest deviation of a column sum. */
    double error() {
        return error;
    }

    /** Builds the kernel of a temperature from the column potentials; the scalings become 1. */
    void build(double temperature, double threshold) {
        this.temperature = temperature;
        kernel = builder.build(temperature, a, b, threshold);
        slack.load(a, b, temperature);
        Arrays.fill(v, 1);
    }

    /** Scales the rows, and a number of times columns and rows. */
    void plainIterations(int count) {
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
            u[i] = slack.rowMass[i] / (s[i] + slack.ofRows[i]);
        }
        kernel.timesRow(u, t);
    }

    private double columnSum(int j) {
        return v[j] * (t[j] + slack.ofColumns[j]);
    }

    private void scaleColumns() {
        for (int j = 0; j < n; j++) {
            v[j] = slack.columnMass[j] / (t[j] + slack.ofColumns[j]);
        }
    }

    /** How far, in units of the scores, the next column scaling would move the potentials. */
    double nextChange() {
        double change = 0;
        for (int j = 0; j < n; j++) {
            change = Math.max(change, Math.abs(Math.log(slack.columnMass[j] / columnSum(j))));
        }
        return Math.min(change * temperature, Double.MAX_VALUE);
    }

    /** Computes the gradient and the error, which it returns. */
    double measure() {
        double largest = 0;
        for (int j = 0; j < n; j++) {
            gradient[j] = slack.columnMass[j] - columnSum(j);
            largest = Math.max(largest, Math.abs(gradient[j]));
        }
        error = largest;
        return largest;
    }

    /** Moves the scalings of the columns into their potentials; the kernel must be built again. */
    void absorb() {
        for (int j = 0; j < n; j++) {
            b[j] += temperature * Math.log(v[j]);
        }
    }

    /** How far the scalings have moved from the kernel's potentials, in logarithms. */
    double drift() {
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        for (int j = 0; j < n; j++) {
            low = Math.min(low, v[j]);
            high = Math.max(high, v[j]);
        }
        return slack.dustbins
                ? Math.max(Math.abs(Math.log(low)), Math.abs(Math.log(high)))
                : 0.5 * (Math.log(high) - Math.log(low));
    }

    /** Newton's method to an error; direct steps, by elimination, keep the weakest connections. */
    TransportStop newton(double target, boolean direct) {
        double best = Double.POSITIVE_INFINITY;
        int withoutProgress = 0;
        while (true) {
            double largest = measure();
            if (!(largest <= Double.MAX_VALUE)) {
                return TransportStop.NON_FINITE;
            }
            if (largest <= target) {
                return TransportStop.CONVERGED;
            }
            withoutProgress = largest < 0.9 * best ? 0 : withoutProgress + 1;
            best = Math.min(best, largest);
            if (withoutProgress > PATIENCE) {
                return TransportStop.STALLED;
            }
            if (steps >= maxSteps) {
                return TransportStop.ITERATION_LIMIT;
            }
            steps++;
            takeStep(target, largest, direct);
            if (drift() > (kernel.isSparse() ? LARGEST_DRIFT : LARGEST_DENSE_DRIFT)) {
                absorb();
                build(temperature, builder.lastThreshold());
                scaleRows();
            }
        }
    }

    /** A step as long as the slope along it allows: the dual is concave, so no function value and no cancellation. */
    private void takeStep(double target, double largest, boolean direct) {
        fixPlan();
        double relative = Math.max(Math.min(0.1, Math.sqrt(rootMeanSquare())), 0.3 * target / largest);
        double slope = direct
                ? newtonStep.byElimination(kernel, gradient, 0.01 * target)
                : newtonStep.byConjugateGradients(kernel, gradient, relative);
        double[] step = newtonStep.direction();
        System.arraycopy(v, 0, tried, 0, n);
        double length = 1;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            for (int j = 0; j < n; j++) {
                v[j] = tried[j] * Math.exp(length * step[j]);
            }
            scaleRows();
            double newSlope = 0;
            for (int j = 0; j < n; j++) {
                newSlope += step[j] * (slack.columnMass[j] - columnSum(j));
            }
            if (newSlope >= -0.5 * slope) {
                break;
            }
            length *= SHORTER;
        }
        scaleColumns();
        scaleRows();
    }

    /** Of the gradient, relative to the mean column. */
    private double rootMeanSquare() {
        double squares = 0;
        for (int j = 0; j < n; j++) {
            squares += gradient[j] * gradient[j];
        }
        return Math.sqrt(squares / n) / meanColumn;
    }

    /** Fixes the plan of the scalings, once the rows have been scaled. */
    void fixPlan() {
        for (int i = 0; i < m; i++) {
            rowsOfPlan.sums()[i] = slack.rowMass[i];
            rowsOfPlan.dustbins()[i] = u[i] * slack.ofRows[i];
        }
        for (int j = 0; j < n; j++) {
            columnsOfPlan.sums()[j] = columnSum(j);
            columnsOfPlan.dustbins()[j] = v[j] * slack.ofColumns[j];
        }
        kernel.fix(u, v, rowsOfPlan, columnsOfPlan);
    }
}
