package io.permvi.relaxations.autodiff;

import io.permvi.relaxations.linalg.LogSumExp;
import java.util.Arrays;

/** Sums over entries, rows or columns, and diagonals. */
enum ReductionOperation implements Operation {
    SUM {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            double sum = 0;
            for (int i = 0; i < output.input(0).value().getNumElements(); i++) {
                sum += x[i];
            }
            output.value().data[0] = sum;
        }

        @Override
        public void backward(Var output) {
            double adjoint = output.adjoint().data[0];
            double[] dx = output.input(0).adjoint().data;
            for (int i = 0; i < output.input(0).value().getNumElements(); i++) {
                dx[i] += adjoint;
            }
        }
    },
    SUM_OF_SQUARES {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            double sum = 0;
            for (int i = 0; i < output.input(0).value().getNumElements(); i++) {
                sum += x[i] * x[i];
            }
            output.value().data[0] = sum;
        }

        @Override
        public void backward(Var output) {
            Accumulation.add(2 * output.adjoint().data[0], output.input(0).value(), output.input(0));
        }
    },
    ROW_SUMS {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            double[] y = output.value().data;
            int n = output.input(0).columns();
            for (int i = 0; i < output.rows(); i++) {
                double sum = 0;
                for (int j = 0; j < n; j++) {
                    sum += x[i * n + j];
                }
                y[i] = sum;
            }
        }

        @Override
        public void backward(Var output) {
            double[] dx = output.input(0).adjoint().data;
            double[] dy = output.adjoint().data;
            int n = output.input(0).columns();
            for (int i = 0; i < output.rows(); i++) {
                for (int j = 0; j < n; j++) {
                    dx[i * n + j] += dy[i];
                }
            }
        }
    },
    COLUMN_SUMS {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            double[] y = output.value().data;
            int n = output.columns();
            Arrays.fill(y, 0, n, 0);
            for (int i = 0; i < output.input(0).rows(); i++) {
                for (int j = 0; j < n; j++) {
                    y[j] += x[i * n + j];
                }
            }
        }

        @Override
        public void backward(Var output) {
            double[] dx = output.input(0).adjoint().data;
            double[] dy = output.adjoint().data;
            int n = output.columns();
            for (int i = 0; i < output.input(0).rows(); i++) {
                for (int j = 0; j < n; j++) {
                    dx[i * n + j] += dy[j];
                }
            }
        }
    },
    LOG_SUM_EXP_ROWS {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            int n = output.input(0).columns();
            for (int i = 0; i < output.rows(); i++) {
                output.value().data[i] = LogSumExp.of(x, i * n, i * n + n);
            }
        }

        @Override
        public void backward(Var output) {
            double[] x = output.input(0).value().data;
            double[] dx = output.input(0).adjoint().data;
            int n = output.input(0).columns();
            for (int i = 0; i < output.rows(); i++) {
                double y = output.value().data[i];
                double dy = output.adjoint().data[i];
                for (int j = i * n; dy != 0 && j < (i + 1) * n; j++) {
                    dx[j] += dy * Math.exp(x[j] - y);
                }
            }
        }
    },
    CUMULATIVE_SUMS {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            int n = output.columns();
            for (int i = 0; i < output.rows(); i++) {
                double sum = 0;
                for (int j = i * n; j < (i + 1) * n; j++) {
                    sum += x[j];
                    output.value().data[j] = sum;
                }
            }
        }

        @Override
        public void backward(Var output) {
            double[] dx = output.input(0).adjoint().data;
            int n = output.columns();
            for (int i = 0; i < output.rows(); i++) {
                double sum = 0;
                for (int j = (i + 1) * n - 1; j >= i * n; j--) {
                    sum += output.adjoint().data[j];
                    dx[j] += sum;
                }
            }
        }
    },
    DIAGONAL {
        @Override
        public void forward(Var output) {
            int n = output.rows();
            for (int i = 0; i < n; i++) {
                output.value().data[i] = output.input(0).value().data[i * n + i];
            }
        }

        @Override
        public void backward(Var output) {
            int n = output.rows();
            for (int i = 0; i < n; i++) {
                output.input(0).adjoint().data[i * n + i] += output.adjoint().data[i];
            }
        }
    };
}
