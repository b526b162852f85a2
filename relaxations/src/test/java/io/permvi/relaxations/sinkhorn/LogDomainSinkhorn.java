package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.permutation.MatchingSpace;
import org.ejml.data.DMatrixRMaj;

/** The Sinkhorn iterations by log-sum-exp, step by step: slow and plain, the oracle of the fast ones. */
final class LogDomainSinkhorn {
    private LogDomainSinkhorn() {}

    static DMatrixRMaj run(MatchingSpace space, DMatrixRMaj psi, double temperature, int iterations) {
        int m = space.items();
        int n = space.places();
        boolean injection = !space.partial() && m < n;
        double[][] l = new double[m + 1][n + 1];
        for (int i = 0; i <= m; i++) {
            for (int j = 0; j <= n; j++) {
                boolean allowed = i < m && j < n && space.allowed().allows(i, j);
                boolean slack = space.partial() ? i == m || j == n : injection && i == m && j < n;
                l[i][j] = allowed ? psi.get(i, j) / temperature : slack ? 0 : Double.NEGATIVE_INFINITY;
            }
        }
        for (int k = 0; k < iterations; k++) {
            for (int i = 0; i < (injection ? m + 1 : m); i++) {
                shiftRow(l, i, i == m ? Math.log(n - m) : 0);
            }
            for (int j = 0; j < n; j++) {
                shiftColumn(l, j);
            }
        }
        DMatrixRMaj x = new DMatrixRMaj(m, n);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                x.set(i, j, Math.exp(l[i][j]));
            }
        }
        return x;
    }

    private static void shiftRow(double[][] l, int i, double logMass) {
        double shift = logMass - logSumExp(l[i]);
        for (int j = 0; j < l[i].length; j++) {
            // a slack column keeps its own potential 0: its entry moves with the row
            l[i][j] += shift;
        }
    }

    private static void shiftColumn(double[][] l, int j) {
        double[] column = new double[l.length];
        for (int i = 0; i < l.length; i++) {
            column[i] = l[i][j];
        }
        double shift = -logSumExp(column);
        for (double[] row : l) {
            row[j] += shift;
        }
    }

    private static double logSumExp(double[] values) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            largest = Math.max(largest, value);
        }
        double sum = 0;
        for (double value : values) {
            sum += Math.exp(value - largest);
        }
        return largest + Math.log(sum);
    }
}
