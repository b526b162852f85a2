package io.permvi.inference.factor;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Implicit maximum likelihood for a {@link GumbelMatching}: the same hard draws, {@code P = argmax <X + G, P>}, and a
 * gradient from a second assignment, whose scores are moved towards what the model wants,
 *
 * <pre>  (argmax &lt;X + G + step v, P&gt; - P) / step,      v = gradient of the energy at P - w X,</pre>
 *
 * a finite difference of a piecewise constant map; biased, the less the smaller the step, but then it is mostly zero.
 * Niepert, Minervini and Franceschi, Implicit MLE (NeurIPS 2021), equations 8 and 9. The adaptive form takes both
 * sides, {@code (P_+ - P_-) / (2 step)}, and doubles the step of each draw until one of them differs from P: Minervini,
 * Franceschi and Niepert, Adaptive perturbation-based gradient estimation (AAAI 2023), with a search in each draw in
 * the place of their running average, so that a draw stays a pure function of its noise. One assignment forward, one or
 * more backward; no relaxation, no temperature.
 *
 * @param factor the distribution of the draws; its relaxation is not used
 * @param step of the scores in units of the direction, above 0; the first one when adaptive
 * @param adaptive whether the step is found
 */
public record ImplicitMatching(GumbelMatching factor, double step, boolean adaptive)
        implements PathwiseFactor, Estimator {
    private static final int MOST_DOUBLINGS = 12;

    /** Checks the step. */
    public ImplicitMatching {
        if (!(step > 0 && step < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("step must be positive and finite, got " + step);
        }
    }

    /** Adaptive, from a step of 1/16. */
    public ImplicitMatching(GumbelMatching factor) {
        this(factor, 0.0625, true);
    }

    @Override
    public boolean hasExactGradient() {
        return false;
    }

    @Override
    public Pass newPass() {
        return new ImplicitPass();
    }

    private final class ImplicitPass implements Pass {
        private final HardGumbelDraw draw = new HardGumbelDraw(factor.latent().space());
        private final double[] scores = new double[parameterCount()];
        private final double[] direction = new double[parameterCount()];
        private final double[] difference = new double[parameterCount()];
        private final int[] moved = new int[factor.latent().rows()];

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            draw.draw(parameters, parameterOffset, 1, noise, noiseOffset, z);
            System.arraycopy(parameters, parameterOffset, scores, 0, scores.length);
            return factor.entropyWeight() * draw.sum(noise, noiseOffset);
        }

        @Override
        public void backward(DMatrixRMaj zAdjoint, double[] gradient, int parameterOffset) {
            draw.requireDraw();
            factor.latent().space().allowed().gather(zAdjoint, direction, 0);
            for (int e = 0; e < direction.length; e++) {
                direction[e] -= factor.entropyWeight() * scores[e];
            }
            double size = step;
            for (int k = 0; !addDifference(size) && adaptive && k < MOST_DOUBLINGS; k++) {
                size *= 2;
            }
            for (int e = 0; e < difference.length; e++) {
                gradient[parameterOffset + e] += difference[e];
            }
        }

        /** The finite difference of a step; returns whether anything changed. */
        private boolean addDifference(double size) {
            Arrays.fill(difference, 0);
            double scale = 1 / (adaptive ? 2 * size : size);
            boolean changed = draw.addMoved(direction, size, scale, moved, difference, 0);
            if (adaptive) {
                changed |= draw.addMoved(direction, -size, -scale, moved, difference, 0);
            } else {
                draw.add(-scale, difference, 0);
            }
            return changed;
        }
    }
}
