package io.permvi.applications.worms;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The Bayesian linear regression of one neuron on its synaptic neighbors, as a state that can be updated: the precision
 * matrix p = G + ratio I of its weights, the inverse of p, the cross products b with the target, and what the evidence
 * needs of them. When the data of one or two regressors change, everything follows from the old inverse in O(k^2).
 */
final class DynamicsRow {
    /** Updates after which the inverse is computed anew, so that rounding errors cannot build up. */
    private static final int REFRESH = 100;

    final int[] neighbors;
    final int k;
    final double[][] precision;
    final double[][] inverse;
    final double[] cross;
    final double[] mean;
    double logDeterminant;
    double quadratic;
    double targetSquares;
    int samples;
    double evidence;

    /** A candidate state of this row: what the exchange under consideration would make of it. */
    final double[][] newColumns;

    final double[] newCross;
    int firstPosition;
    int secondPosition;
    double newLogDeterminant;
    double newQuadratic;
    double newTargetSquares;
    int newSamples;
    double newEvidence;

    private final double[] work;
    private final double[] workTwo;
    private int updates;

    DynamicsRow(int[] neighbors) {
        this.neighbors = neighbors;
        k = neighbors.length;
        precision = new double[k][k];
        inverse = new double[k][k];
        cross = new double[k];
        mean = new double[k];
        newColumns = new double[2][k];
        newCross = new double[k];
        work = new double[k];
        workTwo = new double[k];
    }

    /** Whether the next change should rebuild the row from the data. */
    boolean isStale() {
        return updates >= REFRESH;
    }

    /** Inverts {@link #precision} and derives the rest from {@link #cross}; O(k^3). */
    void rebuild() {
        logDeterminant = SymmetricInverse.invert(precision, inverse, k);
        updates = 0;
        refreshMean();
    }

    private void refreshMean() {
        multiply(inverse, cross, mean);
        quadratic = dot(cross, mean);
    }

    /** Candidate: other cross products (another target), the same regressors. */
    void considerCross() {
        multiply(inverse, newCross, work);
        newQuadratic = dot(newCross, work);
        newLogDeterminant = logDeterminant;
    }

    /** Takes over the candidate of {@link #considerCross}. */
    void takeCross() {
        System.arraycopy(newCross, 0, cross, 0, k);
        refreshMean();
    }

    /** Candidate: column {@code newColumns[0]} and cross product {@code b} at one position. */
    void considerOne(int position, double b) {
        double[] column = newColumns[0];
        double diagonal = column[position];
        column[position] = 0;
        multiply(inverse, column, work);
        double scale = 1 / inverse[position][position];
        double along = work[position];
        double schur = diagonal - dot(column, work) + along * along * scale;
        double explained = dot(column, mean) - along * scale * mean[position];
        column[position] = diagonal;
        double residual = b - explained;
        newLogDeterminant = logDeterminant + Math.log(schur * inverse[position][position]);
        newQuadratic = quadratic - mean[position] * mean[position] * scale + residual * residual / schur;
        firstPosition = position;
        secondPosition = -1;
        newCross[0] = b;
    }

    /** Candidate: both new columns and cross products, at positions i and j; the entry between them stays. */
    void considerTwo(int i, int j, double bi, double bj) {
        double[] first = newColumns[0];
        double[] second = newColumns[1];
        double dii = first[i];
        double djj = second[j];
        double dij = first[j];
        first[i] = 0;
        first[j] = 0;
        second[i] = 0;
        second[j] = 0;
        multiply(inverse, first, work);
        multiply(inverse, second, workTwo);
        // the block of the inverse at (i, j), its inverse h, and the Schur complement s of the new columns
        double sii = inverse[i][i];
        double sij = inverse[i][j];
        double sjj = inverse[j][j];
        double block = sii * sjj - sij * sij;
        double hii = sjj / block;
        double hij = -sij / block;
        double hjj = sii / block;
        double wi = work[i];
        double wj = work[j];
        double vi = workTwo[i];
        double vj = workTwo[j];
        double schurI = dii - dot(first, work) + form(wi, wj, wi, wj, hii, hij, hjj);
        double schurIj = dij - dot(second, work) + form(wi, wj, vi, vj, hii, hij, hjj);
        double schurJ = djj - dot(second, workTwo) + form(vi, vj, vi, vj, hii, hij, hjj);
        double ri = bi - dot(first, mean) + form(wi, wj, mean[i], mean[j], hii, hij, hjj);
        double rj = bj - dot(second, mean) + form(vi, vj, mean[i], mean[j], hii, hij, hjj);
        double schur = schurI * schurJ - schurIj * schurIj;
        newLogDeterminant = logDeterminant + Math.log(schur * block);
        newQuadratic = quadratic
                - form(mean[i], mean[j], mean[i], mean[j], hii, hij, hjj)
                + form(ri, rj, ri, rj, schurJ / schur, -schurIj / schur, schurI / schur);
        first[i] = dii;
        first[j] = dij;
        second[i] = dij;
        second[j] = djj;
        firstPosition = i;
        secondPosition = j;
        newCross[0] = bi;
        newCross[1] = bj;
    }

    /**
     * Takes over the candidate of {@link #considerOne} or {@link #considerTwo}.
     *
     * @param between for two positions, the entry between them while both hold the data of the first newcomer
     */
    void takeColumns(double between) {
        if (secondPosition < 0) {
            replaceColumn(firstPosition, newColumns[0]);
            cross[firstPosition] = newCross[0];
        } else {
            double last = newColumns[0][secondPosition];
            newColumns[0][secondPosition] = between;
            replaceColumn(firstPosition, newColumns[0]);
            newColumns[0][secondPosition] = last;
            replaceColumn(secondPosition, newColumns[1]);
            cross[firstPosition] = newCross[0];
            cross[secondPosition] = newCross[1];
        }
        logDeterminant = newLogDeterminant;
        updates++;
        refreshMean();
    }

    /** Replaces row and column i of the precision and updates the inverse: two rank-one corrections. */
    private void replaceColumn(int i, double[] column) {
        double diagonal = column[i];
        column[i] = 0;
        multiply(inverse, column, work);
        double[] old = workTwo;
        System.arraycopy(inverse[i], 0, old, 0, k);
        double scale = 1 / old[i];
        double along = work[i] * scale;
        double schur = diagonal;
        for (int r = 0; r < k; r++) {
            work[r] -= along * old[r];
            schur -= column[r] * work[r];
        }
        work[i] = -1;
        for (int r = 0; r < k; r++) {
            double[] row = inverse[r];
            double minus = -old[r] * scale;
            double plus = work[r] / schur;
            for (int c = 0; c < k; c++) {
                row[c] += minus * old[c] + plus * work[c];
            }
        }
        column[i] = diagonal;
        for (int r = 0; r < k; r++) {
            precision[r][i] = column[r];
            precision[i][r] = column[r];
        }
    }

    /** What the weights leave of the target in one worm, on average over their posterior at a variance of the noise. */
    double squaresLeft(double targetSquares, double[] products, double[][] lagged, int[] cell, double noise) {
        double left = targetSquares;
        for (int c = 0; c < k; c++) {
            double[] own = lagged[cell[neighbors[c]]];
            left -= 2 * mean[c] * products[cell[neighbors[c]]];
            for (int d = 0; d < k; d++) {
                left += own[cell[neighbors[d]]] * (mean[c] * mean[d] + noise * inverse[c][d]);
            }
        }
        return left;
    }

    /** A Gaussian draw whose covariance is the inverse of the precision; the factor is a buffer. */
    void drawNoise(RandomGenerator rng, double[][] factor, double[] draw) {
        SymmetricInverse.factor(precision, factor, k);
        for (int c = k - 1; c >= 0; c--) {
            double sum = rng.nextGaussian();
            for (int l = c + 1; l < k; l++) {
                sum -= factor[l][c] * draw[l];
            }
            draw[c] = sum / factor[c][c];
        }
    }

    /** (a, b) h (c, d)' for a symmetric 2 by 2 matrix h. */
    private static double form(double a, double b, double c, double d, double hii, double hij, double hjj) {
        return a * (hii * c + hij * d) + b * (hij * c + hjj * d);
    }

    /** As a sum of columns: that loop vectorizes, a row dot does not. */
    private static void multiply(double[][] symmetric, double[] x, double[] y) {
        int k = x.length;
        Arrays.fill(y, 0);
        for (int r = 0; r < k; r++) {
            double factor = x[r];
            double[] row = symmetric[r];
            for (int c = 0; c < k; c++) {
                y[c] += factor * row[c];
            }
        }
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int c = 0; c < x.length; c++) {
            sum += x[c] * y[c];
        }
        return sum;
    }
}
