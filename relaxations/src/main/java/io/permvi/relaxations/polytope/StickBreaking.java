package io.permvi.relaxations.polytope;

import io.permvi.relaxations.InvertiblePass;
import io.permvi.relaxations.InvertibleRelaxation;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.permutation.Permutations;
import io.permvi.relaxations.permutation.Space;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Stick-breaking onto the Birkhoff polytope: the matrix is filled entry by entry, each at a logistic fraction of the
 * interval that the rest leaves it, {@code x = l + (u - l) b} with {@code b = logistic(psi / tau + offset)}.
 *
 * <p>With r = what is left of the row, c = what is left of the column and t = what the other rows must still get from
 * the columns not yet passed in this row, the bounds are {@code l = max(0, c - t)} and {@code u = min(r, c)}; the last
 * column and the last row follow. The fixed offsets make psi = 0 the uniform matrix 1/n at every temperature. psi has
 * (n-1) x (n-1) entries, in the order of filling; x is n x n and doubly stochastic, also where psi is extreme.
 *
 * <p>One to one, with {@code log|det J| = sum log(u - l) + log(b (1 - b) / tau)} in the free (n-1)^2 entries of x. A
 * width u - l below 1e-100 counts as 1e-100 in it, with derivative zero, so that it stays finite. Forward, backward
 * and inverse cost O(n^2). Permutations only: no masks, no rectangles, nothing unmatched. Linderman, Mena, Cooper,
 * Paninski and Cunningham, Reparameterizing the Birkhoff Polytope for Variational Permutation Inference (AISTATS
 * 2018), section 3.1.
 *
 * @param rowOrder {@code rowOrder.place(k)} is the row filled at step k; of order 0 for the given order
 * @param columnOrder {@code columnOrder.place(k)} is the k-th column within every row; of order 0 for the given order
 */
public record StickBreaking(Permutation rowOrder, Permutation columnOrder) implements InvertibleRelaxation {
    private static final Permutation AS_GIVEN = Permutation.identity(0);

    /** Fills rows and columns in the given order. */
    public StickBreaking() {
        this(AS_GIVEN, AS_GIVEN);
    }

    /** The same with another order of the rows. */
    public StickBreaking withRowOrder(Permutation rows) {
        return new StickBreaking(rows, columnOrder);
    }

    /** The same with another order of the columns. */
    public StickBreaking withColumnOrder(Permutation columns) {
        return new StickBreaking(rowOrder, columns);
    }

    @Override
    public int inputRows(Space space) {
        return space.items() - 1;
    }

    @Override
    public int inputColumns(Space space) {
        return space.places() - 1;
    }

    /**
     * A pass for permutations.
     *
     * @throws IllegalArgumentException when the space is another or masked, or an order has another size
     */
    @Override
    public Pass newPass(Space space) {
        if (!(space instanceof Permutations) || !space.allowed().isFull()) {
            throw new IllegalArgumentException("stick-breaking serves permutations without a mask, got " + space
                    + "; use "
                    + (space instanceof Categories ? "SimplexStickBreaking" : "rounding or the Sinkhorn operator"));
        }
        int n = space.items();
        return new StickBreakingPass(this, space, order("row", rowOrder, n), order("column", columnOrder, n));
    }

    private static int[] order(String name, Permutation order, int n) {
        if (order.order() != 0 && order.order() != n) {
            throw new IllegalArgumentException("the " + name + " order must have " + n + " entries, got " + order);
        }
        return (order.order() == 0 ? Permutation.identity(n) : order).places();
    }

    private static final class StickBreakingPass extends InvertiblePass {
        private static final double NARROWEST = 1e-100;
        private static final double NEGLIGIBLE = 1e-120;
        private static final double LARGEST_EXPONENT = 300;
        private static final double SMALL_PRODUCT = 1e-150;
        private static final double SUM_TOLERANCE = 1e-6;
        /** Which of the four candidates min(r, c, t, s) is the width of an interval. */
        private static final byte BY_ROW = 0;

        private static final byte BY_COLUMN = 1;
        private static final byte BY_OTHERS = 2;
        private static final byte BY_SUFFIX = 3;

        private final int n;
        private final int[] rows;
        private final int[] columns;
        private final double[] offset;
        private final double[] fraction;
        private final double[] width;
        private final byte[] arm;
        private final boolean[] pushed;
        private final double[] column;
        private final double[] suffix;
        private double logAbsDetJacobian;

        StickBreakingPass(StickBreaking relaxation, Space space, int[] rows, int[] columns) {
            super(relaxation, space);
            n = space.items();
            this.rows = rows;
            this.columns = columns;
            int free = (n - 1) * (n - 1);
            offset = new double[free];
            fraction = new double[free];
            width = new double[free];
            arm = new byte[free];
            pushed = new boolean[free];
            column = new double[n];
            suffix = new double[n];
            DMatrixRMaj uniform = new DMatrixRMaj(n, n);
            uniform.fill(1.0 / n);
            DMatrixRMaj center = new DMatrixRMaj(n - 1, n - 1);
            invert(uniform, 1, center);
            System.arraycopy(center.data, 0, offset, 0, free);
        }

        @Override
        protected void map(DMatrixRMaj psi, double temperature, DMatrixRMaj x) {
            Arrays.fill(column, 1);
            double logSum = 0;
            double product = 1;
            for (int k = 0; k < n - 1; k++) {
                sumColumnsFromTheRight();
                double r = 1;
                double t = n - 1 - k;
                int row = rows[k] * n;
                for (int l = 0; l < n - 1; l++) {
                    int e = k * (n - 1) + l;
                    double c = column[l];
                    double w = chooseWidth(e, r, c, t, suffix[l]);
                    double z = psi.data[e] / temperature + offset[e];
                    double small = Math.abs(z) >= LARGEST_EXPONENT ? 0 : Math.exp(-Math.abs(z));
                    double high = 1 / (1 + small);
                    double low = small * high;
                    double b = z >= 0 ? high : low;
                    double rest = flushed((z >= 0 ? low : high) * w);
                    double part = flushed(b * w);
                    fraction[e] = b;
                    logSum -= Math.abs(z);
                    // log(w b (1 - b)) by one logarithm for many entries
                    product *= Math.max(w, NARROWEST) * high * high;
                    if (product < SMALL_PRODUCT) {
                        logSum += Math.log(product);
                        product = 1;
                    }
                    x.data[row + columns[l]] = t < c ? (c - t) + part : part;
                    // the three remainders as sums of terms that are never negative, so that they stay exact when small
                    column[l] = r < c ? (c - r) + rest : rest;
                    r = r < c ? rest : (r - c) + rest;
                    t = t < c ? part : (t - c) + part;
                }
                x.data[row + columns[n - 1]] = r;
                column[n - 1] = t;
            }
            for (int l = 0; l < n; l++) {
                x.data[rows[n - 1] * n + columns[l]] = column[l];
            }
            logAbsDetJacobian = logSum + Math.log(product) - (n - 1) * (n - 1) * Math.log(temperature);
        }

        /** Zero in the place of remainders that no longer matter, before they become subnormal and slow. */
        private static double flushed(double remainder) {
            return remainder < NEGLIGIBLE ? 0 : remainder;
        }

        /** suffix[l] = what the columns after l have left, before this row. */
        private void sumColumnsFromTheRight() {
            double sum = 0;
            for (int l = n - 1; l >= 0; l--) {
                suffix[l] = sum;
                sum += column[l];
            }
        }

        /** The width of the interval, min(r, c, t, s), remembered with its arm for the way back. */
        private double chooseWidth(int e, double r, double c, double t, double s) {
            double w = r;
            byte by = BY_ROW;
            if (c < w) {
                w = c;
                by = BY_COLUMN;
            }
            if (t < w) {
                w = t;
                by = BY_OTHERS;
            }
            if (s < w) {
                w = s;
                by = BY_SUFFIX;
            }
            width[e] = w;
            arm[e] = by;
            pushed[e] = t < c;
            return w;
        }

        @Override
        protected double logDeterminant(double temperature) {
            return logAbsDetJacobian;
        }

        @Override
        protected void pullBack(
                DMatrixRMaj xAdjoint, double logDetAdjoint, double temperature, DMatrixRMaj psiAdjoint) {
            // column now holds the adjoints of what the columns have left
            for (int l = 0; l < n; l++) {
                column[l] = xAdjoint.data[rows[n - 1] * n + columns[l]];
            }
            for (int k = n - 2; k >= 0; k--) {
                int row = rows[k] * n;
                double r = xAdjoint.data[row + columns[n - 1]];
                double t = column[n - 1];
                column[n - 1] = 0;
                for (int l = n - 2; l >= 0; l--) {
                    int e = k * (n - 1) + l;
                    double b = fraction[e];
                    double w = width[e];
                    double x = xAdjoint.data[row + columns[l]] - r - column[l] + t;
                    double c = column[l] - t;
                    double wAdjoint = x * b + (w > NARROWEST ? logDetAdjoint / w : 0);
                    psiAdjoint.data[e] = (x * w * b * (1 - b) + logDetAdjoint * (1 - 2 * b)) / temperature;
                    if (pushed[e]) {
                        c += x;
                        t -= x;
                    }
                    switch (arm[e]) {
                        case BY_ROW -> r += wAdjoint;
                        case BY_COLUMN -> c += wAdjoint;
                        case BY_OTHERS -> t += wAdjoint;
                        default -> {
                            r += wAdjoint;
                            t += wAdjoint;
                            c -= wAdjoint;
                        }
                    }
                    column[l] = c;
                }
            }
        }

        @Override
        protected void invert(DMatrixRMaj x, double temperature, DMatrixRMaj psi) {
            requireDoublyStochastic(x);
            double[] left = new double[n];
            Arrays.fill(left, 1);
            for (int k = 0; k < n - 1; k++) {
                double r = 1;
                double t = n - 1 - k;
                for (int l = 0; l < n - 1; l++) {
                    int e = k * (n - 1) + l;
                    double entry = x.data[rows[k] * n + columns[l]];
                    double lower = Math.max(0, left[l] - t);
                    double upper = Math.min(r, left[l]);
                    if (!(lower < entry && entry < upper)) {
                        throw new IllegalArgumentException("x must lie inside the Birkhoff polytope: entry (" + rows[k]
                                + ", " + columns[l] + ") must be in (" + lower + ", " + upper + "), got " + entry);
                    }
                    double logit = Math.log((entry - lower) / (upper - entry));
                    psi.data[e] = temperature * (logit - offset[e]);
                    left[l] -= entry;
                    r -= entry;
                    t -= left[l];
                }
                left[n - 1] -= x.data[rows[k] * n + columns[n - 1]];
            }
        }

        private void requireDoublyStochastic(DMatrixRMaj x) {
            for (int i = 0; i < n; i++) {
                double rowSum = 0;
                double columnSum = 0;
                for (int j = 0; j < n; j++) {
                    rowSum += x.data[i * n + j];
                    columnSum += x.data[j * n + i];
                }
                if (!(Math.abs(rowSum - 1) < SUM_TOLERANCE && Math.abs(columnSum - 1) < SUM_TOLERANCE)) {
                    throw new IllegalArgumentException("rows and columns of x must sum to one, got " + rowSum
                            + " for row " + i + " and " + columnSum + " for column " + i);
                }
            }
        }
    }
}
