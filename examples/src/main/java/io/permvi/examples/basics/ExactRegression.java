package io.permvi.examples.basics;

import io.permvi.relaxations.counting.SpaceEnumeration;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.Arrays;
import org.apache.commons.math3.util.CombinatoricsUtils;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** A regression without order by visiting every permutation, coefficients integrated out, its noise over a grid. */
final class ExactRegression {
    private static final double STEP = 0.1;

    private ExactRegression() {}

    /** Answers y, rows of a, coefficients of a size. */
    static ExactAnswer of(DMatrixRMaj a, DMatrixRMaj y, double size) {
        int n = a.numRows;
        var product = new DMatrixRMaj(3, 3);
        CommonOps_DDRM.multTransA(a, a, product);
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(3, true, true);
        eigen.decompose(product);
        var rotated = new DMatrixRMaj(n, 3);
        double[] value = new double[3];
        for (int k = 0; k < 3; k++) {
            value[k] = eigen.getEigenvalue(k).real;
            var column = new DMatrixRMaj(n, 1);
            CommonOps_DDRM.mult(a, eigen.getEigenVector(k), column);
            CommonOps_DDRM.insert(column, rotated, 0, k);
        }
        double squares = CommonOps_DDRM.dot(y, y);
        var answer = new ExactAnswer(n);
        var x = new DMatrixRMaj(n, n);
        double[] moments = new double[3];
        SpaceEnumeration.forEach(MatchingSpace.permutations(n), places -> {
            Arrays.fill(moments, 0);
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < 3; k++) {
                    moments[k] += y.get(i) * rotated.get(places[i], k);
                }
            }
            Matching.toMatrix(places, x);
            answer.add(logIntegral(n, squares, value, moments, size) - CombinatoricsUtils.factorialLog(n), x);
        });
        return answer;
    }

    /** Over coefficients and noise, given A'P'y in the eigenvectors of A'A. */
    private static double logIntegral(int n, double squares, double[] value, double[] product, double size) {
        double sum = 0;
        for (double s = -5; s < 3; s += STEP) {
            double precision = Math.exp(-2 * s);
            double logTerm = -n * s - 0.5 * precision * squares - 0.5 * (s + 1) * (s + 1);
            for (int k = 0; k < 3; k++) {
                double posterior = value[k] * precision + 1 / (size * size);
                double weighted = precision * product[k];
                logTerm += 0.5 * (weighted * weighted / posterior - Math.log(posterior * size * size));
            }
            sum += Math.exp(logTerm);
        }
        return Math.log(sum * STEP) - 0.5 * (n + 1) * Math.log(2 * Math.PI);
    }
}
