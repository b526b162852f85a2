package io.permvi.inference.factor;

import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.counting.BetheMarginals;
import io.permvi.relaxations.counting.LogPermanent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Permutations;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * The Gibbs distribution of matchings, {@code q(P) proportional to exp <X, P>}, with hard draws forward and the
 * derivative of its marginals mu backward (marginal straight-through),
 *
 * <pre>  gradient = Cov(P) v,     v = gradient of the energy at P - X,     Cov(P) = d mu / d X,</pre>
 *
 * which is the exact gradient of the ELBO when the energy is linear in P, without any variance then, since v does not
 * depend on the draw; for others it is biased, because P and v vary together. {@link #withScores} gives the unbiased
 * score function of the same distribution.
 *
 * <p>Up to {@value LogPermanent#LARGEST_EXACT} items everything is exact: draws, marginals, {@code log q}, O(2^n n) a draw.
 * Beyond, or when asked for, marginals and normalizer are Bethe's (Huang and Jebara 2009), and draws are the best
 * matchings of {@code sqrt(2) X + G}, the right odds for an exchange; no bound then, and passes allocate.
 *
 * @param latent the matching, a permutation; masks are served
 * @param exact whether marginals are exact
 */
public record GibbsMatching(MatchingLatent latent, boolean exact) implements PathwiseFactor {

    /** Checks the space. */
    public GibbsMatching {
        if (!(latent.space() instanceof Permutations)) {
            throw new IllegalArgumentException(
                    "the Gibbs distribution serves permutations, got " + latent + "; use SequentialMatching");
        }
        if (exact && latent.rows() > LogPermanent.LARGEST_EXACT) {
            throw new IllegalArgumentException("exact marginals serve up to " + LogPermanent.LARGEST_EXACT
                    + " items, got " + latent.rows() + "; use Bethe's");
        }
    }

    /** Exact where that is possible. */
    public GibbsMatching(MatchingLatent latent) {
        this(latent, latent.rows() <= LogPermanent.LARGEST_EXACT);
    }

    /**
     * The same distribution with the score function as gradient.
     *
     * @throws IllegalArgumentException when it is not exact
     */
    public GibbsScores withScores() {
        return new GibbsScores(this);
    }

    @Override
    public Bound bound() {
        return exact ? Bound.EVIDENCE : Bound.NOTHING;
    }

    @Override
    public boolean hasExactGradient() {
        return false;
    }

    @Override
    public int parameterCount() {
        return latent.space().allowed().count();
    }

    @Override
    public int noiseCount() {
        return exact ? latent.rows() : parameterCount();
    }

    @Override
    public void startAt(Start start, double[] parameters, int offset) {
        latent.space().allowed().gather(start.values(), parameters, offset);
    }

    @Override
    public void drawNoise(double[] noise, int offset, RandomGenerator rng) {
        if (exact) {
            PathwiseFactor.super.drawNoise(noise, offset, rng);
        } else {
            StandardGumbel.fill(noise, offset, offset + noiseCount(), rng);
        }
    }

    @Override
    public Pass newPass() {
        return exact ? new ExactPass(new GibbsDraw(latent)) : new BethePass();
    }

    /** The direction that marginals are differentiated along, and what becomes of it. */
    private abstract class MarginalPass implements Pass {
        final SparsityPattern allowed = latent.space().allowed();
        final DMatrixRMaj direction = new DMatrixRMaj(latent.rows(), latent.rows());
        final DMatrixRMaj derivative = new DMatrixRMaj(latent.rows(), latent.rows());
        private final double[] packed = new double[allowed.count()];

        /** derivative = that of the marginals along the direction. */
        abstract void differentiate();

        /** The scores of the last forward. */
        abstract DMatrixRMaj scores();

        @Override
        public final void backward(DMatrixRMaj zAdjoint, double[] gradient, int parameterOffset) {
            DMatrixRMaj scores = scores();
            direction.zero();
            allowed.gather(zAdjoint, packed, 0);
            allowed.put(packed, 0, direction);
            allowed.gather(scores, packed, 0);
            for (int i = 0; i < allowed.rows(); i++) {
                for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                    direction.data[i * allowed.columns() + allowed.column(e)] -= packed[e];
                }
            }
            differentiate();
            allowed.gather(derivative, packed, 0);
            for (int e = 0; e < packed.length; e++) {
                gradient[parameterOffset + e] += packed[e];
            }
        }
    }

    private final class ExactPass extends MarginalPass {
        private final GibbsDraw draw;

        ExactPass(GibbsDraw draw) {
            this.draw = draw;
        }

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            return -draw.draw(parameters, parameterOffset, noise, noiseOffset, z);
        }

        @Override
        DMatrixRMaj scores() {
            return draw.scores();
        }

        @Override
        void differentiate() {
            draw.tables().covarianceTimes(direction, derivative);
        }
    }

    private final class BethePass extends MarginalPass {
        private static final int SWEEPS = 2000;
        private static final double TOLERANCE = 1e-10;
        private final HardGumbelDraw draw = new HardGumbelDraw(latent.space());
        private final BetheMarginals bethe = new BetheMarginals(allowed, SWEEPS, TOLERANCE);
        private final DMatrixRMaj scores = new DMatrixRMaj(latent.rows(), latent.rows());

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            hardDraw(parameters, parameterOffset, noise, noiseOffset, z);
            allowed.scatter(parameters, parameterOffset, 0, scores);
            double logNormalizer = bethe.load(scores).value();
            bethe.marginals(derivative);
            double mean = 0;
            for (int at = 0; at < scores.data.length; at++) {
                mean += scores.data[at] * derivative.data[at];
            }
            return logNormalizer - mean;
        }

        @Override
        public void hardDraw(double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            draw.draw(parameters, parameterOffset, Math.sqrt(2), noise, noiseOffset, z);
        }

        @Override
        DMatrixRMaj scores() {
            draw.requireDraw();
            return scores;
        }

        @Override
        void differentiate() {
            bethe.derivative(direction, derivative);
        }
    }
}
