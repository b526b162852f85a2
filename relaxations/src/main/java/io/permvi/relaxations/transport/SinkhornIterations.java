package io.permvi.relaxations.transport;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Sinkhorn iterations towards given marginals and the derivative through exactly the iterations that ran.
 *
 * <p>With {@code k = exp(score / temperature)}, each iteration scales the rows to their marginals and then the columns;
 * slack entries ({@link TransportProblem.Slack}) take part without being written.
 *
 * <p>The scalings are taken relative to base potentials and absorbed into them before they overflow, so the result is
 * that of the log domain at every temperature. The derivative keeps the scalings of each iteration only, O((m + n)
 * iterations) numbers. One thread; allocates nothing after the first calls. Cost O(allowed entries) an iteration.
 */
public final class SinkhornIterations {
    private static final double LARGEST_SCALING = 1e60;
    private static final int CHECK_EVERY = 4;
    private static final int LARGEST_CHUNK = 32;
    private static final int ALLOCATED_AHEAD = 64;
    /** Up to here, a pass over the allowed entries costs less than a vectorized one over all. */
    private static final double SPARSE_FRACTION = 0.22;

    private final TransportProblem problem;
    private final boolean dustbins;
    private final double[] rowMass;
    private final double[] columnMass;
    private final int m;
    private final int n;
    private final int iterations;
    private final double tolerance;
    private final ScalingKernel kernel;
    private double slackMass;
    private final double[] slackRow;
    private final double[] rowSlack;
    private final double[] columnSlack;
    private final double[] s;
    private final double[] t;
    private final double[] onesOfRow;
    private final double[] onesOfColumn;
    private ScalingHistory history;
    private final double[] rowAdjoint;
    private final double[] columnAdjoint;
    private final double[] rowMassAdjoint;
    private final double[] columnMassAdjoint;
    private final double[] rowWork;
    private final double[] columnWork;
    private final DMatrixRMaj left;
    private final DMatrixRMaj right;

    /** The scores of the last forward: the caller's during it, a copy afterwards if the backward needs them again. */
    private DMatrixRMaj score;

    private DMatrixRMaj scoreCopy = new DMatrixRMaj(0, 0);
    private double temperature;
    private int used;
    private int kernelBlock;
    private double marginalError = Double.NaN;
    private double slackAdjoint;
    private double slackMassAdjoint;
    private int rank;
    private boolean first;

    /**
     * Buffers for one problem.
     *
     * @param problem the marginals and the allowed entries
     * @param iterations the number of iterations at most, at least 1
     * @param tolerance the marginal error at which to stop; 0 for all iterations
     */
    public SinkhornIterations(TransportProblem problem, int iterations, double tolerance) {
        this(
                problem,
                iterations,
                tolerance,
                factors(problem.rowCount(), iterations),
                factors(problem.columnCount(), iterations));
    }

    /** With work space that several instances of one thread may share. */
    SinkhornIterations(
            TransportProblem problem, int iterations, double tolerance, DMatrixRMaj left, DMatrixRMaj right) {
        this.left = left;
        this.right = right;
        this.problem = problem;
        this.m = problem.rowCount();
        this.n = problem.columnCount();
        this.iterations = iterations;
        this.tolerance = tolerance;
        dustbins = problem.slack() == TransportProblem.Slack.BOTH;
        rowMass = problem.rows();
        columnMass = problem.columns();
        slackMass = problem.slackMass();
        kernel = problem.allowed().count() > SPARSE_FRACTION * m * n
                ? new DenseScalingKernel(problem.allowed())
                : new SparseScalingKernel(problem.allowed());
        slackRow = new double[n];
        rowSlack = new double[m];
        columnSlack = new double[n];
        s = new double[m];
        t = new double[n];
        onesOfRow = new double[m];
        onesOfColumn = new double[n];
        Arrays.fill(onesOfRow, 1);
        Arrays.fill(onesOfColumn, 1);
        history = newHistory();
        rowAdjoint = new double[m];
        columnAdjoint = new double[n];
        rowMassAdjoint = new double[m];
        columnMassAdjoint = new double[n];
        rowWork = new double[m];
        columnWork = new double[n];
    }

    /** A history for {@link #exchange}. */
    ScalingHistory newHistory() {
        return new ScalingHistory(m, n, Math.min(iterations, ALLOCATED_AHEAD));
    }

    /** Lets the next forward write its scalings into a history that the caller keeps. */
    void exchange(ScalingHistory next) {
        history = next;
        used = 0;
    }

    /** Returns to an earlier forward that ran all iterations, so that it can be differentiated. */
    void resume(ScalingHistory earlier, DMatrixRMaj psi, double temperature) {
        history = earlier;
        score = psi;
        this.temperature = temperature;
        used = iterations;
        kernelBlock = -1;
    }

    /** Room for the factors of the low-rank part of a gradient. */
    static DMatrixRMaj factors(int length, int iterations) {
        return new DMatrixRMaj(Math.min(2 * iterations, 2 * LARGEST_CHUNK), length);
    }

    /** Takes other marginals of the same shape, unchecked. */
    void setMarginals(double[] rows, double[] columns) {
        System.arraycopy(rows, 0, rowMass, 0, m);
        System.arraycopy(columns, 0, columnMass, 0, n);
        slackMass = slackMass > 0 ? RowSums.sum(columns, n) - RowSums.sum(rows, m) : 0;
    }

    /** The potential of row i after a forward, in units of the scores. */
    public double rowPotential(int i) {
        boolean absorbed = history.startsBlock(used + 1);
        return history.lastBlock().f[i] + (absorbed ? 0 : temperature * Math.log(history.u(used)[i]));
    }

    /** The potential of column j after a forward, in units of the scores. */
    public double columnPotential(int j) {
        boolean absorbed = history.startsBlock(used + 1);
        return history.lastBlock().g[j] + (absorbed ? 0 : temperature * Math.log(history.v(used)[j]));
    }

    /** The iterations that the last forward ran. */
    public int iterationsUsed() {
        return used;
    }

    /** The largest deviation of a row or column sum (slack included) from its marginal after the last forward. */
    public double marginalError() {
        return marginalError;
    }

    /**
     * Runs the iterations.
     *
     * @param psi m by n scores; read where allowed. Not modified.
     * @param temperature the divisor of the scores, above 0
     * @param x m by n, the scaled kernel, 0 where not allowed. Modified.
     */
    public void forward(DMatrixRMaj psi, double temperature, DMatrixRMaj x) {
        problem.requireShape(psi, "psi");
        problem.requireShape(x, "x");
        TransportProblem.requireTemperature(temperature);
        this.temperature = temperature;
        score = psi;
        used = 0;
        startFirstBlock();
        firstIteration();
        iterate();
        finish(x);
        keepScore(psi);
    }

    /** A backward within one block finds its kernel in place and needs no scores. */
    private void keepScore(DMatrixRMaj psi) {
        if (history.blockCount() > 1) {
            if (scoreCopy.numRows != m) {
                scoreCopy = new DMatrixRMaj(m, n);
            }
            scoreCopy.setTo(psi);
        }
        score = scoreCopy;
    }

    private void startFirstBlock() {
        history.clear();
        ScalingHistory.Block block = history.addBlock(1);
        kernel.rowShifts(score, block.f);
        if (dustbins) {
            for (int i = 0; i < m; i++) {
                block.f[i] = Math.min(block.f[i], 0);
            }
        }
        Arrays.fill(block.g, 0);
        block.slack = 0;
        load(0);
    }

    /** Builds the kernel and the slack entries of a block. */
    private void load(int index) {
        ScalingHistory.Block block = history.block(index);
        kernel.build(score, temperature, block.f, block.g);
        double scale = 1 / temperature;
        if (dustbins) {
            for (int i = 0; i < m; i++) {
                rowSlack[i] = Math.exp(block.f[i] * scale);
            }
            for (int j = 0; j < n; j++) {
                columnSlack[j] = Math.exp(block.g[j] * scale);
            }
        } else if (slackMass > 0) {
            for (int j = 0; j < n; j++) {
                slackRow[j] = Math.exp((block.slack + block.g[j]) * scale);
            }
        }
        kernelBlock = index;
    }

    /**
     * The first iteration, whose columns may underflow when the scores of a column are all far below the largest of
     * their rows; then the columns get base potentials of their own before they are scaled.
     */
    private void firstIteration() {
        scaleRows(1, onesOfColumn);
        columnSums(1);
        double smallest = Double.POSITIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            smallest = Math.min(smallest, t[j]);
        }
        history.firstRowApart = smallest < 1 / LARGEST_SCALING;
        if (history.firstRowApart) {
            shiftColumns();
            columnSums(1);
        }
        scaleColumns(1);
        used = 1;
    }

    private void shiftColumns() {
        ScalingHistory.Block from = history.block(0);
        ScalingHistory.Block to = history.addBlock(1);
        double[] u = history.u(1);
        for (int i = 0; i < m; i++) {
            to.f[i] = from.f[i] + temperature * Math.log(u[i]);
        }
        to.slack = slackMass > 0 ? from.slack + temperature * Math.log(history.slackScaling(1)) : 0;
        kernel.columnShifts(score, to.f, to.g);
        if (dustbins || slackMass > 0) {
            for (int j = 0; j < n; j++) {
                to.g[j] = Math.min(to.g[j], -to.slack);
            }
        }
        System.arraycopy(u, 0, history.u(0), 0, m);
        history.setSlackScaling(0, history.slackScaling(1));
        Arrays.fill(u, 1);
        history.setSlackScaling(1, 1);
        load(1);
    }

    private void iterate() {
        for (int k = 2; k <= iterations; k++) {
            if (k % CHECK_EVERY == 0 && history.largestLogRange(k - 1) > Math.log(LARGEST_SCALING)) {
                absorb(k - 1);
            }
            double[] v = previousColumnScaling(k);
            rowSums(v);
            if (tolerance > 0 && rowError(k - 1, v) <= tolerance) {
                return;
            }
            setRowScaling(k, v);
            columnSums(k);
            scaleColumns(k);
            used = k;
        }
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
        to.slack = slackMass > 0 ? from.slack + temperature * Math.log(history.slackScaling(k)) : 0;
        load(history.blockCount() - 1);
    }

    private double[] previousColumnScaling(int k) {
        return k == 1 || history.startsBlock(k) ? onesOfColumn : history.v(k - 1);
    }

    private double[] lastRowScaling(int k) {
        return history.startsBlock(k + 1) ? onesOfRow : history.u(k);
    }

    private void scaleRows(int k, double[] v) {
        rowSums(v);
        setRowScaling(k, v);
    }

    private void rowSums(double[] v) {
        kernel.timesColumn(v, s);
        if (dustbins) {
            for (int i = 0; i < m; i++) {
                s[i] += rowSlack[i];
            }
        }
    }

    private double slackSum(double[] v) {
        double sum = 0;
        for (int j = 0; j < n; j++) {
            sum = Math.fma(slackRow[j], v[j], sum);
        }
        return sum;
    }

    private void setRowScaling(int k, double[] v) {
        double[] u = history.u(k);
        for (int i = 0; i < m; i++) {
            u[i] = rowMass[i] / s[i];
        }
        history.setSlackScaling(k, slackMass > 0 ? slackMass / slackSum(v) : 1);
    }

    /** The row error of iteration k, whose next row sums are in s. */
    private double rowError(int k, double[] v) {
        boolean absorbed = history.startsBlock(k + 1);
        double[] u = lastRowScaling(k);
        double error = 0;
        for (int i = 0; i < m; i++) {
            error = Math.max(error, Math.abs(u[i] * s[i] - rowMass[i]));
        }
        if (slackMass > 0) {
            double slack = absorbed ? 1 : history.slackScaling(k);
            error = Math.max(error, Math.abs(slack * slackSum(v) - slackMass));
        }
        return error;
    }

    private void columnSums(int k) {
        kernel.timesRow(history.u(k), t);
        if (dustbins) {
            for (int j = 0; j < n; j++) {
                t[j] += columnSlack[j];
            }
        } else if (slackMass > 0) {
            double slack = history.slackScaling(k);
            for (int j = 0; j < n; j++) {
                t[j] = Math.fma(slackRow[j], slack, t[j]);
            }
        }
    }

    private void scaleColumns(int k) {
        double[] v = history.v(k);
        for (int j = 0; j < n; j++) {
            v[j] = columnMass[j] / t[j];
        }
    }

    private void finish(DMatrixRMaj x) {
        boolean absorbed = history.startsBlock(used + 1);
        double[] u = lastRowScaling(used);
        double[] v = absorbed ? onesOfColumn : history.v(used);
        kernel.plan(u, v, x);
        kernel.timesColumn(v, s);
        double error = 0;
        for (int i = 0; i < m; i++) {
            error = Math.max(error, Math.abs(u[i] * (s[i] + rowSlack[i]) - rowMass[i]));
        }
        if (slackMass > 0) {
            double slack = absorbed ? 1 : history.slackScaling(used);
            error = Math.max(error, Math.abs(slack * slackSum(v) - slackMass));
        }
        marginalError = error;
    }

    /**
     * The pullback through the iterations of the last forward.
     *
     * @param xAdjoint m by n; read where allowed. Not modified.
     * @param psiAdjoint m by n, overwritten; 0 where not allowed. Modified.
     * @throws IllegalStateException before the first forward
     */
    public void backward(DMatrixRMaj xAdjoint, DMatrixRMaj psiAdjoint) {
        backward(xAdjoint, psiAdjoint, rowMassAdjoint, columnMassAdjoint);
    }

    /**
     * The pullback through the iterations of the last forward, to the marginals too.
     *
     * @param xAdjoint m by n; read where allowed. Not modified.
     * @param psiAdjoint m by n, overwritten; 0 where not allowed. Modified.
     * @param ofRows the gradient with respect to the row marginals, m elements. Modified.
     * @param ofColumns the gradient with respect to the column marginals, n elements. Modified.
     * @throws IllegalStateException before the first forward
     */
    public void backward(DMatrixRMaj xAdjoint, DMatrixRMaj psiAdjoint, double[] ofRows, double[] ofColumns) {
        if (used == 0) {
            throw new IllegalStateException("backward needs a forward before it");
        }
        problem.requireShape(xAdjoint, "the adjoint of x");
        problem.requireShape(psiAdjoint, "the adjoint of psi");
        Arrays.fill(rowMassAdjoint, 0);
        Arrays.fill(columnMassAdjoint, 0);
        slackMassAdjoint = 0;
        int last = history.blockCount() - 1;
        if (history.block(last).first > used) {
            last--;
        }
        require(last);
        kernel.weightedSums(history.u(used), history.v(used), xAdjoint, rowAdjoint, columnAdjoint);
        first = true;
        slackAdjoint = 0;
        rank = 0;
        int k = used;
        for (int b = last; b >= (history.firstRowApart ? 1 : 0); b--) {
            require(b);
            for (; k >= history.block(b).first; k--) {
                pullColumns(k, xAdjoint, psiAdjoint);
                if (k == 1 && history.firstRowApart) {
                    flush(xAdjoint, psiAdjoint);
                    require(0);
                    pullRows(0, onesOfColumn, xAdjoint, psiAdjoint);
                } else {
                    pullRows(k, previousColumnScaling(k), xAdjoint, psiAdjoint);
                }
            }
            flush(xAdjoint, psiAdjoint);
        }
        // the slack row's mass is the total of the columns minus that of the rows
        for (int i = 0; i < m; i++) {
            ofRows[i] = rowMassAdjoint[i] - slackMassAdjoint;
        }
        for (int j = 0; j < n; j++) {
            ofColumns[j] = columnMassAdjoint[j] + slackMassAdjoint;
        }
    }

    private void require(int block) {
        if (kernelBlock != block) {
            load(block);
        }
    }

    /** Column scaling k: its adjoint goes to the row scaling k and to the scores. */
    private void pullColumns(int k, DMatrixRMaj xAdjoint, DMatrixRMaj psiAdjoint) {
        double[] u = history.u(k);
        double[] v = history.v(k);
        for (int j = 0; j < n; j++) {
            double q = columnAdjoint[j] / columnMass[j];
            columnMassAdjoint[j] += q;
            columnWork[j] = v[j] * q;
        }
        kernel.timesColumn(columnWork, rowWork);
        for (int i = 0; i < m; i++) {
            rowAdjoint[i] = Math.fma(-u[i], rowWork[i], rowAdjoint[i]);
        }
        if (slackMass > 0) {
            slackAdjoint -= history.slackScaling(k) * slackSum(columnWork);
        }
        push(u, columnWork, xAdjoint, psiAdjoint);
    }

    /** Row scaling k: its adjoint goes to the column scaling before it and to the scores. */
    private void pullRows(int k, double[] v, DMatrixRMaj xAdjoint, DMatrixRMaj psiAdjoint) {
        double[] u = history.u(k);
        for (int i = 0; i < m; i++) {
            double q = rowAdjoint[i] / rowMass[i];
            rowMassAdjoint[i] += q;
            rowWork[i] = u[i] * q;
        }
        push(rowWork, v, xAdjoint, psiAdjoint);
        slackMassAdjoint += slackMass > 0 ? slackAdjoint / slackMass : 0;
        if (k > 1) {
            kernel.timesRow(rowWork, t);
            double slack = slackMass > 0 ? history.slackScaling(k) * slackAdjoint / slackMass : 0;
            for (int j = 0; j < n; j++) {
                columnAdjoint[j] = -v[j] * Math.fma(slackRow[j], slack, t[j]);
            }
        }
        Arrays.fill(rowAdjoint, 0);
        slackAdjoint = 0;
    }

    private void push(double[] a, double[] b, DMatrixRMaj xAdjoint, DMatrixRMaj psiAdjoint) {
        System.arraycopy(a, 0, left.data, rank * m, m);
        System.arraycopy(b, 0, right.data, rank * n, n);
        rank++;
        if (rank * m == left.data.length) {
            flush(xAdjoint, psiAdjoint);
        }
    }

    private void flush(DMatrixRMaj xAdjoint, DMatrixRMaj psiAdjoint) {
        double scale = 1 / temperature;
        if (first) {
            kernel.gradient(history.u(used), history.v(used), xAdjoint, left, right, rank, scale, psiAdjoint);
        } else if (rank > 0) {
            kernel.subtractLowRank(left, right, rank, scale, psiAdjoint);
        }
        first = false;
        rank = 0;
    }
}
