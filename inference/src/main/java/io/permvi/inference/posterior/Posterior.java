package io.permvi.inference.posterior;

import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/** A fitted mean field: draws, hard draws, marginals and means. Immutable; every method takes its own generator. */
public final class Posterior {
    private final MeanField q;
    private final double[] parameters;
    private final double temperature;

    /**
     * @param parameters of the mean field; copied
     * @param temperature of relaxed draws
     */
    public Posterior(MeanField q, double[] parameters, double temperature) {
        this.q = q;
        this.parameters = parameters.clone();
        this.temperature = temperature;
    }

    /** The mean field. */
    public MeanField meanField() {
        return q;
    }

    /** The fitted parameters, a fresh array. */
    public double[] parameters() {
        return parameters.clone();
    }

    /** The temperature of relaxed draws. */
    public double temperature() {
        return temperature;
    }

    /** One draw of all latents, permutations relaxed at the final temperature. */
    public LatentValues sample(RandomGenerator rng) {
        LatentValues z = new LatentValues(q.latents());
        double[] noise = new double[q.noiseCount()];
        q.drawNoise(noise, rng);
        q.newPass().forward(parameters, noise, temperature, z);
        return z;
    }

    /** One draw of all latents, permutations hard. */
    public LatentValues sampleHard(RandomGenerator rng) {
        LatentValues[] kept = new LatentValues[1];
        forEachHardDraw(1, rng, (draw, z) -> kept[0] = z);
        return kept[0];
    }

    /**
     * Visits hard draws of all latents.
     *
     * @param visitor gets the index of a draw and its values, which the next draw overwrites
     * @throws IllegalArgumentException when {@code draws} is below 1
     */
    public void forEachHardDraw(int draws, RandomGenerator rng, BiConsumer<Integer, LatentValues> visitor) {
        if (draws < 1) {
            throw new IllegalArgumentException("draws must be at least 1, got " + draws);
        }
        MeanField.Pass pass = q.newPass();
        LatentValues z = new LatentValues(q.latents());
        double[] noise = new double[q.noiseCount()];
        for (int s = 0; s < draws; s++) {
            q.drawNoise(noise, rng);
            pass.hardDraw(parameters, noise, temperature, z);
            visitor.accept(s, z);
        }
    }

    /**
     * The marginals of a matching or of categories, {@code P(x_ij = 1)}, as shares of hard draws: standard error at most
     * {@code 0.5 / sqrt(draws)}. Cost: one linear assignment a draw.
     *
     * @throws IllegalArgumentException when the latent is not of this posterior or {@code draws} is below 1
     */
    public MatchingMarginals marginals(DiscreteLatent latent, int draws, RandomGenerator rng) {
        return new MatchingMarginals(latent.space(), hardMean(latent, draws, rng));
    }

    /**
     * The mean of any latent over hard draws.
     *
     * @throws IllegalArgumentException when the latent is not of this posterior or {@code draws} is below 1
     */
    public DMatrixRMaj mean(Latent latent, int draws, RandomGenerator rng) {
        return hardMean(latent, draws, rng);
    }

    private DMatrixRMaj hardMean(Latent latent, int draws, RandomGenerator rng) {
        if (draws < 1) {
            throw new IllegalArgumentException("draws must be at least 1, got " + draws);
        }
        VariationalFactor factor = q.factor(latent);
        VariationalFactor.Pass pass = factor.newPass();
        DMatrixRMaj z = new DMatrixRMaj(latent.rows(), latent.columns());
        DMatrixRMaj sum = new DMatrixRMaj(latent.rows(), latent.columns());
        double[] noise = new double[factor.noiseCount()];
        for (int s = 0; s < draws; s++) {
            factor.drawNoise(noise, 0, rng);
            pass.hardDraw(parameters, q.parameterOffset(latent), noise, 0, temperature, z);
            for (int k = 0; k < sum.getNumElements(); k++) {
                sum.data[k] += z.data[k];
            }
        }
        Arrays.setAll(sum.data, k -> sum.data[k] / draws);
        return sum;
    }
}
