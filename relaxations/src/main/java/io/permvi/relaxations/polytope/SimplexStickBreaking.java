package io.permvi.relaxations.polytope;

import io.permvi.relaxations.InvertiblePass;
import io.permvi.relaxations.InvertibleRelaxation;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.Space;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Stick-breaking onto the simplex, row by row, for categories: each entry takes a logistic fraction of what the entries
 * before it left,
 *
 * <pre>  x_j = r_j b_j,    b_j = logistic(psi_j / temperature - log(k - 1 - j)),    r_(j+1) = r_j (1 - b_j),</pre>
 *
 * and the last entry takes the rest, so psi = 0 is uniform. psi has k - 1 columns. One to one with {@code log|det J| =
 * sum log r_j + log(b_j (1 - b_j) / temperature)} in the first k - 1 entries of each row; a rest below 1e-100 counts as
 * that, with derivative zero. Categories without a mask; O(items categories). Linderman et al. (AISTATS 2018), section 2.
 */
public record SimplexStickBreaking() implements InvertibleRelaxation {

    @Override
    public int inputColumns(Space space) {
        return space.places() - 1;
    }

    /**
     * A pass for categories.
     *
     * @throws IllegalArgumentException when places are not shared, or some are not allowed
     */
    @Override
    public Pass newPass(Space space) {
        if (!(space instanceof Categories) || !space.allowed().isFull()) {
            throw new IllegalArgumentException("stick-breaking onto the simplex serves categories without a mask, got "
                    + space + "; for permutations use StickBreaking");
        }
        return new SimplexPass(this, space);
    }

    private static final class SimplexPass extends InvertiblePass {
        private static final double SMALLEST = 1e-100;

        private final int items;
        private final int k;
        private final double[] fraction;
        private final double[] rest;
        private final double[] offset;
        private double logAbsDetJacobian;

        SimplexPass(SimplexStickBreaking relaxation, Space space) {
            super(relaxation, space);
            items = space.items();
            k = space.places();
            fraction = new double[items * (k - 1)];
            rest = new double[items * (k - 1)];
            offset = new double[k - 1];
            Arrays.setAll(offset, j -> -Math.log(k - 1 - j));
        }

        @Override
        protected void map(DMatrixRMaj psi, double temperature, DMatrixRMaj x) {
            logAbsDetJacobian = -items * (k - 1) * Math.log(temperature);
            for (int i = 0; i < items; i++) {
                double r = 1;
                for (int j = 0; j < k - 1; j++) {
                    int e = i * (k - 1) + j;
                    double z = psi.data[e] / temperature + offset[j];
                    double small = Math.exp(-Math.abs(z));
                    double high = 1 / (1 + small);
                    double low = small * high;
                    fraction[e] = z >= 0 ? high : low;
                    rest[e] = r;
                    logAbsDetJacobian += Math.log(Math.max(r, SMALLEST) * high * high) - Math.abs(z);
                    x.data[i * k + j] = r * fraction[e];
                    r *= z >= 0 ? low : high;
                }
                x.data[i * k + k - 1] = r;
            }
        }

        @Override
        protected double logDeterminant(double temperature) {
            return logAbsDetJacobian;
        }

        @Override
        protected void pullBack(
                DMatrixRMaj xAdjoint, double logDetAdjoint, double temperature, DMatrixRMaj psiAdjoint) {
            for (int i = 0; i < items; i++) {
                double r = xAdjoint.data[i * k + k - 1];
                for (int j = k - 2; j >= 0; j--) {
                    int e = i * (k - 1) + j;
                    double b = fraction[e];
                    double x = xAdjoint.data[i * k + j];
                    double slope = b * (1 - b);
                    psiAdjoint.data[e] = (rest[e] * (x - r) * slope + logDetAdjoint * (1 - 2 * b)) / temperature;
                    r = x * b + r * (1 - b) + (rest[e] > SMALLEST ? logDetAdjoint / rest[e] : 0);
                }
            }
        }

        @Override
        protected void invert(DMatrixRMaj x, double temperature, DMatrixRMaj psi) {
            for (int i = 0; i < items; i++) {
                // what is left, summed from the right so that small remainders stay exact
                double r = x.data[i * k + k - 1];
                for (int j = k - 2; j >= 0; j--) {
                    double entry = x.data[i * k + j];
                    if (!(entry > 0 && r > 0)) {
                        throw new IllegalArgumentException("x must lie inside the simplex, but row " + i + " has "
                                + entry + " before a rest of " + r);
                    }
                    psi.data[i * (k - 1) + j] = temperature * (Math.log(entry / r) - offset[j]);
                    r += entry;
                }
                if (Math.abs(r - 1) > 1e-6) {
                    throw new IllegalArgumentException("row " + i + " of x must sum to one, got " + r);
                }
            }
        }
    }
}
