package io.permvi.models;

import org.ejml.data.DMatrixRMaj;

/**
 * Where the entries of a real latent lie, with a smooth map from unconstrained numbers onto it. What moves freely (a
 * Gaussian factor, a chain) works on those, and adds the log of the map's Jacobian determinant to the log density.
 */
public sealed interface Domain {
    /** Every number; the map is the identity. */
    static Domain reals() {
        return new Reals();
    }

    /** Above 0, by the exponential. */
    static Domain positive() {
        return new Above(0);
    }

    /** Above a number, by the exponential. */
    static Domain above(double least) {
        return new Above(least);
    }

    /** Between two numbers, by the logistic function. */
    static Domain between(double least, double most) {
        return new Between(least, most);
    }

    /** Rows above 0 that sum to one, by the softmax of the row with a last entry 0; one number less than entries. */
    static Domain simplex() {
        return new Simplex();
    }

    /** Whether every matrix lies in it. */
    default boolean isReals() {
        return false;
    }

    /** The number of unconstrained columns behind so many columns. */
    default int freeColumns(int columns) {
        return columns;
    }

    /**
     * Maps unconstrained numbers into the domain.
     *
     * @param free Not modified.
     * @param z Modified.
     * @return the log of the Jacobian determinant
     */
    double map(DMatrixRMaj free, DMatrixRMaj z);

    /**
     * Pulls a gradient back and adds that of the log Jacobian determinant.
     *
     * @param z as {@link #map} left it. Not modified.
     * @param zAdjoint the gradient with respect to z. Not modified.
     * @param freeAdjoint the sum of both with respect to the unconstrained numbers. Modified.
     */
    void pullBack(DMatrixRMaj z, DMatrixRMaj zAdjoint, DMatrixRMaj freeAdjoint);

    /**
     * The unconstrained numbers behind a value.
     *
     * @param z within the domain. Not modified.
     * @param free Modified.
     * @throws IllegalArgumentException when an entry is outside of the domain
     */
    void inverse(DMatrixRMaj z, DMatrixRMaj free);

    /**
     * How far a value moves with an unconstrained number, for spreads: dz / d free, entry by entry.
     *
     * @param z Not modified.
     */
    double slope(DMatrixRMaj z, int row, int column);

    private static void require(boolean inside, Domain domain, double value) {
        if (!inside) {
            throw new IllegalArgumentException("a value of a latent that is " + domain + " cannot be " + value);
        }
    }

    /** Every number. */
    record Reals() implements Domain {
        @Override
        public boolean isReals() {
            return true;
        }

        @Override
        public double map(DMatrixRMaj free, DMatrixRMaj z) {
            z.setTo(free);
            return 0;
        }

        @Override
        public void pullBack(DMatrixRMaj z, DMatrixRMaj zAdjoint, DMatrixRMaj freeAdjoint) {
            freeAdjoint.setTo(zAdjoint);
        }

        @Override
        public void inverse(DMatrixRMaj z, DMatrixRMaj free) {
            free.setTo(z);
        }

        @Override
        public double slope(DMatrixRMaj z, int row, int column) {
            return 1;
        }

        @Override
        public String toString() {
            return "real";
        }
    }

    /**
     * Above a number: {@code z = least + exp(u)}.
     *
     * @param least the bound
     */
    record Above(double least) implements Domain {
        /** Checks the bound. */
        public Above {
            if (!Double.isFinite(least)) {
                throw new IllegalArgumentException("the least value must be finite, got " + least);
            }
        }

        @Override
        public double map(DMatrixRMaj free, DMatrixRMaj z) {
            double logJacobian = 0;
            for (int e = 0; e < z.getNumElements(); e++) {
                z.data[e] = least + Math.exp(free.data[e]);
                logJacobian += free.data[e];
            }
            return logJacobian;
        }

        @Override
        public void pullBack(DMatrixRMaj z, DMatrixRMaj zAdjoint, DMatrixRMaj freeAdjoint) {
            for (int e = 0; e < z.getNumElements(); e++) {
                freeAdjoint.data[e] = zAdjoint.data[e] * (z.data[e] - least) + 1;
            }
        }

        @Override
        public void inverse(DMatrixRMaj z, DMatrixRMaj free) {
            for (int e = 0; e < z.getNumElements(); e++) {
                require(z.data[e] > least && z.data[e] < Double.POSITIVE_INFINITY, this, z.data[e]);
                free.data[e] = Math.log(z.data[e] - least);
            }
        }

        @Override
        public double slope(DMatrixRMaj z, int row, int column) {
            return z.get(row, column) - least;
        }

        @Override
        public String toString() {
            return "above " + least;
        }
    }

    /**
     * Between two numbers: {@code z = least + (most - least) / (1 + exp(-u))}.
     *
     * @param least the lower bound
     * @param most the upper bound
     */
    record Between(double least, double most) implements Domain {
        /** Checks the bounds. */
        public Between {
            if (!(Double.isFinite(least) && Double.isFinite(most) && least < most)) {
                throw new IllegalArgumentException("bounds must be finite and in order, got " + least + " and " + most);
            }
        }

        @Override
        public double map(DMatrixRMaj free, DMatrixRMaj z) {
            double logJacobian = z.getNumElements() * Math.log(most - least);
            for (int e = 0; e < z.getNumElements(); e++) {
                double small = Math.exp(-Math.abs(free.data[e]));
                double share = (free.data[e] >= 0 ? 1 : small) / (1 + small);
                z.data[e] = least + (most - least) * share;
                logJacobian -= Math.abs(free.data[e]) + 2 * Math.log1p(small);
            }
            return logJacobian;
        }

        @Override
        public void pullBack(DMatrixRMaj z, DMatrixRMaj zAdjoint, DMatrixRMaj freeAdjoint) {
            for (int e = 0; e < z.getNumElements(); e++) {
                double share = (z.data[e] - least) / (most - least);
                freeAdjoint.data[e] = zAdjoint.data[e] * (most - least) * share * (1 - share) + 1 - 2 * share;
            }
        }

        @Override
        public void inverse(DMatrixRMaj z, DMatrixRMaj free) {
            for (int e = 0; e < z.getNumElements(); e++) {
                require(z.data[e] > least && z.data[e] < most, this, z.data[e]);
                free.data[e] = Math.log(z.data[e] - least) - Math.log(most - z.data[e]);
            }
        }

        @Override
        public double slope(DMatrixRMaj z, int row, int column) {
            double value = z.get(row, column);
            return (value - least) * (most - value) / (most - least);
        }

        @Override
        public String toString() {
            return "between " + least + " and " + most;
        }
    }

    /** Rows on the simplex: {@code z_j = exp(u_j) / (1 + sum_k exp(u_k))}, the last one the rest (Aitchison 1982). */
    record Simplex() implements Domain {
        @Override
        public int freeColumns(int columns) {
            return columns - 1;
        }

        @Override
        public double map(DMatrixRMaj free, DMatrixRMaj z) {
            int n = z.numCols;
            double logJacobian = 0;
            for (int i = 0; i < z.numRows; i++) {
                double largest = 0;
                for (int j = 0; j < n - 1; j++) {
                    largest = Math.max(largest, free.get(i, j));
                }
                double sum = 0;
                for (int j = 0; j < n; j++) {
                    double u = (j < n - 1 ? free.get(i, j) : 0) - largest;
                    logJacobian += u;
                    sum += Math.exp(u);
                    z.set(i, j, Math.exp(u));
                }
                logJacobian -= n * Math.log(sum);
                for (int j = 0; j < n; j++) {
                    z.data[i * n + j] /= sum;
                }
            }
            return logJacobian;
        }

        @Override
        public void pullBack(DMatrixRMaj z, DMatrixRMaj zAdjoint, DMatrixRMaj freeAdjoint) {
            int n = z.numCols;
            for (int i = 0; i < z.numRows; i++) {
                double mean = 0;
                for (int j = 0; j < n; j++) {
                    mean += z.get(i, j) * zAdjoint.get(i, j);
                }
                for (int j = 0; j < n - 1; j++) {
                    freeAdjoint.set(i, j, z.get(i, j) * (zAdjoint.get(i, j) - mean) + 1 - n * z.get(i, j));
                }
            }
        }

        @Override
        public void inverse(DMatrixRMaj z, DMatrixRMaj free) {
            for (int i = 0; i < z.numRows; i++) {
                double sum = 0;
                for (int j = 0; j < z.numCols; j++) {
                    require(z.get(i, j) > 0, this, z.get(i, j));
                    sum += z.get(i, j);
                }
                if (Math.abs(sum - 1) > 1e-6) {
                    throw new IllegalArgumentException("a row on the simplex must sum to 1, got " + sum);
                }
                for (int j = 0; j < free.numCols; j++) {
                    free.set(i, j, Math.log(z.get(i, j)) - Math.log(z.get(i, z.numCols - 1)));
                }
            }
        }

        @Override
        public double slope(DMatrixRMaj z, int row, int column) {
            return z.get(row, column) * (1 - z.get(row, column));
        }

        @Override
        public String toString() {
            return "on the simplex";
        }
    }
}
