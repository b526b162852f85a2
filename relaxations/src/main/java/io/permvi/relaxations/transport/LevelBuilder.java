package io.permvi.relaxations.transport;

import io.permvi.relaxations.permutation.AllowedEntries;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Builds the kernel of a temperature from scores and column potentials by one scan: the row potentials that make the
 * largest entry of each row 1, then the entries above a threshold, or all of them where most survive.
 */
final class LevelBuilder {
    private static final double SPARSE_FRACTION = 0.15;
    private static final int ALWAYS_SPARSE = 4096;
    private static final int SAMPLED_ROWS = 16;
    private static final double LOWEST_EXPONENT = -200;

    private final AllowedEntries allowed;
    private final boolean full;
    private final boolean dustbins;
    private final int m;
    private final int n;
    private final double[] rowMass;
    private final double[] columnMass;
    private final double[] logRowMass;
    private final double[] logColumnMass;
    private final double[] work;
    private final double[] exponents;
    private final double[] above;
    private final double[] columnLargest;
    private final SparseLevelKernel sparse;
    private DenseLevelKernel dense;
    private DMatrixRMaj score;
    private double spread;
    private double threshold;
    private double finalThreshold;
    private double builtTemperature;
    private double builtLimit;
    private final double[] builtPotential;

    LevelBuilder(TransportProblem problem, int m, double[] rowMass, double[] columnMass) {
        allowed = problem.allowed();
        full = allowed.isFull();
        dustbins = problem.slack() == TransportProblem.Slack.BOTH;
        this.m = m;
        this.n = problem.columnCount();
        this.rowMass = rowMass;
        this.columnMass = columnMass;
        logRowMass = new double[m];
        logColumnMass = new double[n];
        work = new double[n];
        exponents = new double[n];
        above = new double[n];
        columnLargest = new double[n];
        builtPotential = new double[n];
        sparse = new SparseLevelKernel(m, n);
        marginalsChanged();
    }

    void marginalsChanged() {
        for (int i = 0; i < m; i++) {
            logRowMass[i] = Math.log(rowMass[i]);
        }
        for (int j = 0; j < n; j++) {
            logColumnMass[j] = Math.log(columnMass[j]);
        }
    }

    /**
     * Takes the scores of a solve.
     *
     * @throws IllegalArgumentException when an allowed score is not finite
     */
    void begin(DMatrixRMaj score, double tolerance) {
        this.score = score;
        builtTemperature = 0;
        double mass = RowSums.sum(columnMass, n) / n;
        finalThreshold = Math.min(1e-6, tolerance / mass * 0.01 * Math.min(1, 10.0 / Math.max(m, n)));
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < allowed.rows(); i++) {
            for (int e = allowed.rowStarts()[i]; e < allowed.rowStarts()[i + 1]; e++) {
                double x = score.data[i * n + (full ? e - allowed.rowStarts()[i] : allowed.columnIndices()[e])];
                sum += x;
                squares += x * x;
            }
        }
        if (!(squares <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("scores must be finite where allowed, and below 1e150 in size");
        }
        double mean = sum / allowed.count();
        spread = Math.sqrt(Math.max(0, squares / allowed.count() - mean * mean));
    }

    /** The standard deviation of the allowed scores. */
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

    /**
     * Builds the kernel; columns without any entry get a potential that gives them one.
     *
     * @param a row potentials. Modified.
     * @param b column potentials. Modified where a column had no entry.
     */
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
            boolean inDustbin = dustbins && b[j] / temperature > logColumnMass[j] - 30;
            if (columnLargest[j] < limit && columnLargest[j] > Double.NEGATIVE_INFINITY && !inDustbin) {
                b[j] -= temperature * columnLargest[j];
                raised = true;
            }
        }
        return raised;
    }

    private LevelKernel scan(double temperature, double[] a, double[] b, double limit) {
        if (coveredByLast(temperature, b, limit) && narrow(temperature, a, b, limit)) {
            remember(temperature, b, limit);
            sparse.finish();
            return sparse;
        }
        builtTemperature = 0;
        if (trySparse(temperature, a, b, limit)) {
            remember(temperature, b, limit);
            sparse.finish();
            return sparse;
        }
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

    private void remember(double temperature, double[] b, double limit) {
        builtTemperature = temperature;
        builtLimit = limit;
        System.arraycopy(b, 0, builtPotential, 0, n);
    }

    /**
     * Whether every entry above the limit is among those of the last sparse kernel: one that was dropped lacked more than
     * its limit in units of the scores, and the potentials have moved less than would make up for that.
     */
    private boolean coveredByLast(double temperature, double[] b, double limit) {
        if (builtTemperature == 0 || dustbins || temperature > builtTemperature) {
            return false;
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            low = Math.min(low, b[j] - builtPotential[j]);
            high = Math.max(high, b[j] - builtPotential[j]);
        }
        return -builtTemperature * builtLimit - (high - low) >= -temperature * limit;
    }

    /** Builds the kernel from the entries of the last one; false when a column is left without any. */
    private boolean narrow(double temperature, double[] a, double[] b, double limit) {
        double scale = 1 / temperature;
        Arrays.fill(columnLargest, Double.NEGATIVE_INFINITY);
        int to = 0;
        int from = 0;
        for (int i = 0; i < m; i++) {
            int end = sparse.start(i + 1);
            double largest = Double.NEGATIVE_INFINITY;
            for (int e = from; e < end; e++) {
                largest = Math.max(largest, score(i, sparse.column(e)) + b[sparse.column(e)]);
            }
            a[i] = -largest;
            for (int e = from; e < end; e++) {
                int j = sparse.column(e);
                double exponent = (score(i, j) + b[j] - largest) * scale;
                double ofColumn = exponent + (logRowMass[i] - logColumnMass[j]);
                if (Math.max(exponent, ofColumn) >= limit) {
                    sparse.keep(to++, j, exponent);
                    columnLargest[j] = Math.max(columnLargest[j], ofColumn);
                }
            }
            from = end;
            sparse.close(i, to);
        }
        for (int j = 0; j < n; j++) {
            if (columnLargest[j] < Math.max(limit, LOWEST_EXPONENT)) {
                return false;
            }
        }
        return true;
    }

    private double score(int i, int j) {
        return i < allowed.rows() ? score.data[i * n + j] : 0;
    }

    private boolean trySparse(double temperature, double[] a, double[] b, double limit) {
        Arrays.fill(columnLargest, Double.NEGATIVE_INFINITY);
        sparse.clear();
        boolean always = (long) m * n <= ALWAYS_SPARSE || allowed.count() <= SPARSE_FRACTION * m * n;
        for (int i = 0; i < m; i++) {
            computeRow(i, temperature, a, b, limit);
            int count = sparse.append(i, exponents, above);
            double room = SPARSE_FRACTION * n * (i < SAMPLED_ROWS ? m : 2.0 * (i + 1));
            if (!always && (count > room || count > SPARSE_FRACTION * m * n)) {
                return false;
            }
        }
        return true;
    }

    /** Exponents of row i, how far each is above the threshold, and the largest of each column so far. */
    private void computeRow(int i, double temperature, double[] a, double[] b, double limit) {
        loadRow(i);
        add(work, b, n);
        double largest = RowSums.largest(work, 0, n);
        if (dustbins) {
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

    private void loadRow(int i) {
        if (i >= allowed.rows()) {
            Arrays.fill(work, 0);
        } else if (full) {
            System.arraycopy(score.data, i * n, work, 0, n);
        } else {
            Arrays.fill(work, Double.NEGATIVE_INFINITY);
            for (int e = allowed.rowStarts()[i]; e < allowed.rowStarts()[i + 1]; e++) {
                int j = allowed.columnIndices()[e];
                work[j] = score.data[i * n + j];
            }
        }
    }
}
