package io.permvi.relaxations.autodiff;

import io.permvi.relaxations.linalg.MatrixProducts;

/** Products of matrices, and the transpose. */
enum MatrixOperation implements Operation {
    PRODUCT {
        @Override
        public void forward(Var output) {
            MatrixProducts.multiply(output.input(0).value(), output.input(1).value(), output.value());
        }

        @Override
        public void backward(Var output) {
            Var left = output.input(0);
            Var right = output.input(1);
            if (left.needsAdjoint()) {
                MatrixProducts.multiply(false, true, 1, output.adjoint(), right.value(), 1, left.adjoint());
            }
            if (right.needsAdjoint()) {
                MatrixProducts.multiply(true, false, 1, left.value(), output.adjoint(), 1, right.adjoint());
            }
        }
    },
    TRANSPOSE {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            double[] y = output.value().data;
            int m = output.columns();
            int n = output.rows();
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    y[j * m + i] = x[i * n + j];
                }
            }
        }

        @Override
        public void backward(Var output) {
            double[] dx = output.input(0).adjoint().data;
            double[] dy = output.adjoint().data;
            int m = output.columns();
            int n = output.rows();
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    dx[i * n + j] += dy[j * m + i];
                }
            }
        }
    },
    INNER_PRODUCT {
        @Override
        public void forward(Var output) {
            output.value().data[0] = innerProduct(output.input(0), output.input(1));
        }

        @Override
        public void backward(Var output) {
            double adjoint = output.adjoint().data[0];
            Accumulation.add(adjoint, output.input(1).value(), output.input(0));
            Accumulation.add(adjoint, output.input(0).value(), output.input(1));
        }
    },
    SCALED {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            double[] y = output.value().data;
            double factor = output.input(1).scalar();
            for (int i = 0; i < output.value().getNumElements(); i++) {
                y[i] = factor * x[i];
            }
        }

        @Override
        public void backward(Var output) {
            Var factor = output.input(1);
            Accumulation.add(factor.scalar(), output.adjoint(), output.input(0));
            if (factor.needsAdjoint()) {
                double sum = 0;
                double[] x = output.input(0).value().data;
                double[] dy = output.adjoint().data;
                for (int i = 0; i < output.value().getNumElements(); i++) {
                    sum += x[i] * dy[i];
                }
                factor.adjoint().data[0] += sum;
            }
        }
    };

    private static double innerProduct(Var a, Var b) {
        double[] x = a.value().data;
        double[] y = b.value().data;
        double sum = 0;
        for (int i = 0; i < a.value().getNumElements(); i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
