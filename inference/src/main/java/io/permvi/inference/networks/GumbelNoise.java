package io.permvi.inference.networks;

import io.permvi.relaxations.autodiff.Operation;
import io.permvi.relaxations.autodiff.Var;
import java.util.random.RandomGenerator;

/**
 * Several noisy copies of the scores of each set: copy d of set t is {@code g_t + scale G}, with independent standard
 * Gumbel entries G (Mena et al. 2018, section 4). In use, and at scale 0 with one draw, the scores pass unchanged.
 *
 * @param draws noisy copies of each set, at least 1
 * @param scale of the noise, 0 or more
 */
public record GumbelNoise(int draws, double scale) {
    /** Checks the numbers. */
    public GumbelNoise {
        if (draws < 1) {
            throw new IllegalArgumentException("draws must be at least 1, got " + draws);
        }
        if (!(scale >= 0 && scale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("scale of the noise must be 0 or more, got " + scale);
        }
    }

    /** How many copies {@link #apply} makes in this pass: the draws in training, one in use. */
    public int copies(NetworkPass pass) {
        return pass.training() && scale > 0 ? draws : 1;
    }

    /**
     * The noisy copies, those of one set one after the other.
     *
     * @param scores a square matrix for each set, stacked by rows
     * @return {@link #copies} times as many rows
     */
    public Var apply(NetworkPass pass, Var scores) {
        if (!pass.training() || scale == 0) {
            return scores;
        }
        SetContext.requireWholeSets(scores, scores.columns());
        return pass.tape()
                .record(new Noisy(draws, scale, pass.noise()), scores.rows() * draws, scores.columns(), scores);
    }

    private record Noisy(int draws, double scale, RandomGenerator rng) implements Operation {
        @Override
        public void forward(Var output) {
            int length = output.columns() * output.columns();
            double[] x = output.input(0).value().data;
            double[] y = output.value().data;
            for (int at = 0; at < output.value().getNumElements(); at++) {
                int from = at / (length * draws) * length + at % length;
                y[at] = x[from] - scale * Math.log(rng.nextExponential());
            }
        }

        @Override
        public void backward(Var output) {
            int length = output.columns() * output.columns();
            double[] dx = output.input(0).adjoint().data;
            double[] dy = output.adjoint().data;
            for (int at = 0; at < output.value().getNumElements(); at++) {
                dx[at / (length * draws) * length + at % length] += dy[at];
            }
        }
    }
}
