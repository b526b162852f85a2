package io.permvi.relaxations.autodiff;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.decomposition.lu.LUDecompositionAlt_DDRM;
import org.ejml.dense.row.linsol.lu.LinearSolverLu_DDRM;

/** What needs a decomposition of a square matrix; O(n^3), with small objects of the decomposition made in each pass. */
enum LinearOperation implements Operation {
    CHOLESKY {
        @Override
        public void forward(Var output) {
            int n = output.rows();
            double[] a = output.input(0).value().data;
            double[] l = output.value().data;
            Arrays.fill(l, 0, n * n, 0);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    double sum = 0.5 * (a[i * n + j] + a[j * n + i]);
                    for (int k = 0; k < j; k++) {
                        sum -= l[i * n + k] * l[j * n + k];
                    }
                    l[i * n + j] = i == j ? (sum > 0 ? Math.sqrt(sum) : Double.NaN) : sum / l[j * n + j];
                }
            }
        }

        /** The recursion run backwards (Murray 2016, section 3.1), then the mean of the result and its transpose. */
        @Override
        public void backward(Var output) {
            int n = output.rows();
            double[] l = output.value().data;
            double[] dl = output.adjoint().data.clone();
            double[] da = output.input(0).adjoint().data;
            for (int i = n - 1; i >= 0; i--) {
                for (int j = i; j >= 0; j--) {
                    double d = i == j ? 0.5 * dl[i * n + i] / l[i * n + i] : dl[i * n + j] / l[j * n + j];
                    if (i != j) {
                        dl[j * n + j] -= d * l[i * n + j];
                    }
                    for (int k = 0; k < j; k++) {
                        dl[i * n + k] -= d * l[j * n + k];
                        dl[j * n + k] -= d * l[i * n + k];
                    }
                    da[i * n + j] += 0.5 * d;
                    da[j * n + i] += 0.5 * d;
                }
            }
        }
    },
    SOLVE {
        @Override
        public void forward(Var output) {
            solve(output.input(0).value().copy(), output.input(1).value(), output.value());
        }

        @Override
        public void backward(Var output) {
            Var matrix = output.input(0);
            Var right = output.input(1);
            DMatrixRMaj pulled = output.adjoint().createLike();
            solve(CommonOps_DDRM.transpose(matrix.value(), null), output.adjoint(), pulled);
            Accumulation.add(1, pulled, right);
            if (matrix.needsAdjoint()) {
                CommonOps_DDRM.multAddTransB(-1, pulled, output.value(), matrix.adjoint());
            }
        }
    },
    LOG_DETERMINANT {
        @Override
        public void forward(Var output) {
            LUDecompositionAlt_DDRM lu = new LUDecompositionAlt_DDRM();
            lu.decompose(output.input(0).value().copy());
            DMatrixRMaj upper = lu.getUpper(null);
            double sum = 0;
            for (int i = 0; i < upper.numRows; i++) {
                sum += Math.log(Math.abs(upper.get(i, i)));
            }
            output.value().data[0] = sum;
        }

        @Override
        public void backward(Var output) {
            DMatrixRMaj a = output.input(0).value();
            DMatrixRMaj inverse = a.createLike();
            solve(CommonOps_DDRM.transpose(a, null), CommonOps_DDRM.identity(a.numRows), inverse);
            Accumulation.add(output.adjoint().data[0], inverse, output.input(0));
        }
    };

    /** x = A^-1 b, NaN where A is singular; A is overwritten. */
    static void solve(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj x) {
        LinearSolverLu_DDRM solver = new LinearSolverLu_DDRM(new LUDecompositionAlt_DDRM());
        if (!solver.setA(a) || !(solver.quality() > 0)) {
            CommonOps_DDRM.fill(x, Double.NaN);
            return;
        }
        solver.solve(b, x);
    }
}
