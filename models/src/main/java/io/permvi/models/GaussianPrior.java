package io.permvi.models;

import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.linalg.SparsityPattern;
import org.ejml.data.DMatrixRMaj;

/**
 * Independent N(0, s^2) entries on the support of a real latent:
 *
 * <pre>  log p(w) = - sum w_ij^2 / (2 s^2) - count log(s sqrt(2 pi)).</pre>
 *
 * @param standardDeviation s, above 0
 */
public record GaussianPrior(double standardDeviation) {

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /** Checks that the standard deviation is positive and finite. */
    public GaussianPrior {
        if (!(standardDeviation > 0 && standardDeviation < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("standard deviation must be positive, got " + standardDeviation);
        }
    }

    /** The part of the log density that does not depend on w, for {@code count} free entries. */
    public double logNormalizer(int count) {
        return -count * (Math.log(standardDeviation) + HALF_LOG_TWO_PI);
    }

    /** The log density as a formula on the tape; w must be zero outside its support of {@code count} entries. */
    public Var logDensity(Var w, int count) {
        return w.sumOfSquares()
                .times(-0.5 / (standardDeviation * standardDeviation))
                .plus(logNormalizer(count));
    }

    /**
     * The log density of a matrix on its support.
     *
     * @param w of the support's shape. Not modified.
     */
    public double logDensity(DMatrixRMaj w, SparsityPattern support) {
        double sum = 0;
        for (int i = 0; i < support.rows(); i++) {
            for (int e = support.rowStart(i); e < support.rowEnd(i); e++) {
                double value = w.data[i * w.numCols + support.column(e)];
                sum += value * value;
            }
        }
        return -0.5 * sum / (standardDeviation * standardDeviation) + logNormalizer(support.count());
    }
}
