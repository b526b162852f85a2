package io.permvi.applications.worms;

import io.permvi.models.worms.ActivityStatistics;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * The regression of each cell of a worm on all its cells one step before: what the activity says without a connectome or
 * names. A wide prior on the weights keeps it solvable. Cost: O(m^3) to begin with, O(m^2) for each cell.
 */
final class FreeRegression {
    /** The prior is this much wider than that of a synapse's weight. */
    private static final double PRIOR_WIDENING = 100;

    private final ActivityStatistics statistics;
    private final DMatrixRMaj inverse;

    /**
     * @param weightVariance prior variance of a synapse's weight
     * @throws IllegalArgumentException when the activity is not finite
     */
    FreeRegression(ActivityStatistics statistics, double weightVariance) {
        this.statistics = statistics;
        int m = statistics.cells();
        DMatrixRMaj precision = statistics.s00().copy();
        double noise = statistics.traceS11() / ((double) m * statistics.transitions());
        for (int i = 0; i < m; i++) {
            precision.add(i, i, noise / (PRIOR_WIDENING * weightVariance));
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(m);
        if (!solver.setA(precision)) {
            throw new IllegalArgumentException("the activity is not finite or its products overflow");
        }
        inverse = new DMatrixRMaj(m, m);
        solver.invert(inverse);
    }

    /** The inverse of S00 with the ridge. Shared, not to be modified. */
    DMatrixRMaj inverse() {
        return inverse;
    }

    /**
     * The regression of one cell.
     *
     * @param weights row i of S10 (S00 + ridge)^-1. Modified.
     * @return the sum of squares that it leaves unexplained
     */
    double regress(int i, double[] weights) {
        int m = weights.length;
        Arrays.fill(weights, 0);
        double[] cross = statistics.s10().data;
        for (int k = 0; k < m; k++) {
            double factor = cross[i * m + k];
            for (int j = 0; j < m; j++) {
                weights[j] += factor * inverse.data[k * m + j];
            }
        }
        double explained = 0;
        for (int j = 0; j < m; j++) {
            explained += weights[j] * cross[i * m + j];
        }
        return Math.max(1e-12, statistics.s11()[i] - explained);
    }

    /** The transitions that the weights of all cells leave to estimate the noise; 0 or less when there are too few. */
    int freedom() {
        return statistics.transitions() - statistics.cells();
    }
}
