package io.permvi.inference.factor;

import io.permvi.inference.optimize.Schedule;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.permutation.Permutations;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.relaxations.sinkhorn.Transport;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.special.Gamma;
import org.ejml.data.DMatrixRMaj;

/**
 * Gumbel-Sinkhorn with the entropy of the matching in place of the divergence of its noise. The distribution that is
 * fitted is that of the hard draws, the best matching of noisy scores,
 *
 * <pre>  P = argmax over matchings of &lt;X + G, P&gt;,      G independent Gumbels of mean zero,</pre>
 *
 * and its entropy is measured by {@code w E<G, P>}, the score that the noise adds to the matchings it selects (Hazan
 * and Jaakkola 2012 bound the entropy by it for w = 1). Where {@link PreimagePermutation} charges for m n independent
 * noises, this charges for the matching only. While it is fitted, x = Sinkhorn((X + G) / temperature) stands for P, and
 *
 * <pre>  entropy term = w (&lt;G, x&gt; + temperature H(x)),      H(x) = - sum x log x,</pre>
 *
 * whose gradient is {@code -w J' X} with the Jacobian J of the Sinkhorn operator (envelope theorem).
 *
 * <p>For a log joint that is linear in the matching, &lt;P, L&gt;, the optimum is X = L / w at every temperature. With
 * w = 1 the noise is too large: two permutations that differ by an exchange differ by four Gumbels where the right odds
 * need two. w = 1 / sqrt(2), the default, makes their variance right, and comes close to the exact posterior. The
 * entropy term is an approximation, so the sum is <em>not</em> a bound of any evidence. Cost as Gumbel-Sinkhorn.
 *
 * @param latent the matching
 * @param sinkhorn the relaxation: iterations, or the converged transport, for which the gradient of the entropy term is
 *     exact
 * @param temperature of the relaxation, by step
 * @param entropyWeight w, above 0
 */
public record GumbelMatching(MatchingLatent latent, Transport sinkhorn, Schedule temperature, double entropyWeight)
        implements RelaxedFactor {

    private static final double EULER = Gamma.GAMMA;

    /** Checks the weight. */
    public GumbelMatching {
        if (!(entropyWeight > 0 && entropyWeight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("entropy weight must be positive and finite, got " + entropyWeight);
        }
    }

    /** With 20 Sinkhorn iterations, temperature 1 and entropy weight 1 / sqrt(2). */
    public GumbelMatching(MatchingLatent latent) {
        this(latent, new SinkhornOperator(20, 0), Schedule.constant(1), Math.sqrt(0.5));
    }

    /** The same with another entropy weight. */
    public GumbelMatching withEntropyWeight(double value) {
        return new GumbelMatching(latent, sinkhorn, temperature, value);
    }

    /** The same with another relaxation. */
    public GumbelMatching withSinkhorn(Transport value) {
        return new GumbelMatching(latent, value, temperature, entropyWeight);
    }

    /** The same with another temperature of the relaxation. */
    public GumbelMatching withTemperature(Schedule value) {
        return new GumbelMatching(latent, sinkhorn, value, entropyWeight);
    }

    /** The entropy term is an approximation. */
    @Override
    public Bound bound() {
        return Bound.NOTHING;
    }

    @Override
    public int parameterCount() {
        return latent.space().allowed().count();
    }

    @Override
    public int noiseCount() {
        return parameterCount();
    }

    /** The optimum of a log joint that is linear in the matching, with these scores. */
    @Override
    public void startAt(Start start, double[] parameters, int offset) {
        latent.space().allowed().gather(start.values(), parameters, offset);
        for (int k = 0; k < parameterCount(); k++) {
            parameters[offset + k] /= entropyWeight;
        }
    }

    @Override
    public void drawNoise(double[] noise, int offset, RandomGenerator rng) {
        StandardGumbel.fill(noise, offset, offset + noiseCount(), rng);
        for (int k = 0; k < noiseCount(); k++) {
            noise[offset + k] -= EULER;
        }
    }

    @Override
    public RelaxedFactor.Pass newPass() {
        return new GumbelPass();
    }

    @Override
    public Optional<SharedWork> share(List<? extends VariationalFactor.Pass> passes) {
        return NoisyScoresPass.share(passes);
    }

    private final class GumbelPass extends NoisyScoresPass {
        private final int m = allowed.rows();
        private final int n = allowed.columns();
        private final DMatrixRMaj xAdjoint = new DMatrixRMaj(m, n);
        private final DMatrixRMaj scores = new DMatrixRMaj(m, n);
        private final DMatrixRMaj noiseMatrix = new DMatrixRMaj(m, n);
        private final double[] columnSum = new double[n];

        GumbelPass() {
            super(sinkhorn, latent.space(), temperature.at(0));
        }

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            relax(parameters, parameterOffset, noise, noiseOffset, z);
            allowed.scatter(parameters, parameterOffset, 0, scores);
            allowed.scatter(noise, noiseOffset, 0, noiseMatrix);
            return entropyWeight * (dot(noiseMatrix, z) + temperature() * entropy(z));
        }

        private double dot(DMatrixRMaj a, DMatrixRMaj b) {
            double sum = 0;
            for (int k = 0; k < m * n; k++) {
                sum += a.data[k] * b.data[k];
            }
            return sum;
        }

        /** - sum x log x, what rows and columns leave unmatched included. */
        private double entropy(DMatrixRMaj x) {
            Arrays.fill(columnSum, 0);
            double sum = 0;
            for (int i = 0; i < m; i++) {
                double rowSum = 0;
                for (int j = 0; j < n; j++) {
                    double entry = x.data[i * n + j];
                    sum += xLogX(entry);
                    rowSum += entry;
                    columnSum[j] += entry;
                }
                sum += latent.space().partial() ? xLogX(1 - rowSum) : 0;
            }
            for (int j = 0; j < n && !(latent.space() instanceof Permutations); j++) {
                sum += xLogX(1 - columnSum[j]);
            }
            return -sum;
        }

        private static double xLogX(double x) {
            return x <= 0 ? 0 : x * Math.log(x);
        }

        @Override
        public void backward(DMatrixRMaj zAdjoint, double[] gradient, int parameterOffset) {
            for (int k = 0; k < m * n; k++) {
                xAdjoint.data[k] = zAdjoint.data[k] - entropyWeight * scores.data[k];
            }
            super.backward(xAdjoint, gradient, parameterOffset);
        }

        @Override
        void add(double[] gradient, int parameterOffset) {
            for (int k = 0; k < packed.length; k++) {
                gradient[parameterOffset + k] += packed[k];
            }
        }
    }
}
