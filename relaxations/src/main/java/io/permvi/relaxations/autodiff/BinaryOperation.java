package io.permvi.relaxations.autodiff;

import org.ejml.data.DMatrixRMaj;

/** Functions of the entries of two matrices of one shape. */
enum BinaryOperation implements Operation {
    PLUS {
        @Override
        void apply(double[] a, double[] b, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = a[i] + b[i];
            }
        }

        @Override
        public void backward(Var output) {
            Accumulation.add(1, output.adjoint(), output.input(0));
            Accumulation.add(1, output.adjoint(), output.input(1));
        }
    },
    MINUS {
        @Override
        void apply(double[] a, double[] b, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = a[i] - b[i];
            }
        }

        @Override
        public void backward(Var output) {
            Accumulation.add(1, output.adjoint(), output.input(0));
            Accumulation.add(-1, output.adjoint(), output.input(1));
        }
    },
    TIMES {
        @Override
        void apply(double[] a, double[] b, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = a[i] * b[i];
            }
        }

        @Override
        public void backward(Var output) {
            Accumulation.addProduct(1, output.adjoint(), output.input(1).value(), output.input(0));
            Accumulation.addProduct(1, output.adjoint(), output.input(0).value(), output.input(1));
        }
    },
    DIVIDED {
        @Override
        void apply(double[] a, double[] b, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = a[i] / b[i];
            }
        }

        @Override
        public void backward(Var output) {
            pullBackQuotient(output.adjoint(), output.value(), output.input(0), output.input(1));
        }
    },
    MAXIMUM {
        @Override
        void apply(double[] a, double[] b, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = Math.max(a[i], b[i]);
            }
        }

        @Override
        public void backward(Var output) {
            pullBackChoice(output);
        }
    },
    MINIMUM {
        @Override
        void apply(double[] a, double[] b, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = Math.min(a[i], b[i]);
            }
        }

        @Override
        public void backward(Var output) {
            pullBackChoice(output);
        }
    };

    abstract void apply(double[] a, double[] b, double[] y, int n);

    @Override
    public void forward(Var output) {
        apply(
                output.input(0).value().data,
                output.input(1).value().data,
                output.value().data,
                output.value().getNumElements());
    }

    private static void pullBackQuotient(DMatrixRMaj adjoint, DMatrixRMaj quotient, Var above, Var below) {
        double[] dy = adjoint.data;
        double[] y = quotient.data;
        double[] b = below.value().data;
        int n = adjoint.getNumElements();
        if (above.needsAdjoint()) {
            double[] da = above.adjoint().data;
            for (int i = 0; i < n; i++) {
                da[i] += dy[i] / b[i];
            }
        }
        if (below.needsAdjoint()) {
            double[] db = below.adjoint().data;
            for (int i = 0; i < n; i++) {
                db[i] -= dy[i] * y[i] / b[i];
            }
        }
    }

    /** To whichever input the output equals, the first if both. */
    private static void pullBackChoice(Var output) {
        Var first = output.input(0);
        Var second = output.input(1);
        for (int i = 0; i < output.value().getNumElements(); i++) {
            Var chosen = output.value().data[i] == first.value().data[i] ? first : second;
            if (chosen.needsAdjoint()) {
                chosen.adjoint().data[i] += output.adjoint().data[i];
            }
        }
    }
}
