package io.permvi.inference.factor;

import org.apache.commons.math3.special.Gamma;
import org.ejml.data.DMatrixRMaj;

/**
 * The perturbed optimizer behind a {@link GumbelMatching}: the same hard draws, {@code P = argmax <X + G, P>}, and the
 * score of their noise as gradient,
 *
 * <pre>  d/dX E f(P) = E f(P) (1 - exp(-G)),</pre>
 *
 * unbiased for the draws' mean energy and for the entropy term {@code w E <G, P>}, without a relaxation or a gradient of
 * the model. The score has one entry for each entry of X where a probability of P would need n! terms, so it varies
 * much. Berthet, Blondel, Teboul, Cuturi, Vert and Bach, Learning with differentiable perturbed optimizers (NeurIPS
 * 2020), proposition 3.1 with Gumbel noise. The probability of a draw is not known, so the sum bounds nothing. One
 * assignment a draw.
 *
 * @param factor the distribution of the draws; its relaxation is not used
 */
public record PerturbedMatching(GumbelMatching factor) implements ScoredFactor, Estimator {

    @Override
    public Pass newPass() {
        return new PerturbedPass();
    }

    private final class PerturbedPass implements Pass {
        private final HardGumbelDraw draw = new HardGumbelDraw(factor.latent().space());
        private final double[] score = new double[noiseCount()];

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            draw.draw(parameters, parameterOffset, 1, noise, noiseOffset, z);
            for (int e = 0; e < score.length; e++) {
                score[e] = 1 - Math.exp(-noise[noiseOffset + e] - Gamma.GAMMA);
            }
            return factor.entropyWeight() * draw.sum(noise, noiseOffset);
        }

        @Override
        public void backward(double advantage, double[] gradient, int parameterOffset) {
            draw.requireDraw();
            for (int e = 0; e < score.length; e++) {
                gradient[parameterOffset + e] += advantage * score[e];
            }
            // what G = (X + G) - X owes to X at fixed noisy scores
            draw.add(-factor.entropyWeight(), gradient, parameterOffset);
        }
    }
}
