package io.permvi.inference.factor;

import io.permvi.inference.optimize.Schedule;
import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.sorting.SortingRelaxation;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A {@link PlackettLuceFactor} whose score function has a relaxed control variate (REBAR; Tucker et al. 2017; for
 * Plackett-Luce Gadetsky et al., Low-variance black-box gradient estimates for the Plackett-Luce distribution, AAAI
 * 2020): the same distribution, an unbiased gradient that varies less. The relaxed point is a relaxation of sorting at
 * noisy utilities w that sort into the draw,
 *
 * <pre>  exp(-w_(i_p)) = sum over q up to p of E_q / sum_(l at q or later) exp theta_(i_l),     E_q exponential,</pre>
 *
 * and its energy moves with theta both as {@code w = theta + noise} and given the draw; the difference is added. One
 * evaluation of the model and its gradient more.
 *
 * @param factor the distribution
 * @param relaxation of sorting, for the relaxed point
 * @param scale weight of the control variate, above 0; 1 is the usual one
 * @param temperature of the relaxed point, by step
 */
public record ControlledPlackettLuce(
        PlackettLuceFactor factor, SortingRelaxation relaxation, double scale, Schedule temperature)
        implements ControlledFactor {

    /** Checks the scale. */
    public ControlledPlackettLuce {
        if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("control scale must be positive and finite, got " + scale);
        }
    }

    /** With scale 1 and temperature 1. */
    public ControlledPlackettLuce(PlackettLuceFactor factor, SortingRelaxation relaxation) {
        this(factor, relaxation, 1, Schedule.constant(1));
    }

    @Override
    public int noiseCount() {
        return 2 * factor.noiseCount();
    }

    @Override
    public void drawNoise(double[] noise, int offset, RandomGenerator rng) {
        factor.drawNoise(noise, offset, rng);
        for (int k = factor.noiseCount(); k < noiseCount(); k++) {
            noise[offset + k] = rng.nextExponential();
        }
    }

    @Override
    public Pass newPass() {
        return new RankingControlPass(factor.newPass());
    }

    private final class RankingControlPass extends ControlledPass implements Control {
        private final int n = factor.latent().rows();
        private final DiscreteFactor.Pass draw;
        private final Relaxation.Pass relaxed =
                relaxation.newPass(factor.latent().space());
        private final int[] order = new int[n];
        private final double[] theta = new double[n];
        private final double[] exponential = new double[n];
        /** By place: the log sum of exp theta from there on, the log of the exponential over that sum, and -w. */
        private final double[] logLeft = new double[n];

        private final double[] logWaiting = new double[n];
        private final double[] logArrival = new double[n];
        /** By place, the share of its waiting time in what the adjoint says of it and later places. */
        private final double[] pulled = new double[n];

        private final double[] score = new double[n];
        private final DMatrixRMaj w = new DMatrixRMaj(n, 1);
        private final DMatrixRMaj adjoint = new DMatrixRMaj(n, 1);
        private boolean drawn;
        private boolean pointed;

        RankingControlPass(DiscreteFactor.Pass draw) {
            super(draw, temperature.at(0));
            this.draw = draw;
        }

        @Override
        void forget() {
            drawn = false;
        }

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            double entropy = draw.forward(parameters, parameterOffset, noise, noiseOffset, z);
            System.arraycopy(parameters, parameterOffset, theta, 0, n);
            System.arraycopy(noise, noiseOffset + n, exponential, 0, n);
            for (int i = 0; i < n; i++) {
                for (int place = 0; place < n; place++) {
                    if (z.data[i * n + place] == 1) {
                        order[place] = i;
                    }
                }
            }
            drawn = true;
            pointed = false;
            return entropy;
        }

        @Override
        public Control control() {
            return this;
        }

        /** The entropy term of the relaxed point is left out: any function of w serves as a control. */
        @Override
        public double point(DMatrixRMaj x) {
            if (!drawn) {
                throw new IllegalStateException("the relaxed point belongs to a draw: call forward first");
            }
            double left = Double.NEGATIVE_INFINITY;
            for (int place = n - 1; place >= 0; place--) {
                left = LogSumExp.add(left, theta[order[place]]);
                logLeft[place] = left;
            }
            double time = Double.NEGATIVE_INFINITY;
            for (int place = 0; place < n; place++) {
                logWaiting[place] = Math.log(exponential[place]) - logLeft[place];
                time = LogSumExp.add(time, logWaiting[place]);
                logArrival[place] = time;
                w.data[order[place]] = -time;
            }
            relaxed.forward(w, temperature(), x);
            pointed = true;
            return 0;
        }

        @Override
        public void backward(DMatrixRMaj xAdjoint, double advantage, double[] gradient, int parameterOffset) {
            if (!pointed) {
                throw new IllegalStateException("backward before point");
            }
            relaxed.backward(xAdjoint, adjoint);
            Arrays.fill(score, 0);
            draw.backward(1, score, 0);
            // given the draw, dw_(i_p) / dtheta_m = exp(theta_m) / exp(-w_(i_p)) sum over q up to p and to m of E_q /
            // left_q^2, taken by ratios that are at most one
            double behind = 0;
            for (int place = n - 1; place >= 0; place--) {
                double later = place < n - 1 ? Math.exp(logArrival[place] - logArrival[place + 1]) : 0;
                behind = adjoint.data[order[place]] + later * behind;
                pulled[place] = behind * Math.exp(logWaiting[place] - logArrival[place]);
            }
            double given = 0;
            for (int place = 0; place < n; place++) {
                double earlier = place > 0 ? Math.exp(logLeft[place] - logLeft[place - 1]) : 0;
                given = pulled[place] + earlier * given;
                int item = order[place];
                double change = adjoint.data[item] - Math.exp(theta[item] - logLeft[place]) * given;
                gradient[parameterOffset + item] += scale * (change - advantage * score[item]);
            }
            pointed = false;
        }
    }
}
