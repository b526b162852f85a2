package io.permvi.inference.networks;

/** A function of each entry after a dense layer, whose slope is a function of its value. */
public enum Activation {
    /** x. */
    IDENTITY {
        @Override
        void apply(double[] y, int from, int to) {}

        @Override
        void timesSlope(double[] y, double[] dy, int n) {}
    },
    /** max(x, 0). */
    RELU {
        @Override
        void apply(double[] y, int from, int to) {
            for (int i = from; i < to; i++) {
                y[i] = Math.max(y[i], 0);
            }
        }

        @Override
        void timesSlope(double[] y, double[] dy, int n) {
            for (int i = 0; i < n; i++) {
                dy[i] = y[i] > 0 ? dy[i] : 0;
            }
        }
    },
    /** The hyperbolic tangent. */
    TANH {
        @Override
        void apply(double[] y, int from, int to) {
            for (int i = from; i < to; i++) {
                y[i] = Math.tanh(y[i]);
            }
        }

        @Override
        void timesSlope(double[] y, double[] dy, int n) {
            for (int i = 0; i < n; i++) {
                dy[i] *= 1 - y[i] * y[i];
            }
        }
    },
    /** log(1 + exp(x)). */
    SOFTPLUS {
        @Override
        void apply(double[] y, int from, int to) {
            for (int i = from; i < to; i++) {
                y[i] = Math.max(y[i], 0) + Math.log1p(Math.exp(-Math.abs(y[i])));
            }
        }

        @Override
        void timesSlope(double[] y, double[] dy, int n) {
            // the slope is sigmoid(x) = 1 - exp(-softplus(x))
            for (int i = 0; i < n; i++) {
                dy[i] *= -Math.expm1(-y[i]);
            }
        }
    };

    /** Replaces x by its image. */
    abstract void apply(double[] y, int from, int to);

    /** Multiplies an adjoint by the slope at the point whose image is y. */
    abstract void timesSlope(double[] y, double[] dy, int n);
}
