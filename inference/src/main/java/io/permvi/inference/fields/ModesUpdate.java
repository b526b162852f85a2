package io.permvi.inference.fields;

import io.permvi.inference.factor.FullGaussian;
import io.permvi.inference.fit.ClosedFormUpdate;
import io.permvi.models.RealLatent;
import io.permvi.models.fields.GaussianField;
import io.permvi.models.fields.SmallMatrices;
import io.permvi.models.fields.StudentLikelihood;
import io.permvi.relaxations.linalg.MatrixProducts;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * The pass of a {@link LowRankGaussian}: where the modes of a field stand, their closed-form update given soft matches, and
 * the scores of points given them. Owns its buffers, serves one thread, and is reused from start to start. An update costs
 * O(K D M^2), scoring n points O(n K D^2).
 */
public final class ModesUpdate implements ClosedFormUpdate {
    /** Places matched less than this have no rows, and cavities nothing to remove. */
    private static final double LEAST_MATCHED = 1e-9;

    private static final double LEAST_SITE = 1e-6;
    /** Matches less probable than this are not gathered. */
    private static final double LEAST_MATCH = 1e-4;

    private static final double LOG2 = Math.log(2);
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);
    private final RealLatent latent;
    private final GaussianField field;
    private final StudentLikelihood likelihood;
    private final int places;
    private final int dims;
    private final int modes;
    private final DMatrixRMaj mean;
    /** L^-1, where L L^T is the precision of the modes: their covariance is L^-T L^-1. */
    private final DMatrixRMaj inverseRoot;

    private final double[][] inverseRows;
    private final DMatrixRMaj whitened;
    private final DMatrixRMaj precision;
    private final DMatrixRMaj decomposed;
    private final DMatrixRMaj rows;
    private final DMatrixRMaj right;
    private final DMatrixRMaj spreadRows;
    private final LinearSolverDense<DMatrixRMaj> solver;
    private final double[][] centers;
    private final double[][] spreads;
    private final double[][] noises;
    private final double[][] whiten;
    private final double[] logWhiten;
    private final double[] siteWeight;
    private final double[][] siteShift;
    private final double[] w;
    private final double[] predictive;
    private final double[] cholesky;
    private final double[] center;
    private final DMatrixRMaj spread;
    private final DMatrixRMaj root;
    private final DMatrixRMaj half;
    private final DMatrixRMaj inner;
    private final DMatrixRMaj triangle;
    private final double[] force;
    private final double[] site;
    private final double[] square;
    private final double[] rowSum;
    private double entropy;
    private double energy;

    ModesUpdate(RealLatent latent, GaussianField field, int points) {
        this.latent = latent;
        this.field = field;
        likelihood = new StudentLikelihood(field.degreesOfFreedom(), field.dimensions());
        places = field.places();
        dims = field.dimensions();
        modes = field.modeCount();
        mean = new DMatrixRMaj(modes, 1);
        inverseRoot = CommonOps_DDRM.identity(modes);
        inverseRows = new double[modes][modes];
        whitened = new DMatrixRMaj(modes, 1);
        precision = new DMatrixRMaj(modes, modes);
        decomposed = new DMatrixRMaj(modes, modes);
        rows = new DMatrixRMaj(places * dims, modes);
        right = new DMatrixRMaj(modes, 1);
        spreadRows = new DMatrixRMaj(places * dims, modes);
        solver = LinearSolverFactory_DDRM.symmPosDef(modes);
        centers = new double[places][dims];
        spreads = new double[places][dims * dims];
        noises = new double[places][dims * dims];
        whiten = new double[places][dims * dims];
        logWhiten = new double[places];
        siteWeight = new double[places];
        siteShift = new double[places][dims];
        w = new double[dims * dims];
        predictive = new double[dims * dims];
        cholesky = new double[dims * dims];
        center = new double[dims];
        spread = new DMatrixRMaj(dims, dims);
        root = new DMatrixRMaj(dims, dims);
        half = new DMatrixRMaj(dims, dims);
        inner = new DMatrixRMaj(dims, dims);
        triangle = new DMatrixRMaj(modes, modes);
        force = new double[dims];
        site = new double[dims];
        square = new double[points];
        rowSum = new double[points];
        toPrior();
        inflate(0, 1);
    }

    /** Where the places are expected, K rows of D numbers. Shared: changes with the next update. */
    public double[][] centers() {
        return centers;
    }

    @Override
    public FullGaussian factor() {
        return new FullGaussian(latent);
    }

    @Override
    public double entropy() {
        return entropy;
    }

    /** The expected log prior of the modes, E log N(a; 0, I). */
    public double energy() {
        return energy;
    }

    @Override
    public void write(double[] parameters, int offset) {
        DMatrixRMaj covariance = new DMatrixRMaj(modes, modes);
        CommonOps_DDRM.multTransA(inverseRoot, inverseRoot, covariance);
        LinearSolverDense<DMatrixRMaj> decomposition = LinearSolverFactory_DDRM.symmPosDef(modes);
        if (!decomposition.setA(covariance)) {
            throw new ArithmeticException("covariance of the modes is not positive definite");
        }
        CholeskyDecomposition_F64<DMatrixRMaj> cholesky = decomposition.getDecomposition();
        factor().write(mean.data, cholesky.getT(null), parameters, offset);
    }

    /** Back to N(0, I). */
    public void toPrior() {
        CommonOps_DDRM.fill(mean, 0);
        CommonOps_DDRM.setIdentity(inverseRoot);
        measure(0);
        predict();
        for (int k = 0; k < places; k++) {
            siteWeight[k] = 0;
            Arrays.fill(siteShift[k], 0);
        }
    }

    /** Works with the noises {@code scale Sigma_k + addition I} from now on: heat for annealing, or caution. */
    public void inflate(double addition, double scale) {
        for (int k = 0; k < places; k++) {
            for (int j = 0; j < dims * dims; j++) {
                noises[k][j] = scale * field.noises()[k][j] + (j % (dims + 1) == 0 ? addition : 0);
            }
            SmallMatrices.inverseRoot(noises[k], dims, whiten[k], cholesky);
            logWhiten[k] = SmallMatrices.logDeterminant(whiten[k], dims);
        }
    }

    private void predict() {
        for (int k = 0; k < places; k++) {
            for (int d = 0; d < dims; d++) {
                double sum = field.means()[k][d];
                int at = (k * dims + d) * modes;
                for (int m = 0; m < modes; m++) {
                    sum += field.modes().data[at + m] * mean.data[m];
                }
                centers[k][d] = sum;
            }
        }
        MatrixProducts.multiply(false, true, 1, field.modes(), inverseRoot, 0, spreadRows);
        for (int k = 0; k < places; k++) {
            for (int d = 0; d < dims; d++) {
                for (int e = 0; e <= d; e++) {
                    double sum = dot((k * dims + d) * modes, (k * dims + e) * modes);
                    spreads[k][d * dims + e] = sum;
                    spreads[k][e * dims + d] = sum;
                }
            }
        }
    }

    private double dot(int first, int second) {
        double[] x = spreadRows.data;
        double sum = 0;
        for (int m = 0; m < modes; m++) {
            sum += x[first + m] * x[second + m];
        }
        return sum;
    }

    /**
     * Adds the log density of every point at every place.
     *
     * @param points D rows of n coordinates. Not modified.
     * @param scores K rows of n numbers, added to; hopeless pairs get a number below {@link LowRankGaussian#HOPELESS}.
     *     Modified.
     */
    public void addScores(double[][] points, LowRankGaussian.Rule rule, double[][] scores) {
        for (int k = 0; k < places; k++) {
            double log = rule == LowRankGaussian.Rule.MEAN_FIELD ? atExpectation(k) : predictive(k, rule);
            for (int d = 0; d < dims; d++) {
                addSquares(d, points);
            }
            addLogDensities(log + likelihood.logNormalizer(), scores[k]);
        }
    }

    /** Sets W, the center and the squares to those of the expected log density; gives log |W|. */
    private double atExpectation(int k) {
        System.arraycopy(centers[k], 0, center, 0, dims);
        System.arraycopy(whiten[k], 0, w, 0, w.length);
        Arrays.fill(square, traceOf(w, spreads[k]));
        return logWhiten[k];
    }

    /** Sets W, the center and the squares to those of the predictive density; gives log |W|. */
    private double predictive(int k, LowRankGaussian.Rule rule) {
        System.arraycopy(centers[k], 0, center, 0, dims);
        System.arraycopy(spreads[k], 0, predictive, 0, predictive.length);
        if (rule == LowRankGaussian.Rule.CAVITY && siteWeight[k] >= LEAST_SITE) {
            removeSite(k);
        }
        for (int j = 0; j < predictive.length; j++) {
            predictive[j] += noises[k][j];
        }
        SmallMatrices.inverseRoot(predictive, dims, w, cholesky);
        Arrays.fill(square, 0);
        return SmallMatrices.logDeterminant(w, dims);
    }

    private void addLogDensities(double base, double[] out) {
        double nu = field.degreesOfFreedom();
        double half = -0.5 * (nu + dims);
        for (int i = 0; i < square.length; i++) {
            if (likelihood.isGaussian()) {
                out[i] += base - 0.5 * square[i];
                continue;
            }
            double t = 1 + square[i] / nu;
            double before = out[i] + base;
            // log(t) is at least its binary exponent times log 2: hopeless pairs need no logarithm
            double most = before + half * LOG2 * Math.getExponent(t);
            out[i] = most < LowRankGaussian.HOPELESS ? most : before + half * Math.log(t);
        }
    }

    /** Adds the square of row d of W (y_i - center), in loops over points that the compiler vectorizes. */
    private void addSquares(int d, double[][] points) {
        double shift = 0;
        for (int e = 0; e <= d; e++) {
            shift += w[d * dims + e] * center[e];
        }
        double[] sum = rowSum;
        Arrays.fill(sum, -shift);
        for (int e = 0; e <= d; e++) {
            double factor = w[d * dims + e];
            double[] coordinate = points[e];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += factor * coordinate[i];
            }
        }
        for (int i = 0; i < sum.length; i++) {
            square[i] += sum[i] * sum[i];
        }
    }

    private double traceOf(double[] w, double[] spread) {
        double trace = 0;
        for (int d = 0; d < dims; d++) {
            for (int e = 0; e <= d; e++) {
                for (int c = 0; c <= d; c++) {
                    trace += w[d * dims + e] * spread[e * dims + c] * w[d * dims + c];
                }
            }
        }
        return trace;
    }

    /**
     * Removes place k's own site of precision {@code L = w W^T W} and shift h from its predicted value N(m, T):
     * {@code T_c = T + (W T)^T (I / w - W T W^T)^-1 W T}, which bears a singular T, and {@code m_c = m + T_c (L (m -
     * mu) - h)}.
     */
    private void removeSite(int k) {
        System.arraycopy(predictive, 0, spread.data, 0, predictive.length);
        System.arraycopy(whiten[k], 0, root.data, 0, predictive.length);
        CommonOps_DDRM.mult(root, spread, half);
        CommonOps_DDRM.multTransB(half, root, inner);
        CommonOps_DDRM.changeSign(inner);
        for (int d = 0; d < dims; d++) {
            inner.add(d, d, 1 / siteWeight[k]);
            force[d] = centers[k][d] - field.means()[k][d];
        }
        CommonOps_DDRM.invert(inner);
        CommonOps_DDRM.mult(inner, half, root);
        CommonOps_DDRM.multAddTransA(half, root, spread);
        System.arraycopy(spread.data, 0, predictive, 0, predictive.length);
        SmallMatrices.precisionProduct(whiten[k], force, site);
        for (int d = 0; d < dims; d++) {
            double pull = siteWeight[k] * site[d] - siteShift[k][d];
            for (int e = 0; e < dims; e++) {
                center[e] += predictive[e * dims + d] * pull;
            }
        }
    }

    /**
     * The closed-form update.
     *
     * @param points D rows of n coordinates. Not modified.
     * @param matches K rows of n probabilities. Not modified.
     * @throws ArithmeticException when a coordinate is so large that the precision breaks
     */
    public void update(double[][] points, double[][] matches) {
        CommonOps_DDRM.fill(rows, 0);
        CommonOps_DDRM.fill(right, 0);
        for (int k = 0; k < places; k++) {
            siteWeight[k] = gather(k, points, matches[k]);
            Arrays.fill(siteShift[k], 0);
            if (siteWeight[k] >= LEAST_MATCHED) {
                addRows(k, siteWeight[k]);
                SmallMatrices.precisionProduct(whiten[k], force, siteShift[k]);
            }
        }
        CommonOps_DDRM.setIdentity(precision);
        MatrixProducts.multiply(true, false, 1, rows, rows, 1, precision);
        decomposed.setTo(precision);
        if (!solver.setA(decomposed)) {
            throw new ArithmeticException("precision of the modes is not positive definite");
        }
        CholeskyDecomposition_F64<DMatrixRMaj> decomposition = solver.getDecomposition();
        double logPrecision = invertRoot(decomposition.getT(triangle));
        CommonOps_DDRM.mult(inverseRoot, right, whitened);
        CommonOps_DDRM.multTransA(inverseRoot, whitened, mean);
        measure(logPrecision);
        predict();
    }

    /**
     * Inverts the lower triangular root of the precision, row by row so that the inner loop vectorizes; gives the log
     * determinant of the precision.
     */
    private double invertRoot(DMatrixRMaj lower) {
        double log = 0;
        for (int i = 0; i < modes; i++) {
            double[] row = inverseRows[i];
            Arrays.fill(row, 0);
            for (int j = 0; j < i; j++) {
                double factor = lower.data[i * modes + j];
                double[] other = inverseRows[j];
                for (int m = 0; m <= j; m++) {
                    row[m] -= factor * other[m];
                }
            }
            double diagonal = lower.data[i * modes + i];
            row[i] = 1;
            for (int m = 0; m <= i; m++) {
                row[m] /= diagonal;
            }
            System.arraycopy(row, 0, inverseRoot.data, i * modes, modes);
            log += 2 * Math.log(diagonal);
        }
        return log;
    }

    /** Sets the force to sum_i P_ik u_ik (y_i - mu_k) and gives w_k. */
    private double gather(int k, double[][] points, double[] matches) {
        double[] own = whiten[k];
        double trace = traceOf(own, spreads[k]);
        double total = 0;
        Arrays.fill(force, 0);
        for (int i = 0; i < matches.length; i++) {
            if (matches[i] < LEAST_MATCH) {
                continue;
            }
            for (int d = 0; d < dims; d++) {
                site[d] = points[d][i] - centers[k][d];
            }
            double weight = matches[i] * likelihood.weight(trace + SmallMatrices.squareNorm(own, site));
            total += weight;
            for (int d = 0; d < dims; d++) {
                force[d] += weight * (points[d][i] - field.means()[k][d]);
            }
        }
        return total;
    }

    /** Fills the rows sqrt(w_k) W_k F_k and adds their share of the right-hand side. */
    private void addRows(int k, double total) {
        double root = Math.sqrt(total);
        double[] f = field.modes().data;
        for (int d = 0; d < dims; d++) {
            double target = 0;
            int to = (k * dims + d) * modes;
            for (int e = 0; e <= d; e++) {
                double factor = root * whiten[k][d * dims + e];
                target += whiten[k][d * dims + e] * force[e] / root;
                int from = (k * dims + e) * modes;
                for (int m = 0; m < modes; m++) {
                    rows.data[to + m] += factor * f[from + m];
                }
            }
            for (int m = 0; m < modes; m++) {
                right.data[m] += rows.data[to + m] * target;
            }
        }
    }

    /** Entropy and expected log prior of the modes. */
    private void measure(double logPrecision) {
        entropy = 0.5 * (modes * (1 + LOG_TWO_PI) - logPrecision);
        double squares = 0;
        for (int m = 0; m < modes; m++) {
            squares += mean.data[m] * mean.data[m];
            for (int l = 0; l <= m; l++) {
                squares += inverseRoot.data[m * modes + l] * inverseRoot.data[m * modes + l];
            }
        }
        energy = -0.5 * (squares + modes * LOG_TWO_PI);
    }
}
