package io.permvi.relaxations.autodiff;

import org.apache.commons.math3.special.Gamma;

/** Functions of each entry; every constant has its own two loops, so that the compiler can vectorize them. */
enum UnaryOperation implements Operation {
    EXP(
            (x, y, n) -> {
                for (int i = 0; i < n; i++) {
                    y[i] = Math.exp(x[i]);
                }
            },
            (x, y, dy, dx, n) -> {
                for (int i = 0; i < n; i++) {
                    dx[i] += dy[i] * y[i];
                }
            }),
    LOG(
            (x, y, n) -> {
                for (int i = 0; i < n; i++) {
                    y[i] = Math.log(x[i]);
                }
            },
            (x, y, dy, dx, n) -> {
                for (int i = 0; i < n; i++) {
                    dx[i] += dy[i] / x[i];
                }
            }),
    SQUARE(
            (x, y, n) -> {
                for (int i = 0; i < n; i++) {
                    y[i] = x[i] * x[i];
                }
            },
            (x, y, dy, dx, n) -> {
                for (int i = 0; i < n; i++) {
                    dx[i] += 2 * dy[i] * x[i];
                }
            }),
    SQRT(
            (x, y, n) -> {
                for (int i = 0; i < n; i++) {
                    y[i] = Math.sqrt(x[i]);
                }
            },
            (x, y, dy, dx, n) -> {
                for (int i = 0; i < n; i++) {
                    dx[i] += 0.5 * dy[i] / y[i];
                }
            }),
    TANH(
            (x, y, n) -> {
                for (int i = 0; i < n; i++) {
                    y[i] = Math.tanh(x[i]);
                }
            },
            (x, y, dy, dx, n) -> {
                for (int i = 0; i < n; i++) {
                    dx[i] += dy[i] * (1 - y[i] * y[i]);
                }
            }),
    SIGMOID(
            (x, y, n) -> {
                for (int i = 0; i < n; i++) {
                    y[i] = sigmoid(x[i]);
                }
            },
            (x, y, dy, dx, n) -> {
                for (int i = 0; i < n; i++) {
                    dx[i] += dy[i] * y[i] * (1 - y[i]);
                }
            }),
    SOFTPLUS(
            (x, y, n) -> {
                for (int i = 0; i < n; i++) {
                    y[i] = Math.max(x[i], 0) + Math.log1p(Math.exp(-Math.abs(x[i])));
                }
            },
            (x, y, dy, dx, n) -> {
                // the slope is sigmoid(x) = 1 - exp(-softplus(x))
                for (int i = 0; i < n; i++) {
                    dx[i] += dy[i] * -Math.expm1(-y[i]);
                }
            }),
    RELU(
            (x, y, n) -> {
                for (int i = 0; i < n; i++) {
                    y[i] = Math.max(x[i], 0);
                }
            },
            (x, y, dy, dx, n) -> {
                for (int i = 0; i < n; i++) {
                    dx[i] += x[i] > 0 ? dy[i] : 0;
                }
            }),
    LOG1P(
            (x, y, n) -> {
                for (int i = 0; i < n; i++) {
                    y[i] = Math.log1p(x[i]);
                }
            },
            (x, y, dy, dx, n) -> {
                for (int i = 0; i < n; i++) {
                    dx[i] += dy[i] / (1 + x[i]);
                }
            }),
    EXPM1(
            (x, y, n) -> {
                for (int i = 0; i < n; i++) {
                    y[i] = Math.expm1(x[i]);
                }
            },
            (x, y, dy, dx, n) -> {
                for (int i = 0; i < n; i++) {
                    dx[i] += dy[i] * (y[i] + 1);
                }
            }),
    ABS(
            (x, y, n) -> {
                for (int i = 0; i < n; i++) {
                    y[i] = Math.abs(x[i]);
                }
            },
            (x, y, dy, dx, n) -> {
                for (int i = 0; i < n; i++) {
                    dx[i] += dy[i] * Math.signum(x[i]);
                }
            }),
    LOG_GAMMA(
            (x, y, n) -> {
                for (int i = 0; i < n; i++) {
                    y[i] = Gamma.logGamma(x[i]);
                }
            },
            (x, y, dy, dx, n) -> {
                for (int i = 0; i < n; i++) {
                    dx[i] += dy[i] * Gamma.digamma(x[i]);
                }
            });

    /** The images y of n entries x. */
    private interface Images {
        void write(double[] x, double[] y, int n);
    }

    /** Adds the adjoints dy of n images, times the slopes there, to dx. */
    private interface Pullback {
        void add(double[] x, double[] y, double[] dy, double[] dx, int n);
    }

    private final Images images;
    private final Pullback pullback;

    UnaryOperation(Images images, Pullback pullback) {
        this.images = images;
        this.pullback = pullback;
    }

    private static double sigmoid(double x) {
        // the exponential never overflows: its argument is never positive
        double e = Math.exp(-Math.abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }

    @Override
    public void forward(Var output) {
        images.write(
                output.input(0).value().data,
                output.value().data,
                output.value().getNumElements());
    }

    @Override
    public void backward(Var output) {
        Var x = output.input(0);
        pullback.add(
                x.value().data,
                output.value().data,
                output.adjoint().data,
                x.adjoint().data,
                output.value().getNumElements());
    }
}
