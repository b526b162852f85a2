package io.permvi.relaxations.autodiff;

/** A matrix and a plain number, which the node remembers. */
enum ScalarOperation implements Operation {
    TIMES {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            double[] y = output.value().data;
            double factor = output.constantScalar();
            for (int i = 0; i < output.value().getNumElements(); i++) {
                y[i] = factor * x[i];
            }
        }

        @Override
        public void backward(Var output) {
            Accumulation.add(output.constantScalar(), output.adjoint(), output.input(0));
        }
    },
    PLUS {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            double[] y = output.value().data;
            double summand = output.constantScalar();
            for (int i = 0; i < output.value().getNumElements(); i++) {
                y[i] = x[i] + summand;
            }
        }

        @Override
        public void backward(Var output) {
            Accumulation.add(1, output.adjoint(), output.input(0));
        }
    },
    POWER {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            double number = output.constantScalar();
            for (int i = 0; i < output.value().getNumElements(); i++) {
                output.value().data[i] = Math.pow(x[i], number);
            }
        }

        @Override
        public void backward(Var output) {
            double[] x = output.input(0).value().data;
            double[] dx = output.input(0).adjoint().data;
            double[] dy = output.adjoint().data;
            double number = output.constantScalar();
            for (int i = 0; i < output.value().getNumElements(); i++) {
                dx[i] += dy[i] * number * Math.pow(x[i], number - 1);
            }
        }
    },
    MAXIMUM {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            double number = output.constantScalar();
            for (int i = 0; i < output.value().getNumElements(); i++) {
                output.value().data[i] = Math.max(x[i], number);
            }
        }

        @Override
        public void backward(Var output) {
            double[] x = output.input(0).value().data;
            double[] dx = output.input(0).adjoint().data;
            double[] dy = output.adjoint().data;
            double number = output.constantScalar();
            for (int i = 0; i < output.value().getNumElements(); i++) {
                dx[i] += x[i] > number ? dy[i] : 0;
            }
        }
    },
    MINIMUM {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            double number = output.constantScalar();
            for (int i = 0; i < output.value().getNumElements(); i++) {
                output.value().data[i] = Math.min(x[i], number);
            }
        }

        @Override
        public void backward(Var output) {
            double[] x = output.input(0).value().data;
            double[] dx = output.input(0).adjoint().data;
            double[] dy = output.adjoint().data;
            double number = output.constantScalar();
            for (int i = 0; i < output.value().getNumElements(); i++) {
                dx[i] += x[i] < number ? dy[i] : 0;
            }
        }
    }
}
