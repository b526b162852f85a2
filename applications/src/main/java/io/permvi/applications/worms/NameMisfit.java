package io.permvi.applications.worms;

import io.permvi.models.worms.ActivityStatistics;
import java.util.stream.Stream;

/**
 * By how many standard deviations the names leave more of the activity unexplained than they should, against
 * regressions of each cell on all cells of its worm, which need no names. At the right names the ratio
 *
 * <pre>  F = (S - U) / d1 / (U / d2),    d1 = sum of m,  d2 = sum of (T - 1 - m),   over the worms with a cell there</pre>
 *
 * of a neuron follows Fisher's distribution, where S and U are what the pooled regression on the connectome's neighbors
 * and the free ones leave. The misfit is the sum over the neurons, less its mean, over its standard deviation: of the
 * order of one when names, connectome and noise are as the model has them; large when names are wrong or the connectome
 * is. Cost: O(m^3) for each worm.
 */
final class NameMisfit {
    /** Fisher's distribution has a variance above it; a little more, so that the variance is not huge. */
    private static final int LEAST_FREEDOM = 8;

    private double excess;
    private double variance;

    /**
     * That of the names at a state. With several worms it is the largest of that of all and those of each, where S is what
     * the pooled weights leave of the one worm, on average over their posterior. Zero when recordings are too short.
     */
    static double of(CollapsedPass pass) {
        CollapsedDynamics model = pass.model();
        int count = model.worms().size();
        NameMisfit pooled = new NameMisfit();
        NameMisfit[] single = new NameMisfit[count];
        double[][] free = new double[count][];
        for (int j = 0; j < count; j++) {
            single[j] = new NameMisfit();
            free[j] = freeResiduals(model.worms().get(j).statistics(), model.weightVariance());
        }
        for (int r = 0; r < model.connectome().size(); r++) {
            double unexplained = 0;
            double d1 = 0;
            double d2 = 0;
            for (int j = 0; j < count; j++) {
                int cell = pass.cellOf(j, r);
                int cells = free[j].length;
                if (cell < cells) {
                    int freedom = model.worms().get(j).statistics().transitions() - cells;
                    double left = pass.squaresLeft(r, j, free[j][cell] / Math.max(1, freedom));
                    single[j].add(left, free[j][cell], cells, freedom);
                    unexplained += free[j][cell];
                    d1 += cells;
                    d2 += freedom;
                }
            }
            pooled.add(pass.squaresLeft(r), unexplained, d1, d2);
        }
        return Stream.of(single)
                .filter(each -> count > 1)
                .mapToDouble(NameMisfit::standardized)
                .reduce(pooled.standardized(), Math::max);
    }

    /** Adds ((left - free) / d1) / (free / d2), unless d2 is too small for a variance. */
    private void add(double left, double free, double d1, double d2) {
        if (d2 > LEAST_FREEDOM) {
            excess += (left - free) / d1 * d2 / free - d2 / (d2 - 2);
            variance += 2 * d2 * d2 * (d1 + d2 - 2) / (d1 * (d2 - 2) * (d2 - 2) * (d2 - 4));
        }
    }

    private double standardized() {
        return variance == 0 ? 0 : excess / Math.sqrt(variance);
    }

    private static double[] freeResiduals(ActivityStatistics statistics, double weightVariance) {
        FreeRegression regression = new FreeRegression(statistics, weightVariance);
        double[] residuals = new double[statistics.cells()];
        double[] weights = new double[residuals.length];
        for (int i = 0; i < residuals.length; i++) {
            residuals[i] = regression.regress(i, weights);
        }
        return residuals;
    }
}
