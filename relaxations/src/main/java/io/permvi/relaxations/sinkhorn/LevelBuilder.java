package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.linalg.internal.RowUpdates;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Builds the kernel of a temperature from scores and column potentials by one scan: the row potentials that make the
 * largest entry of each row 1, then the entries above a threshold, or all of them where most survive.
 */
final class LevelBuilder {
    /** What a sample of rows may show above the room there is: an estimate from 16 rows is that far off. */
    private static final double SAMPLE_ALLOWANCE = 1.3;

    private static final int SAMPLED_ROWS = 16;

    /** A column of whose mass the dustbin may hold exp(-30) or more is fed by it. */
    private static final double DUSTBIN_SHARE = 30;

    /** The least that counts as an entry of a column, whatever the threshold: a factor of 1e-87. */
    private static final double LOWEST_EXPONENT = -200;

    /** What may be dropped on the way: it moves the start of the next level, not the result. */
    static final double WAY_THRESHOLD = 1e-6;

    /** Low enough to keep the last connection between blocks that lack mass. */
    static final double LOWEST_THRESHOLD = 1e-100;

    private final TransportProblem problem;
    private final Slack slack;
    private final SparsityPattern allowed;
    private final boolean full;
    private final KernelRows rows;
    private final int m;
    private final int n;
    private final double[] logRowMass;
    private final double[] logColumnMass;
    private final double[] work;
    private final double[] exponents;
    private final double[] above;
    private final double[] columnLargest;
    private final boolean alwaysSparse;
    private final int capacity;
    private final SparseLevelKernel sparse;
    private final LevelCandidates candidates;
    private final int[] ofRow;
    private DenseLevelKernel dense;
    private DMatrixRMaj score;
    private double spread;
    private double threshold;
    private double finalThreshold;

    LevelBuilder(TransportProblem problem, Slack slack) {
        this.problem = problem;
        this.slack = slack;
        allowed = problem.allowed();
        full = allowed.isFull();
        rows = new KernelRows(allowed);
        m = slack.rows;
        n = slack.columns;
        logRowMass = new double[m];
        logColumnMass = new double[n];
        work = new double[n];
        exponents = new double[n];
        above = new double[n];
        columnLargest = new double[n];
        alwaysSparse = KernelChoice.alwaysSparseLevel(allowed, m);
        capacity = KernelChoice.levelCapacity(allowed, m);
        sparse = new SparseLevelKernel(m, n, capacity);
        candidates = new LevelCandidates(m, n);
        ofRow = new int[n];
        marginalsChanged();
    }

    void marginalsChanged() {
        for (int i = 0; i < m; i++) {
            logRowMass[i] = Math.log(slack.rowMass[i]);
        }
        for (int j = 0; j < n; j++) {
            logColumnMass[j] = Math.log(slack.columnMass[j]);
        }
    }

    /** Takes the scores of a solve, and complains when an allowed one is not finite. */
    void begin(DMatrixRMaj score, double tolerance) {
        this.score = score;
        candidates.clear();
        finalThreshold = Math.min(WAY_THRESHOLD, tolerance * 0.01 * Math.min(1, 10.0 / Math.max(m, n)));
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < allowed.rows(); i++) {
            int count = loadAllowed(i);
            sum += RowSums.sum(work, count);
            squares += RowUpdates.dot(work, 0, work, count);
        }
        if (!(squares <= Double.MAX_VALUE)) {
            problem.requireFinite(score.data, 0);
            throw new IllegalArgumentException("scores must be below 1e150 in size");
        }
        // dustbins have scores of 0, so all scores far from 0 are far apart too
        double mean = slack.dustbins ? 0 : sum / allowed.count();
        spread = Math.sqrt(Math.max(0, squares / allowed.count() - mean * mean));
    }

    /** Copies the allowed scores of a row side by side; returns how many there are. */
    private int loadAllowed(int i) {
        int count = allowed.rowCount(i);
        if (full) {
            System.arraycopy(score.data, i * n, work, 0, n);
            return count;
        }
        int start = allowed.rowStart(i);
        for (int e = 0; e < count; e++) {
            work[e] = score.data[i * n + allowed.column(start + e)];
        }
        return count;
    }

    /** The standard deviation of the allowed scores; with dustbins their root mean square. */
    double spread() {
        return spread;
    }

    /** The threshold under which what is dropped stays a tenth of the tolerance. */
    double finalThreshold() {
        return finalThreshold;
    }

    /** The threshold of the last build. */
    double lastThreshold() {
        return threshold;
    }

    /** Builds the kernel and the row potentials a; columns without any entry get a potential b that gives them one. */
    LevelKernel build(double temperature, double[] a, double[] b, double threshold) {
        this.threshold = threshold;
        double limit = Math.log(threshold);
        LevelKernel kernel = scan(temperature, a, b, limit);
        for (int attempt = 0;
                attempt < 4 && raiseColumns(temperature, b, Math.max(limit, LOWEST_EXPONENT));
                attempt++) {
            kernel = scan(temperature, a, b, limit);
        }
        return kernel;
    }

    private boolean raiseColumns(double temperature, double[] b, double limit) {
        boolean raised = false;
        for (int j = 0; j < n; j++) {
            boolean inDustbin = slack.dustbins && b[j] / temperature > logColumnMass[j] - DUSTBIN_SHARE;
            if (columnLargest[j] < limit && columnLargest[j] > Double.NEGATIVE_INFINITY && !inDustbin) {
                b[j] -= temperature * columnLargest[j];
                raised = true;
            }
        }
        return raised;
    }

    private LevelKernel scan(double temperature, double[] a, double[] b, double limit) {
        if (candidates.cover(temperature, b, limit) && narrow(temperature, a, b, limit)) {
            return sparse;
        }
        candidates.clear();
        if ((alwaysSparse || looksSparse(temperature, a, b, limit)) && fillSparse(temperature, a, b, limit)) {
            return sparse;
        }
        candidates.clear();
        if (dense == null) {
            dense = new DenseLevelKernel(m, n, allowed);
        }
        Arrays.fill(columnLargest, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < m; i++) {
            computeRow(i, temperature, a, b, limit);
            dense.set(i, exponents);
        }
        dense.finish();
        return dense;
    }

    /** Whether a sample of rows has few enough entries above the limit. */
    private boolean looksSparse(double temperature, double[] a, double[] b, double limit) {
        int rows = Math.min(m, SAMPLED_ROWS);
        long count = 0;
        for (int sample = 0; sample < rows; sample++) {
            computeRow(sample * m / rows, temperature, a, b, limit);
            for (int j = 0; j < n; j++) {
                count += above[j] >= 0 ? 1 : 0;
            }
        }
        return count * m <= SAMPLE_ALLOWANCE * rows * capacity;
    }

    /** Fills the sparse kernel by a scan of all scores; false when the entries do not fit. */
    private boolean fillSparse(double temperature, double[] a, double[] b, double limit) {
        Arrays.fill(columnLargest, Double.NEGATIVE_INFINITY);
        sparse.clear();
        candidates.begin(temperature, b, limit);
        for (int i = 0; i < m; i++) {
            computeRow(i, temperature, a, b, limit);
            int count = candidates.set(i, above, ofRow);
            for (int e = 0; e < count; e++) {
                int j = ofRow[e];
                if (above[j] >= 0 && !sparse.add(j, exponents[j])) {
                    return false;
                }
            }
            sparse.close(i);
        }
        if (slack.dustbins) {
            candidates.clear();
        }
        sparse.finish();
        return true;
    }

    /** Fills the sparse kernel from the candidates; false when a column is left without any. */
    private boolean narrow(double temperature, double[] a, double[] b, double limit) {
        Arrays.fill(columnLargest, Double.NEGATIVE_INFINITY);
        sparse.clear();
        for (int i = 0; i < m; i++) {
            int count = candidates.row(i, ofRow);
            a[i] = -largestCandidate(i, count, b);
            if (!fillRow(i, count, temperature, a[i], b, limit)) {
                return false;
            }
            sparse.close(i);
        }
        for (int j = 0; j < n; j++) {
            if (columnLargest[j] < Math.max(limit, LOWEST_EXPONENT)) {
                return false;
            }
        }
        sparse.finish();
        return true;
    }

    private double largestCandidate(int i, int count, double[] b) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int e = 0; e < count; e++) {
            largest = Math.max(largest, score(i, ofRow[e]) + b[ofRow[e]]);
        }
        return largest;
    }

    private boolean fillRow(int i, int count, double temperature, double shift, double[] b, double limit) {
        double scale = 1 / temperature;
        for (int e = 0; e < count; e++) {
            int j = ofRow[e];
            double exponent = (score(i, j) + b[j] + shift) * scale;
            double ofColumn = exponent + (logRowMass[i] - logColumnMass[j]);
            if (Math.max(exponent, ofColumn) >= limit) {
                if (!sparse.add(j, exponent)) {
                    return false;
                }
                columnLargest[j] = Math.max(columnLargest[j], ofColumn);
            }
        }
        return true;
    }

    private double score(int i, int j) {
        return i < allowed.rows() ? score.data[i * n + j] : 0;
    }

    /** Exponents of row i, how far each is above the threshold, and the largest of each column so far. */
    private void computeRow(int i, double temperature, double[] a, double[] b, double limit) {
        rows.load(score.data, 0, i, Double.NEGATIVE_INFINITY, work, 0);
        add(work, b, n);
        double largest = RowSums.largest(work, 0, n);
        if (slack.dustbins) {
            largest = Math.max(largest, 0);
        }
        a[i] = -largest;
        compare(
                work,
                -largest,
                1 / temperature,
                logRowMass[i],
                logColumnMass,
                limit,
                exponents,
                above,
                columnLargest,
                n);
    }

    private static void add(double[] to, double[] b, int n) {
        for (int j = 0; j < n; j++) {
            to[j] += b[j];
        }
    }

    private static void compare(
            double[] shifted,
            double rowShift,
            double scale,
            double logRow,
            double[] logColumn,
            double limit,
            double[] exponents,
            double[] above,
            double[] columnLargest,
            int n) {
        for (int j = 0; j < n; j++) {
            double exponent = (shifted[j] + rowShift) * scale;
            double ofColumn = exponent + (logRow - logColumn[j]);
            exponents[j] = exponent;
            above[j] = Math.max(exponent, ofColumn) - limit;
            columnLargest[j] = Math.max(columnLargest[j], ofColumn);
        }
    }
}
