package io.permvi.relaxations.autodiff;

import org.apache.commons.math3.special.Gamma;

/** Functions of each entry; every constant has its own two loops, so that the compiler can vectorize them. */
enum UnaryOperation implements Operation {
    EXP {
        @Override
        void apply(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = Math.exp(x[i]);
            }
        }

        @Override
        void pullBack(double[] x, double[] y, double[] dy, double[] dx, int n) {
            for (int i = 0; i < n; i++) {
                dx[i] += dy[i] * y[i];
            }
        }
    },
    LOG {
        @Override
        void apply(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = Math.log(x[i]);
            }
        }

        @Override
        void pullBack(double[] x, double[] y, double[] dy, double[] dx, int n) {
            for (int i = 0; i < n; i++) {
                dx[i] += dy[i] / x[i];
            }
        }
    },
    SQUARE {
        @Override
        void apply(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = x[i] * x[i];
            }
        }

        @Override
        void pullBack(double[] x, double[] y, double[] dy, double[] dx, int n) {
            for (int i = 0; i < n; i++) {
                dx[i] += 2 * dy[i] * x[i];
            }
        }
    },
    SQRT {
        @Override
        void apply(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = Math.sqrt(x[i]);
            }
        }

        @Override
        void pullBack(double[] x, double[] y, double[] dy, double[] dx, int n) {
            for (int i = 0; i < n; i++) {
                dx[i] += 0.5 * dy[i] / y[i];
            }
        }
    },
    TANH {
        @Override
        void apply(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = Math.tanh(x[i]);
            }
        }

        @Override
        void pullBack(double[] x, double[] y, double[] dy, double[] dx, int n) {
            for (int i = 0; i < n; i++) {
                dx[i] += dy[i] * (1 - y[i] * y[i]);
            }
        }
    },
    SIGMOID {
        @Override
        void apply(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = sigmoid(x[i]);
            }
        }

        @Override
        void pullBack(double[] x, double[] y, double[] dy, double[] dx, int n) {
            for (int i = 0; i < n; i++) {
                dx[i] += dy[i] * y[i] * (1 - y[i]);
            }
        }
    },
    SOFTPLUS {
        @Override
        void apply(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = Math.max(x[i], 0) + Math.log1p(Math.exp(-Math.abs(x[i])));
            }
        }

        @Override
        void pullBack(double[] x, double[] y, double[] dy, double[] dx, int n) {
            // the slope is sigmoid(x) = 1 - exp(-softplus(x))
            for (int i = 0; i < n; i++) {
                dx[i] += dy[i] * -Math.expm1(-y[i]);
            }
        }
    },
    RELU {
        @Override
        void apply(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = Math.max(x[i], 0);
            }
        }

        @Override
        void pullBack(double[] x, double[] y, double[] dy, double[] dx, int n) {
            for (int i = 0; i < n; i++) {
                dx[i] += x[i] > 0 ? dy[i] : 0;
            }
        }
    },
    LOG1P {
        @Override
        void apply(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = Math.log1p(x[i]);
            }
        }

        @Override
        void pullBack(double[] x, double[] y, double[] dy, double[] dx, int n) {
            for (int i = 0; i < n; i++) {
                dx[i] += dy[i] / (1 + x[i]);
            }
        }
    },
    EXPM1 {
        @Override
        void apply(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = Math.expm1(x[i]);
            }
        }

        @Override
        void pullBack(double[] x, double[] y, double[] dy, double[] dx, int n) {
            for (int i = 0; i < n; i++) {
                dx[i] += dy[i] * (y[i] + 1);
            }
        }
    },
    ABS {
        @Override
        void apply(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = Math.abs(x[i]);
            }
        }

        @Override
        void pullBack(double[] x, double[] y, double[] dy, double[] dx, int n) {
            for (int i = 0; i < n; i++) {
                dx[i] += dy[i] * Math.signum(x[i]);
            }
        }
    },
    LOG_GAMMA {
        @Override
        void apply(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = Gamma.logGamma(x[i]);
            }
        }

        @Override
        void pullBack(double[] x, double[] y, double[] dy, double[] dx, int n) {
            for (int i = 0; i < n; i++) {
                dx[i] += dy[i] * Gamma.digamma(x[i]);
            }
        }
    };

    private static double sigmoid(double x) {
        // the exponential never overflows: its argument is never positive
        double e = Math.exp(-Math.abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }

    abstract void apply(double[] x, double[] y, int n);

    abstract void pullBack(double[] x, double[] y, double[] dy, double[] dx, int n);

    @Override
    public void forward(Var output) {
        apply(output.input(0).value().data, output.value().data, output.value().getNumElements());
    }

    @Override
    public void backward(Var output) {
        Var x = output.input(0);
        pullBack(
                x.value().data,
                output.value().data,
                output.adjoint().data,
                x.adjoint().data,
                output.value().getNumElements());
    }
}
