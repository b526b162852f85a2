package io.permvi.inference.points;

import io.permvi.models.points.GaussianField;
import io.permvi.models.points.SmallMatrices;
import io.permvi.models.points.StudentLikelihood;
import io.permvi.relaxations.linalg.MatrixProducts;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * The variational factor of a field's modes, {@code q(a) = N(m, V)}, with its closed-form update: given soft matches P and
 * Student weights u,
 *
 * <pre>V^-1 = I + sum_k w_k F_k^T Sigma_k^-1 F_k,   m = V sum_k F_k^T Sigma_k^-1 sum_i P_ik u_ik (y_i - mu_k),</pre>
 *
 * where {@code w_k = sum_i P_ik u_ik}. Owns its buffers, serves one thread, and is reused from start to start. An update
 * costs O(K D M^2), scoring n points O(n K D^2).
 */
public final class LowRankGaussian {
    /** Scores below this count as impossible: their share of any marginal is below 1e-4. */
    static final double HOPELESS = -10;

    private static final double LOG2 = Math.log(2);
    private final GaussianField field;
    private final StudentLikelihood likelihood;
    private final int places;
    private final int dims;
    private final int modes;
    private final DMatrixRMaj mean;
    private final DMatrixRMaj covariance;
    private final DMatrixRMaj precision;
    private final DMatrixRMaj rows;
    private final DMatrixRMaj right;
    private final DMatrixRMaj spreadRows;
    private final LinearSolverDense<DMatrixRMaj> solver;
    private final double[][] centers;
    private final double[][] spreads;
    private final double[][] noises;
    private final double[][] whiten;
    private final double[] logWhiten;
    private final double[][] siteWeight;
    private final double[][] siteShift;
    private double divergence;
    private double[] rowSum = new double[0];

    /** The factor at its prior, N(0, I). */
    public LowRankGaussian(GaussianField field) {
        this.field = field;
        likelihood = new StudentLikelihood(field.degreesOfFreedom(), field.dimensions());
        places = field.places();
        dims = field.dimensions();
        modes = field.modeCount();
        mean = new DMatrixRMaj(modes, 1);
        covariance = CommonOps_DDRM.identity(modes);
        precision = new DMatrixRMaj(modes, modes);
        rows = new DMatrixRMaj(places * dims, modes);
        right = new DMatrixRMaj(modes, 1);
        spreadRows = new DMatrixRMaj(places * dims, modes);
        solver = LinearSolverFactory_DDRM.symmPosDef(modes);
        centers = new double[places][dims];
        spreads = new double[places][dims * dims];
        noises = new double[places][dims * dims];
        whiten = new double[places][dims * dims];
        logWhiten = new double[places];
        siteWeight = new double[places][1];
        siteShift = new double[places][dims];
        toPrior();
        inflate(0, 1);
    }

    /** Where the places are expected, K rows of D numbers. Shared: changes with the next update. */
    public double[][] centers() {
        return centers;
    }

    /** The divergence of the factor from its prior, KL(q(a) || N(0, I)). */
    public double divergence() {
        return divergence;
    }

    /** Back to N(0, I). */
    public void toPrior() {
        CommonOps_DDRM.fill(mean, 0);
        CommonOps_DDRM.setIdentity(covariance);
        divergence = 0;
        predict();
        for (int k = 0; k < places; k++) {
            siteWeight[k][0] = 0;
            Arrays.fill(siteShift[k], 0);
        }
    }

    /** Works with the noises {@code scale Sigma_k + addition I} from now on: heat for annealing, or caution. */
    public void inflate(double addition, double scale) {
        double[] cholesky = new double[dims * dims];
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
        MatrixProducts.multiply(field.modes(), covariance, spreadRows);
        double[] f = field.modes().data;
        for (int k = 0; k < places; k++) {
            for (int d = 0; d < dims; d++) {
                for (int e = 0; e <= d; e++) {
                    int at = (k * dims + d) * modes;
                    int other = (k * dims + e) * modes;
                    double sum = 0;
                    for (int m = 0; m < modes; m++) {
                        sum += spreadRows.data[at + m] * f[other + m];
                    }
                    spreads[k][d * dims + e] = sum;
                    spreads[k][e * dims + d] = sum;
                }
            }
        }
    }

    /** How the uncertainty of the modes enters. */
    public enum Rule {
        /** The expected log density: what the bound needs. */
        MEAN_FIELD,
        /** The log of the predictive density, with the uncertainty of the modes added to the noise. */
        MARGINAL,
        /** The same without what the place's own matches say: how well the others predict it. Least overconfident. */
        CAVITY
    }

    /**
     * Adds the log density of every point at every place.
     *
     * @param points D rows of n coordinates. Not modified.
     * @param scores K rows of n numbers, added to; hopeless pairs get a number below {@link #HOPELESS}. Modified.
     */
    public void addScores(double[][] points, Rule rule, double[][] scores) {
        int n = points[0].length;
        double nu = field.degreesOfFreedom();
        boolean gaussian = Double.isInfinite(nu);
        double constant = likelihood.logNormalizer();
        double[] w = new double[dims * dims];
        double[] center = new double[dims];
        double[] square = new double[n];
        double[] cov = new double[dims * dims];
        double[] chol = new double[dims * dims];
        for (int k = 0; k < places; k++) {
            double trace = 0;
            double log;
            System.arraycopy(centers[k], 0, center, 0, dims);
            if (rule == Rule.MEAN_FIELD) {
                System.arraycopy(whiten[k], 0, w, 0, w.length);
                log = logWhiten[k];
                trace = traceOf(w, spreads[k]);
            } else {
                System.arraycopy(spreads[k], 0, cov, 0, cov.length);
                if (rule == Rule.CAVITY) {
                    cavity(k, cov, center);
                }
                for (int j = 0; j < cov.length; j++) {
                    cov[j] += noises[k][j];
                }
                SmallMatrices.inverseRoot(cov, dims, w, chol);
                log = SmallMatrices.logDeterminant(w, dims);
            }
            Arrays.fill(square, trace);
            for (int d = 0; d < dims; d++) {
                addSquares(w, d, center, points, square);
            }
            double[] out = scores[k];
            double base = log + constant;
            double half = -0.5 * (nu + dims);
            for (int i = 0; i < n; i++) {
                double s = square[i];
                if (gaussian) {
                    out[i] += base - 0.5 * s;
                    continue;
                }
                double t = 1 + s / nu;
                double before = out[i] + base;
                // log(t) is at least its binary exponent times log 2: hopeless pairs need no logarithm
                double most = before + half * LOG2 * Math.getExponent(t);
                out[i] = most < HOPELESS ? most : before + half * Math.log(t);
            }
        }
    }

    /** Adds the square of row d of W (y_i - center), in loops over points that the compiler vectorizes. */
    private void addSquares(double[] w, int d, double[] center, double[][] points, double[] square) {
        double shift = 0;
        for (int e = 0; e <= d; e++) {
            shift += w[d * dims + e] * center[e];
        }
        double[] sum = rowSum.length == square.length ? rowSum : new double[square.length];
        rowSum = sum;
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

    /** Removes place k's own site: T_c = T (I - L T)^-1, m_c = T_c (T^-1 m - h), about the prior mean of the place. */
    private void cavity(int k, double[] spread, double[] center) {
        double weight = siteWeight[k][0];
        if (weight < 1e-6) {
            return;
        }
        // site precision L = weight * W^T W; T_c = T + T W^T (I/weight - W T W^T)^-1 W T
        var t = new DMatrixRMaj(dims, dims, true, spread.clone());
        var w = new DMatrixRMaj(dims, dims, true, whiten[k].clone());
        var wt = new DMatrixRMaj(dims, dims);
        CommonOps_DDRM.mult(w, t, wt);
        var inner = new DMatrixRMaj(dims, dims);
        CommonOps_DDRM.multTransB(wt, w, inner);
        CommonOps_DDRM.changeSign(inner);
        for (int d = 0; d < dims; d++) {
            inner.add(d, d, 1 / weight);
        }
        CommonOps_DDRM.invert(inner);
        var temp = new DMatrixRMaj(dims, dims);
        CommonOps_DDRM.mult(inner, wt, temp);
        var add = new DMatrixRMaj(dims, dims);
        CommonOps_DDRM.multTransA(wt, temp, add);
        for (int j = 0; j < dims * dims; j++) {
            spread[j] += add.data[j];
        }
        // m_c - mu = T_c (T^-1 (m-mu) - h) ; T_c = T + A => T_c T^-1 = I + A T^-1 ; use m_c = m + T_c (L (m - mu) - h)
        double[] delta = new double[dims];
        for (int d = 0; d < dims; d++) {
            delta[d] = centers[k][d] - field.means()[k][d];
        }
        double[] wd = new double[dims];
        for (int d = 0; d < dims; d++) {
            for (int e = 0; e <= d; e++) {
                wd[d] += whiten[k][d * dims + e] * delta[e];
            }
        }
        double[] force = new double[dims];
        for (int d = 0; d < dims; d++) {
            for (int e = d; e < dims; e++) {
                force[d] += weight * whiten[k][e * dims + d] * wd[e];
            }
            force[d] -= siteShift[k][d];
        }
        for (int d = 0; d < dims; d++) {
            for (int e = 0; e < dims; e++) {
                center[d] += spread[d * dims + e] * force[e];
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
        int n = points[0].length;
        double[] force = new double[dims];
        double[] z = new double[dims];
        CommonOps_DDRM.fill(rows, 0);
        CommonOps_DDRM.fill(right, 0);
        double[] f = field.modes().data;
        for (int k = 0; k < places; k++) {
            double[] w = whiten[k];
            double trace = traceOf(w, spreads[k]);
            double total = 0;
            Arrays.fill(force, 0);
            for (int i = 0; i < n; i++) {
                double p = matches[k][i];
                if (p < 1e-6) {
                    continue;
                }
                double square = trace;
                for (int d = 0; d < dims; d++) {
                    double sum = 0;
                    for (int e = 0; e <= d; e++) {
                        sum += w[d * dims + e] * (points[e][i] - centers[k][e]);
                    }
                    square += sum * sum;
                }
                double weight = p * likelihood.weight(square);
                total += weight;
                for (int d = 0; d < dims; d++) {
                    force[d] += weight * (points[d][i] - field.means()[k][d]);
                }
            }
            siteWeight[k][0] = total;
            Arrays.fill(siteShift[k], 0);
            if (total < 1e-9) {
                continue;
            }
            double root = Math.sqrt(total);
            for (int d = 0; d < dims; d++) {
                z[d] = 0;
                int to = (k * dims + d) * modes;
                for (int e = 0; e <= d; e++) {
                    double factor = root * w[d * dims + e];
                    z[d] += w[d * dims + e] * force[e];
                    int from = (k * dims + e) * modes;
                    for (int m = 0; m < modes; m++) {
                        rows.data[to + m] += factor * f[from + m];
                    }
                }
                double zr = z[d] / root;
                for (int m = 0; m < modes; m++) {
                    right.data[m] += rows.data[to + m] * zr;
                }
            }
            for (int d = 0; d < dims; d++) {
                for (int e = d; e < dims; e++) {
                    siteShift[k][d] += w[e * dims + d] * z[e];
                }
            }
        }
        CommonOps_DDRM.setIdentity(precision);
        MatrixProducts.multiply(true, false, 1, rows, rows, 1, precision);
        var copy = precision.copy();
        if (!solver.setA(copy)) {
            throw new ArithmeticException("precision of the modes is not positive definite");
        }
        solver.invert(covariance);
        CholeskyDecomposition_F64<DMatrixRMaj> cholesky = solver.getDecomposition();
        double logDet = 0;
        DMatrixRMaj lower = cholesky.getT(null);
        for (int m = 0; m < modes; m++) {
            logDet += 2 * Math.log(Math.abs(lower.get(m, m)));
        }
        CommonOps_DDRM.mult(covariance, right, mean);
        double kl = logDet - modes;
        for (int m = 0; m < modes; m++) {
            kl += covariance.get(m, m) + mean.data[m] * mean.data[m];
        }
        divergence = 0.5 * kl;
        predict();
    }
}
