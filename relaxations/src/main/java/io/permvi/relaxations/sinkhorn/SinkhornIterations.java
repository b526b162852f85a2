package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.linalg.internal.ProductMatrix;
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
    private final ScalingHistory history;
    private final double[] rowAdjoint;
    private final double[] columnAdjoint;
    private final double[] rowMassAdjoint;
    private final double[] columnMassAdjoint;
    private final double[] rowWork;
    private final double[] columnWork;
    private final OuterProducts products;

    /** The scores of the last forward: the caller's during it, a copy afterwards if the backward needs them again. */
    private double[] score;

    private int scoreAt;
    private double[] scoreCopy = new double[0];
    private final ProductMatrix.RowStep scaleRows = this::scaleRows;
    private final ProductMatrix.RowStep pullRows = this::pullRows;
    private double[] rowScaling;
    private double[] earlierRowScaling;
    private double temperature;
    private int used;
    private int kernelBlock;
    private double marginalError = Double.NaN;
    private double slackMassAdjoint;
    private boolean first;

    /**
     * Buffers for one problem.
     *
     * @param problem the marginals and the allowed entries
     * @param iterations the number of iterations at most, at least 1
     * @param tolerance the marginal error at which to stop; 0 for all iterations
     */
    public SinkhornIterations(TransportProblem problem, int iterations, double tolerance) {
        this(problem, iterations, tolerance, newProducts(problem, iterations));
    }

    /** With work space that several instances of one thread may share. */
    SinkhornIterations(TransportProblem problem, int iterations, double tolerance, OuterProducts products) {
        this.products = products;
        this.problem = problem;
        this.m = problem.rowCount();
        this.n = problem.columnCount();
        this.iterations = iterations;
        this.tolerance = tolerance;
        dustbins = problem.slack() == TransportProblem.Slack.BOTH;
        rowMass = problem.rows();
        columnMass = problem.columns();
        slackMass = problem.slackMass();
        kernel = newKernel(problem.allowed());
        slackRow = new double[n];
        rowSlack = new double[m];
        columnSlack = new double[n];
        s = new double[m];
        t = new double[n];
        onesOfRow = new double[m];
        onesOfColumn = new double[n];
        Arrays.fill(onesOfRow, 1);
        Arrays.fill(onesOfColumn, 1);
        history = new ScalingHistory(m, n, Math.min(iterations, ALLOCATED_AHEAD));
        rowAdjoint = new double[m];
        columnAdjoint = new double[n];
        rowMassAdjoint = new double[m];
        columnMassAdjoint = new double[n];
        rowWork = new double[m];
        columnWork = new double[n];
    }

    private static ScalingKernel newKernel(SparsityPattern allowed) {
        int m = allowed.rows();
        int n = allowed.columns();
        if (allowed.count() <= SPARSE_FRACTION * m * n) {
            return new SparseScalingKernel(allowed);
        }
        return TransportLoops.VECTORS
                .filter(loops -> allowed.isFull())
                .flatMap(loops -> loops.newKernel(m, n))
                .orElseGet(() -> new DenseScalingKernel(allowed));
    }

    /** Room for the low-rank part of a gradient. */
    static OuterProducts newProducts(TransportProblem problem, int iterations) {
        return new OuterProducts(problem.rowCount(), problem.columnCount(), 2 * iterations);
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
        forward(psi.data, 0, temperature, x.data);
    }

    /** The same, unchecked, for matrices that start at an element of larger arrays. */
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
            if (scoreCopy.length == 0) {
                scoreCopy = new double[m * n];
            }
            System.arraycopy(score, scoreAt, scoreCopy, 0, m * n);
        }
        score = scoreCopy;
        scoreAt = 0;
    }

    private void startFirstBlock() {
        history.clear();
        ScalingHistory.Block block = history.addBlock(1);
        Arrays.fill(block.g, 0);
        block.slack = 0;
        block.moderate = kernel.buildModerate(score, scoreAt, temperature);
        if (block.moderate) {
            Arrays.fill(block.f, 0);
        } else {
            kernel.rowShifts(score, scoreAt, block.f);
            for (int i = 0; i < m && dustbins; i++) {
                block.f[i] = Math.min(block.f[i], 0);
            }
            kernel.build(score, scoreAt, temperature, block.f, block.g);
        }
        loadSlack(0);
    }

    /** Builds the kernel and the slack entries of a block. */
    private void load(int index) {
        ScalingHistory.Block block = history.block(index);
        if (block.moderate) {
            kernel.buildModerate(score, scoreAt, temperature);
        } else {
            kernel.build(score, scoreAt, temperature, block.f, block.g);
        }
        loadSlack(index);
    }

    private void loadSlack(int index) {
        ScalingHistory.Block block = history.block(index);
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
        addColumnSlack(1);
        double smallest = Double.POSITIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            smallest = Math.min(smallest, t[j]);
        }
        history.firstRowApart = smallest < 1 / LARGEST_SCALING;
        if (history.firstRowApart) {
            shiftColumns();
            kernel.timesRow(history.u(1), t);
            addColumnSlack(1);
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
        kernel.columnShifts(score, scoreAt, to.f, to.g);
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
            if (checksRange(k) && history.largestLogRange(k - 1) > Math.log(LARGEST_SCALING)) {
                absorb(k - 1);
            }
            double[] v = previousColumnScaling(k);
            scaleRows(k, v);
            if (tolerance > 0 && rowError(k - 1, v) <= tolerance) {
                return;
            }
            addColumnSlack(k);
            scaleColumns(k);
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
        to.slack = slackMass > 0 ? from.slack + temperature * Math.log(history.slackScaling(k)) : 0;
        load(history.blockCount() - 1);
    }

    private double[] previousColumnScaling(int k) {
        return k == 1 || history.startsBlock(k) ? onesOfColumn : history.v(k - 1);
    }

    private double[] lastRowScaling(int k) {
        return history.startsBlock(k + 1) ? onesOfRow : history.u(k);
    }

    /** Row scaling k, and the column sums that follow from it, in t. */
    private void scaleRows(int k, double[] v) {
        rowScaling = history.u(k);
        kernel.products(v, s, scaleRows, rowScaling, t);
        history.setSlackScaling(k, slackMass > 0 ? slackMass / slackSum(v) : 1);
    }

    private void scaleRows(int from, int to) {
        double[] u = rowScaling;
        for (int i = from; i < to; i++) {
            u[i] = rowMass[i] / (s[i] + rowSlack[i]);
        }
    }

    private double slackSum(double[] v) {
        double sum = 0;
        for (int j = 0; j < n; j++) {
            sum = Math.fma(slackRow[j], v[j], sum);
        }
        return sum;
    }

    /** The row error of iteration k, whose next row sums are in s. */
    private double rowError(int k, double[] v) {
        boolean absorbed = history.startsBlock(k + 1);
        double[] u = lastRowScaling(k);
        double error = 0;
        for (int i = 0; i < m; i++) {
            error = Math.max(error, Math.abs(u[i] * (s[i] + rowSlack[i]) - rowMass[i]));
        }
        if (slackMass > 0) {
            double slack = absorbed ? 1 : history.slackScaling(k);
            error = Math.max(error, Math.abs(slack * slackSum(v) - slackMass));
        }
        return error;
    }

    private void addColumnSlack(int k) {
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

    private void finish(double[] x, int at) {
        boolean absorbed = history.startsBlock(used + 1);
        double[] u = lastRowScaling(used);
        double[] v = absorbed ? onesOfColumn : history.v(used);
        kernel.plan(u, v, x, at, s);
        double error = 0;
        for (int i = 0; i < m; i++) {
            error = Math.max(error, Math.abs(s[i] + u[i] * rowSlack[i] - rowMass[i]));
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
        backward(xAdjoint.data, 0, psiAdjoint.data);
        // the slack row's mass is the total of the columns minus that of the rows
        for (int i = 0; i < m; i++) {
            ofRows[i] = rowMassAdjoint[i] - slackMassAdjoint;
        }
        for (int j = 0; j < n; j++) {
            ofColumns[j] = columnMassAdjoint[j] + slackMassAdjoint;
        }
    }

    /** The same, unchecked, for matrices that start at an element of larger arrays, to the scores only. */
    void backward(double[] xAdjoint, int at, double[] psiAdjoint) {
        Arrays.fill(rowMassAdjoint, 0);
        Arrays.fill(columnMassAdjoint, 0);
        slackMassAdjoint = 0;
        int last = history.blockCount() - 1;
        if (history.block(last).first > used) {
            last--;
        }
        require(last);
        kernel.weightedSums(history.u(used), history.v(used), xAdjoint, at, rowAdjoint, columnAdjoint);
        first = true;
        products.clear();
        int k = used;
        for (int b = last; b >= (history.firstRowApart ? 1 : 0); b--) {
            require(b);
            for (; k >= history.block(b).first; k--) {
                pullBack(k, xAdjoint, at, psiAdjoint);
            }
            flush(xAdjoint, at, psiAdjoint);
        }
    }

    private void require(int block) {
        if (kernelBlock != block) {
            load(block);
        }
    }

    /**
     * Iteration k: the adjoint of its column scaling goes to its row scaling, that one's to the column scaling before it,
     * and both to the scores.
     */
    private void pullBack(int k, double[] xAdjoint, int at, double[] psiAdjoint) {
        boolean apart = k == 1 && history.firstRowApart;
        double[] v = history.v(k);
        for (int j = 0; j < n; j++) {
            double q = columnAdjoint[j] / columnMass[j];
            columnMassAdjoint[j] += q;
            columnWork[j] = v[j] * q;
        }
        rowScaling = history.u(k);
        earlierRowScaling = apart ? history.u(0) : rowScaling;
        if (k > 1) {
            kernel.products(columnWork, s, pullRows, rowWork, t);
        } else {
            kernel.timesColumn(columnWork, s);
            pullRows(0, m);
        }
        double slack = slackMass > 0 ? pullSlack(k) : 0;
        push(rowScaling, columnWork, xAdjoint, at, psiAdjoint);
        if (apart) {
            flush(xAdjoint, at, psiAdjoint);
            require(0);
        }
        double[] earlier = apart ? onesOfColumn : previousColumnScaling(k);
        push(rowWork, earlier, xAdjoint, at, psiAdjoint);
        for (int j = 0; j < n && k > 1; j++) {
            columnAdjoint[j] = -earlier[j] * Math.fma(slackRow[j], slack, t[j]);
        }
        Arrays.fill(rowAdjoint, 0);
    }

    private void pullRows(int from, int to) {
        double[] u = rowScaling;
        double[] earlier = earlierRowScaling;
        for (int i = from; i < to; i++) {
            double q = Math.fma(-u[i], s[i], rowAdjoint[i]) / rowMass[i];
            rowMassAdjoint[i] += q;
            rowWork[i] = earlier[i] * q;
        }
    }

    /** The slack row's scaling like the others'; its weight in the adjoint of the column scaling before. */
    private double pullSlack(int k) {
        double q = -history.slackScaling(k) * slackSum(columnWork) / slackMass;
        slackMassAdjoint += q;
        return history.slackScaling(k) * q;
    }

    private void push(double[] a, double[] b, double[] xAdjoint, int at, double[] psiAdjoint) {
        products.add(a, b);
        if (products.isFull()) {
            flush(xAdjoint, at, psiAdjoint);
        }
    }

    private void flush(double[] xAdjoint, int at, double[] psiAdjoint) {
        double scale = 1 / temperature;
        if (first) {
            kernel.gradient(history.u(used), history.v(used), xAdjoint, at, products, scale, psiAdjoint);
        } else if (products.rank() > 0) {
            kernel.subtract(products, scale, psiAdjoint, at);
        }
        first = false;
        products.clear();
    }
}
