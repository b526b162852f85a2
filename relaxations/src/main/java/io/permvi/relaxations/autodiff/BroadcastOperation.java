package io.permvi.relaxations.autodiff;

import java.util.Arrays;

/** A matrix with a row, a column or a number that meets each of its rows, columns or entries. */
enum BroadcastOperation implements Operation {
    PLUS_ROW {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            double[] row = output.input(1).value().data;
            double[] y = output.value().data;
            int n = output.columns();
            for (int i = 0; i < output.rows(); i++) {
                for (int j = 0; j < n; j++) {
                    y[i * n + j] = x[i * n + j] + row[j];
                }
            }
        }

        @Override
        public void backward(Var output) {
            Accumulation.add(1, output.adjoint(), output.input(0));
            if (output.input(1).needsAdjoint()) {
                double[] dy = output.adjoint().data;
                double[] dRow = output.input(1).adjoint().data;
                int n = output.columns();
                for (int i = 0; i < output.rows(); i++) {
                    for (int j = 0; j < n; j++) {
                        dRow[j] += dy[i * n + j];
                    }
                }
            }
        }
    },
    PLUS_COLUMN {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            double[] y = output.value().data;
            int n = output.columns();
            for (int i = 0; i < output.rows(); i++) {
                double entry = output.input(1).value().data[i];
                for (int j = i * n; j < (i + 1) * n; j++) {
                    y[j] = x[j] + entry;
                }
            }
        }

        @Override
        public void backward(Var output) {
            Accumulation.add(1, output.adjoint(), output.input(0));
            if (output.input(1).needsAdjoint()) {
                double[] dy = output.adjoint().data;
                double[] dColumn = output.input(1).adjoint().data;
                int n = output.columns();
                for (int i = 0; i < output.rows(); i++) {
                    double sum = 0;
                    for (int j = i * n; j < (i + 1) * n; j++) {
                        sum += dy[j];
                    }
                    dColumn[i] += sum;
                }
            }
        }
    },
    TIMES_ROW {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            double[] row = output.input(1).value().data;
            double[] y = output.value().data;
            int n = output.columns();
            for (int i = 0; i < output.rows(); i++) {
                for (int j = 0; j < n; j++) {
                    y[i * n + j] = x[i * n + j] * row[j];
                }
            }
        }

        @Override
        public void backward(Var output) {
            double[] dy = output.adjoint().data;
            int n = output.columns();
            if (output.input(0).needsAdjoint()) {
                double[] dx = output.input(0).adjoint().data;
                double[] row = output.input(1).value().data;
                for (int i = 0; i < output.rows(); i++) {
                    for (int j = 0; j < n; j++) {
                        dx[i * n + j] += dy[i * n + j] * row[j];
                    }
                }
            }
            if (output.input(1).needsAdjoint()) {
                double[] x = output.input(0).value().data;
                double[] dRow = output.input(1).adjoint().data;
                for (int i = 0; i < output.rows(); i++) {
                    for (int j = 0; j < n; j++) {
                        dRow[j] += dy[i * n + j] * x[i * n + j];
                    }
                }
            }
        }
    },
    TIMES_COLUMN {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            double[] y = output.value().data;
            int n = output.columns();
            for (int i = 0; i < output.rows(); i++) {
                double entry = output.input(1).value().data[i];
                for (int j = i * n; j < (i + 1) * n; j++) {
                    y[j] = x[j] * entry;
                }
            }
        }

        @Override
        public void backward(Var output) {
            Var matrix = output.input(0);
            Var column = output.input(1);
            double[] x = matrix.value().data;
            double[] dy = output.adjoint().data;
            int n = output.columns();
            for (int i = 0; i < output.rows(); i++) {
                double entry = column.value().data[i];
                double sum = 0;
                for (int j = i * n; j < (i + 1) * n; j++) {
                    sum += dy[j] * x[j];
                }
                if (column.needsAdjoint()) {
                    column.adjoint().data[i] += sum;
                }
                for (int j = i * n; matrix.needsAdjoint() && j < (i + 1) * n; j++) {
                    matrix.adjoint().data[j] += dy[j] * entry;
                }
            }
        }
    },
    SPREAD {
        @Override
        public void forward(Var output) {
            Arrays.fill(
                    output.value().data,
                    0,
                    output.value().getNumElements(),
                    output.input(0).scalar());
        }

        @Override
        public void backward(Var output) {
            double sum = 0;
            for (int i = 0; i < output.value().getNumElements(); i++) {
                sum += output.adjoint().data[i];
            }
            output.input(0).adjoint().data[0] += sum;
        }
    }
}
