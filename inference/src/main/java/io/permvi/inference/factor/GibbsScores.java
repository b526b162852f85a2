package io.permvi.inference.factor;

import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A {@link GibbsMatching} that learns from the score function, {@code grad log q = P - mu}: unbiased for every energy, and
 * it needs no gradient of the model. O(2^n n) a draw.
 *
 * @param gibbs the distribution, an exact one
 */
public record GibbsScores(GibbsMatching gibbs) implements DiscreteFactor {

    /** Checks that it is exact. */
    public GibbsScores {
        if (!gibbs.exact()) {
            throw new IllegalArgumentException("the score function needs exact marginals, got Bethe's");
        }
    }

    @Override
    public MatchingLatent latent() {
        return gibbs.latent();
    }

    @Override
    public int parameterCount() {
        return gibbs.parameterCount();
    }

    @Override
    public int noiseCount() {
        return gibbs.noiseCount();
    }

    @Override
    public void initialize(double[] parameters, int offset, RandomGenerator rng) {
        gibbs.initialize(parameters, offset, rng);
    }

    @Override
    public void startAt(Start start, double[] parameters, int offset) {
        gibbs.startAt(start, parameters, offset);
    }

    @Override
    public void drawNoise(double[] noise, int offset, RandomGenerator rng) {
        gibbs.drawNoise(noise, offset, rng);
    }

    @Override
    public Pass newPass() {
        return new ScoresPass();
    }

    private final class ScoresPass implements Pass {
        private final SparsityPattern allowed = latent().space().allowed();
        private final GibbsDraw draw = new GibbsDraw(latent());
        private final DMatrixRMaj marginals = new DMatrixRMaj(latent().rows(), latent().rows());
        private final double[] packed = new double[allowed.count()];
        private final int[] scored = new int[latent().rows()];
        private double logProbability;

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            logProbability = draw.draw(parameters, parameterOffset, noise, noiseOffset, z);
            System.arraycopy(draw.places(), 0, scored, 0, scored.length);
            return -logProbability;
        }

        @Override
        public double logProbability(double[] parameters, int parameterOffset, int[] places) {
            draw.load(parameters, parameterOffset);
            System.arraycopy(places, 0, scored, 0, scored.length);
            logProbability = draw.logProbability(places);
            return logProbability;
        }

        @Override
        public double logDensity() {
            draw.requireDraw();
            return logProbability;
        }

        @Override
        public void backward(double advantage, double[] gradient, int parameterOffset) {
            draw.tables().marginals(marginals);
            allowed.gather(marginals, packed, 0);
            for (int i = 0; i < scored.length; i++) {
                for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                    double one = allowed.column(e) == scored[i] ? 1 : 0;
                    gradient[parameterOffset + e] += advantage * (one - packed[e]);
                }
            }
        }
    }
}
