package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.ProductMatrix;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Sinkhorn iterations towards given marginals and the derivative through exactly the iterations that ran.
 *
 * <p>With {@code k = exp(score / temperature)}, each iteration scales the rows to their marginals and then the columns;
 * dustbins take part without being written, a slack row is a row like the others ({@link Slack}).
 *
 * <p>The scalings are taken relative to base potentials and absorbed into them before they overflow, so the result is
 * that of the log domain at every temperature. The derivative keeps the scalings of each iteration only, O((m + n)
 * iterations) numbers. One thread; allocates nothing after the first calls. Cost O(allowed entries) an iteration.
 */
final class UnrolledPass implements TransportPass {
    private static final double DEFAULT_TOLERANCE = 1e-9;
    private static final int CHECK_EVERY = 4;
    private static final int ALLOCATED_AHEAD = 64;

    private final TransportProblem problem;
    private final Slack slack;
    private final int m;
    private final int n;
    private final int iterations;
    private final double tolerance;
    private final ScalingKernel kernel;
    private final double[] s;
    private final double[] t;
    private final double[] onesOfRow;
    private final double[] onesOfColumn;
    private final ScalingHistory history;
    private final IterationPullback pullback;
    private final ProductMatrix.RowStep scaleRows = this::scaleRows;

    /** The scores of the last forward: the caller's during it, a copy afterwards if the backward needs them again. */
    private double[] score;

    private int scoreAt;
    private double[] scoreCopy = new double[0];
    private double temperature;
    private int used;
    private int kernelBlock;
    private double marginalError = Double.NaN;

    UnrolledPass(TransportProblem problem, int iterations, double tolerance) {
        this(problem, iterations, tolerance, newProducts(problem, iterations));
    }

    /** With work space that several instances of one thread may share. */
    UnrolledPass(TransportProblem problem, int iterations, double tolerance, OuterProducts products) {
        this.problem = problem;
        this.iterations = iterations;
        this.tolerance = tolerance;
        slack = new Slack(problem, false);
        m = slack.rows;
        n = slack.columns;
        kernel = KernelChoice.newScalingKernel(problem.allowed(), m);
        s = new double[m];
        t = new double[n];
        onesOfRow = new double[m];
        onesOfColumn = new double[n];
        Arrays.fill(onesOfRow, 1);
        Arrays.fill(onesOfColumn, 1);
        history = new ScalingHistory(m, n, Math.min(iterations, ALLOCATED_AHEAD));
        pullback = new IterationPullback(this, slack, kernel, history, products);
    }

    /** Room for the low-rank part of a gradient. */
    static OuterProducts newProducts(TransportProblem problem, int iterations) {
        int rows = new Slack(problem, false).rows;
        return new OuterProducts(rows, problem.columnCount(), 2L * iterations);
    }

    @Override
    public void setMarginals(double[] rows, double[] columns) {
        problem.withMarginals(rows, columns);
        slack.setMarginals(rows, columns);
    }

    @Override
    public void startFrom(double[] columnPotentials) {
        throw new UnsupportedOperationException("Sinkhorn iterations start at zero potentials");
    }

    @Override
    public void forward(DMatrixRMaj psi, double temperature, DMatrixRMaj x) {
        problem.requireShape(psi, "psi");
        problem.requireShape(x, "x");
        TransportProblem.requireTemperature(temperature);
        forward(psi.data, 0, temperature, x.data);
    }

    /** The same for matrices that start at an element of larger arrays; shapes are not checked. */
    void forward(double[] psi, int at, double temperature, double[] x) {
        this.temperature = temperature;
        score = psi;
        scoreAt = at;
        used = 0;
        startFirstBlock();
        firstIteration();
        iterate();
        finish(x, at);
        keepScore();
    }

    /** A backward within one block finds its kernel in place and needs no scores. */
    private void keepScore() {
        if (history.blockCount() > 1) {
            int size = problem.rowCount() * n;
            if (scoreCopy.length == 0) {
                scoreCopy = new double[size];
            }
            System.arraycopy(score, scoreAt, scoreCopy, 0, size);
        }
        score = scoreCopy;
        scoreAt = 0;
    }

    /** The first potentials: zero where the scores are moderate, else minus the largest score of each row. */
    private void startFirstBlock() {
        history.clear();
        ScalingHistory.Block block = history.addBlock(1);
        Arrays.fill(block.g, 0);
        block.moderate = kernel.buildModerate(score, scoreAt, temperature);
        if (block.moderate) {
            Arrays.fill(block.f, 0);
        } else {
            problem.requireFinite(score, scoreAt);
            kernel.rowShifts(score, scoreAt, block.f);
            for (int i = 0; i < m && slack.dustbins; i++) {
                block.f[i] = Math.min(block.f[i], 0);
            }
            kernel.build(score, scoreAt, temperature, block.f, block.g);
        }
        slack.load(block.f, block.g, temperature);
        kernelBlock = 0;
    }

    /** Has the kernel and the dustbins of a block in place. */
    void load(int index) {
        if (kernelBlock == index) {
            return;
        }
        ScalingHistory.Block block = history.block(index);
        if (block.moderate) {
            kernel.buildModerate(score, scoreAt, temperature);
        } else {
            kernel.build(score, scoreAt, temperature, block.f, block.g);
        }
        slack.load(block.f, block.g, temperature);
        kernelBlock = index;
    }

    /**
     * The first iteration, whose columns may underflow when the scores of a column are all far below the largest of
     * their rows; then the columns get base potentials of their own before they are scaled.
     */
    private void firstIteration() {
        kernel.products(onesOfColumn, s, scaleRows, history.u(1), t);
        addDustbins();
        double smallest = Double.POSITIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            smallest = Math.min(smallest, t[j]);
        }
        history.firstRowApart = smallest < 1 / ScalingHistory.LARGEST_SCALING;
        if (history.firstRowApart) {
            shiftColumns();
            kernel.timesRow(history.u(1), t);
            addDustbins();
        }
        scaleColumns(history.v(1));
        used = 1;
    }

    private void shiftColumns() {
        ScalingHistory.Block from = history.block(0);
        ScalingHistory.Block to = history.addBlock(1);
        double[] u = history.u(1);
        for (int i = 0; i < m; i++) {
            to.f[i] = from.f[i] + temperature * Math.log(u[i]);
        }
        kernel.columnShifts(score, scoreAt, to.f, to.g);
        for (int j = 0; j < n && slack.dustbins; j++) {
            to.g[j] = Math.min(to.g[j], 0);
        }
        System.arraycopy(u, 0, history.u(0), 0, m);
        Arrays.fill(u, 1);
        load(1);
    }

    private void iterate() {
        double stop = tolerance * slack.meanMass();
        for (int k = 2; k <= iterations; k++) {
            if (checksRange(k) && history.outOfRange(k - 1)) {
                absorb(k - 1);
            }
            kernel.products(previousColumnScaling(k), s, scaleRows, history.u(k), t);
            if (tolerance > 0 && rowError(k - 1) <= stop) {
                return;
            }
            addDustbins();
            scaleColumns(history.v(k));
            used = k;
        }
    }

    /** Scalings of a kernel whose entries are moderate settle at once. */
    private boolean checksRange(int k) {
        return k % CHECK_EVERY == 0 && !(k > CHECK_EVERY && history.lastBlock().moderate);
    }

    /** Starts a new block whose potentials hold the scalings of iteration k. */
    private void absorb(int k) {
        ScalingHistory.Block from = history.lastBlock();
        ScalingHistory.Block to = history.addBlock(k + 1);
        double[] u = history.u(k);
        double[] v = history.v(k);
        for (int i = 0; i < m; i++) {
            to.f[i] = from.f[i] + temperature * Math.log(u[i]);
        }
        for (int j = 0; j < n; j++) {
            to.g[j] = from.g[j] + temperature * Math.log(v[j]);
        }
        load(history.blockCount() - 1);
    }

    /** The column scaling before iteration k, relative to the potentials of its block. */
    double[] previousColumnScaling(int k) {
        return k == 1 || history.startsBlock(k) ? onesOfColumn : history.v(k - 1);
    }

    private double[] rowScalingAfter(int k) {
        return history.startsBlock(k + 1) ? onesOfRow : history.u(k);
    }

    private void scaleRows(double[] sums, double[] u, int from, int to) {
        for (int i = from; i < to; i++) {
            u[i] = slack.rowMass[i] / (sums[i] + slack.ofRows[i]);
        }
    }

    /** The row error of iteration k, whose next row sums are in s. */
    private double rowError(int k) {
        double[] u = rowScalingAfter(k);
        double error = 0;
        for (int i = 0; i < m; i++) {
            error = Math.max(error, Math.abs(u[i] * (s[i] + slack.ofRows[i]) - slack.rowMass[i]));
        }
        return error;
    }

    private void addDustbins() {
        for (int j = 0; j < n && slack.dustbins; j++) {
            t[j] += slack.ofColumns[j];
        }
    }

    private void scaleColumns(double[] v) {
        for (int j = 0; j < n; j++) {
            v[j] = slack.columnMass[j] / t[j];
        }
    }

    private void finish(double[] x, int at) {
        double[] u = rowScalingAfter(used);
        kernel.plan(u, previousColumnScaling(used + 1), x, at, s);
        double error = 0;
        for (int i = 0; i < m; i++) {
            error = Math.max(error, Math.abs(s[i] + u[i] * slack.ofRows[i] - slack.rowMass[i]));
        }
        marginalError = error;
    }

    @Override
    public void backward(DMatrixRMaj xAdjoint, DMatrixRMaj psiAdjoint) {
        requireForward();
        problem.requireShape(xAdjoint, "the adjoint of x");
        problem.requireShape(psiAdjoint, "the adjoint of psi");
        backward(xAdjoint.data, 0, psiAdjoint.data);
    }

    @Override
    public void backward(DMatrixRMaj xAdjoint, DMatrixRMaj psiAdjoint, double[] ofRows, double[] ofColumns) {
        backward(xAdjoint, psiAdjoint);
        pullback.ofMarginals(ofRows, ofColumns);
    }

    /** The same, unchecked, for matrices that start at an element of larger arrays, to the scores only. */
    void backward(double[] xAdjoint, int at, double[] psiAdjoint) {
        pullback.run(used, temperature, xAdjoint, at, psiAdjoint);
    }

    private void requireForward() {
        if (used == 0) {
            throw new IllegalStateException("backward needs a forward before it");
        }
    }

    @Override
    public double rowPotential(int i) {
        return history.lastBlock().f[i] + temperature * Math.log(rowScalingAfter(used)[i]);
    }

    @Override
    public double columnPotential(int j) {
        return history.lastBlock().g[j] + temperature * Math.log(previousColumnScaling(used + 1)[j]);
    }

    @Override
    public double marginalError() {
        return marginalError;
    }

    @Override
    public int iterationsUsed() {
        return used;
    }

    @Override
    public TransportStop stopReason() {
        if (converged()) {
            return TransportStop.CONVERGED;
        }
        return marginalError <= Double.MAX_VALUE ? TransportStop.ITERATION_LIMIT : TransportStop.NON_FINITE;
    }

    @Override
    public boolean converged() {
        return marginalError <= (tolerance > 0 ? tolerance : DEFAULT_TOLERANCE) * slack.meanMass();
    }
}
