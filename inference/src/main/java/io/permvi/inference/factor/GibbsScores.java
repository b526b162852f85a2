package io.permvi.inference.factor;

import io.permvi.relaxations.linalg.SparsityPattern;
import org.ejml.data.DMatrixRMaj;

/**
 * A {@link GibbsMatching} that learns from the score function, {@code grad log q = P - mu}: unbiased for every energy, and
 * it needs no gradient of the model. O(2^n n) a draw.
 *
 * @param factor the distribution, an exact one
 */
public record GibbsScores(GibbsMatching factor) implements DiscreteFactor, Estimator {

    /** Checks that it is exact. */
    public GibbsScores {
        if (!factor.exact()) {
            throw new IllegalArgumentException("the score function needs exact marginals, got Bethe's");
        }
    }

    @Override
    public Pass newPass() {
        return new ScoresPass();
    }

    private final class ScoresPass extends HardPass {
        private final SparsityPattern allowed = factor.latent().space().allowed();
        private final GibbsDraw draw = new GibbsDraw(factor.latent());
        private final DMatrixRMaj marginals =
                new DMatrixRMaj(factor.latent().rows(), factor.latent().rows());
        private final double[] packed = new double[allowed.count()];
        private final int[] chosen = new int[factor.latent().rows()];

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            double logProbability = draw.draw(parameters, parameterOffset, noise, noiseOffset, z);
            System.arraycopy(draw.places(), 0, chosen, 0, chosen.length);
            return -scored(logProbability);
        }

        @Override
        public double logProbability(double[] parameters, int parameterOffset, int[] places) {
            draw.load(parameters, parameterOffset);
            System.arraycopy(places, 0, chosen, 0, chosen.length);
            return scored(draw.logProbability(places));
        }

        @Override
        void addScore(double advantage, double[] gradient, int parameterOffset) {
            draw.tables().marginals(marginals);
            allowed.gather(marginals, packed, 0);
            for (int i = 0; i < chosen.length; i++) {
                for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                    double one = allowed.column(e) == chosen[i] ? 1 : 0;
                    gradient[parameterOffset + e] += advantage * (one - packed[e]);
                }
            }
        }
    }
}
