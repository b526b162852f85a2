package io.permvi.inference.factor;

import io.permvi.inference.optimize.Schedule;
import io.permvi.models.DiscreteLatent;
import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.linalg.internal.FastExp;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.special.Gamma;
import org.ejml.data.DMatrixRMaj;

/**
 * A relaxed permutation whose distribution is measured before the map (Mena et al. 2018, section 4 and appendix): with
 * scores X (the parameters) and independent standard Gumbel noise G,
 *
 * <pre>  x = relaxation((X + G), temperature),</pre>
 *
 * against the prior {@code G / priorTemperature} in the place of {@code (X + G) / temperature}. Their divergence has a
 * closed form: with r = priorTemperature / temperature, each allowed entry costs
 *
 * <pre>  KL = r X + r g - log r - 1 - g + Gamma(1 + r) exp(-r X),      g = Euler's constant.</pre>
 *
 * <p>The entropy term is minus the sum, so the ELBO bounds the evidence of the relaxed model. Any relaxation serves,
 * since no density on x is needed; with {@code SinkhornOperator} this is Gumbel-Sinkhorn, and hard draws are
 * Gumbel-matching, M(X + G). Parameters are packed in the order of the
 * allowed entries, or of all of psi where it has another shape than x (one score an item for sorting). Cost O(allowed
 * entries) beside the relaxation.
 *
 * @param latent the permutation, matching or categories
 * @param relaxation the map from scores to x
 * @param temperature of the relaxation, by step
 * @param priorTemperature of the prior before the map, above 0
 * @param initialSpread standard deviation of the starting scores; 0 starts at the center
 */
public record PreimagePermutation(
        DiscreteLatent latent,
        Relaxation relaxation,
        Schedule temperature,
        double priorTemperature,
        double initialSpread)
        implements RelaxedFactor {

    private static final double EULER = Gamma.GAMMA;
    private static final double LEAST_SCORE = -5;

    /** Checks the prior temperature and the spread. */
    public PreimagePermutation {
        if (!(priorTemperature > 0 && priorTemperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("prior temperature must be positive, got " + priorTemperature);
        }
        if (!(initialSpread >= 0 && initialSpread < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("initial spread must be 0 or more, got " + initialSpread);
        }
    }

    /** With temperature 1 and prior temperature 1, starting at the center. */
    public PreimagePermutation(DiscreteLatent latent, Relaxation relaxation) {
        this(latent, relaxation, Schedule.constant(1), 1, 0);
    }

    /** The same with another prior temperature. */
    public PreimagePermutation withPriorTemperature(double value) {
        return new PreimagePermutation(latent, relaxation, temperature, value, initialSpread);
    }

    /** The same with another spread of the starting scores. */
    public PreimagePermutation withInitialSpread(double value) {
        return new PreimagePermutation(latent, relaxation, temperature, priorTemperature, value);
    }

    /** The same with another temperature of the relaxation. */
    public PreimagePermutation withTemperature(Schedule value) {
        return new PreimagePermutation(latent, relaxation, value, priorTemperature, initialSpread);
    }

    @Override
    public Bound bound() {
        return Bound.RELAXED_EVIDENCE;
    }

    @Override
    public int parameterCount() {
        return NoisyScoresPass.takesEntries(relaxation, latent.space())
                ? latent.space().allowed().count()
                : relaxation.inputRows(latent.space()) * relaxation.inputColumns(latent.space());
    }

    @Override
    public int noiseCount() {
        return parameterCount();
    }

    @Override
    public void initialize(double[] parameters, int offset, RandomGenerator rng) {
        for (int k = 0; k < parameterCount(); k++) {
            parameters[offset + k] = initialSpread == 0 ? 0 : initialSpread * rng.nextGaussian();
        }
    }

    /**
     * At the scores, each row shifted to where its divergence is least: very negative scores would cost its exponential. In
     * partial spaces, where a shift would change what is matched, scores are raised to at least {@value #LEAST_SCORE}.
     *
     * @throws IllegalArgumentException when psi has another shape than x, so that scores of entries say nothing of it
     */
    @Override
    public void startAt(Start start, double[] parameters, int offset) {
        if (!NoisyScoresPass.takesEntries(relaxation, latent.space())) {
            throw new IllegalArgumentException(
                    "scores of entries are no start for " + relaxation + "; give the parameters themselves");
        }
        SparsityPattern allowed = latent.space().allowed();
        allowed.gather(start.values(), parameters, offset);
        double r = priorTemperature / temperature.at(0);
        for (int i = 0; i < allowed.rows(); i++) {
            double shift = latent.space().partial() ? 0 : bestShift(parameters, offset, allowed, i, r);
            for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                double score = parameters[offset + e] + shift;
                parameters[offset + e] = latent.space().partial() ? Math.max(LEAST_SCORE, score) : score;
            }
        }
    }

    /**
     * c that minimizes the sum of r (X + c) + Gamma(1 + r) exp(-r (X + c)) over a row: log(Gamma(1 + r) mean exp(-r X))
     * / r.
     */
    private static double bestShift(double[] parameters, int offset, SparsityPattern allowed, int i, double r) {
        double least = Double.POSITIVE_INFINITY;
        for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
            least = Math.min(least, parameters[offset + e]);
        }
        double sum = 0;
        for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
            sum += Math.exp(r * (least - parameters[offset + e]));
        }
        int count = allowed.rowCount(i);
        double gamma = Gamma.gamma(1 + r);
        double log =
                Double.isFinite(gamma) ? Math.log(gamma * sum / count) : Gamma.logGamma(1 + r) + Math.log(sum / count);
        return count == 0 ? 0 : log / r - least;
    }

    @Override
    public void drawNoise(double[] noise, int offset, RandomGenerator rng) {
        StandardGumbel.fill(noise, offset, offset + noiseCount(), rng);
    }

    @Override
    public RelaxedFactor.Pass newPass() {
        return new PreimagePass();
    }

    @Override
    public Optional<SharedWork> share(List<? extends VariationalFactor.Pass> passes) {
        return NoisyScoresPass.share(passes);
    }

    private final class PreimagePass extends NoisyScoresPass {
        private final double[] entropyGradient = new double[packed.length];
        /** Of the temperatures, and gamma(1 + ratio), whose computation allocates; its logarithm where it overflows. */
        private double ratio = Double.NaN;

        private double gamma;
        private double logGamma;

        PreimagePass() {
            super(relaxation, latent.space(), temperature.at(0));
        }

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            relax(parameters, parameterOffset, noise, noiseOffset, z);
            return -divergence(parameters, parameterOffset, priorTemperature / temperature());
        }

        private double divergence(double[] parameters, int offset, double r) {
            readRatio(r);
            for (int k = 0; k < packed.length; k++) {
                entropyGradient[k] = logGamma - r * parameters[offset + k];
            }
            FastExp.exp(entropyGradient, packed.length);
            double sum = 0;
            for (int k = 0; k < packed.length; k++) {
                double exponent = logGamma - r * parameters[offset + k];
                double decay = gamma * (exponent > FastExp.HIGHEST ? Math.exp(exponent) : entropyGradient[k]);
                sum += decay + r * parameters[offset + k];
                entropyGradient[k] = r * (decay - 1);
            }
            return sum + packed.length * (r * EULER - Math.log(r) - 1 - EULER);
        }

        private void readRatio(double r) {
            if (r != ratio) {
                ratio = r;
                double value = Gamma.gamma(1 + r);
                gamma = Double.isFinite(value) ? value : 1;
                logGamma = Double.isFinite(value) ? 0 : Gamma.logGamma(1 + r);
            }
        }

        @Override
        void add(double[] gradient, int parameterOffset) {
            for (int k = 0; k < packed.length; k++) {
                gradient[parameterOffset + k] += packed[k] + entropyGradient[k];
            }
        }
    }
}
