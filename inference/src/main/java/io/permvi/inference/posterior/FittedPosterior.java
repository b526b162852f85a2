package io.permvi.inference.posterior;

import io.permvi.inference.factor.DiscreteFactor;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/** A mean field at fitted parameters. A hard draw costs one linear assignment where the factor is relaxed. */
public final class FittedPosterior implements Posterior {
    private final MeanField q;
    private final double[] parameters;
    private final double temperature;
    private final Evidence evidence;
    private final Diagnostics diagnostics;

    /**
     * With what the fit found.
     *
     * @param parameters of the mean field; copied
     * @param temperature of relaxed draws
     * @param evidence the ELBO that was reached
     * @param diagnostics of the fit
     * @throws IllegalArgumentException when the mean field has another number of parameters
     */
    public FittedPosterior(
            MeanField q, double[] parameters, double temperature, Evidence evidence, Diagnostics diagnostics) {
        if (parameters.length != q.parameterCount()) {
            throw new IllegalArgumentException(
                    "the mean field has " + q.parameterCount() + " parameters, got " + parameters.length);
        }
        this.q = q;
        this.parameters = parameters.clone();
        this.temperature = temperature;
        this.evidence = evidence;
        this.diagnostics = diagnostics;
    }

    /** At parameters that no fit found. */
    public FittedPosterior(MeanField q, double[] parameters, double temperature) {
        this(q, parameters, temperature, Evidence.none(), new Diagnostics.None());
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

    @Override
    public List<Latent> latents() {
        return q.latents();
    }

    @Override
    public Evidence evidence() {
        return evidence;
    }

    @Override
    public Diagnostics diagnostics() {
        return diagnostics;
    }

    @Override
    public void forEachDraw(int draws, RandomGenerator rng, DrawVisitor visitor) {
        MeanField.Pass pass = q.newPass();
        forEach(draws, rng, visitor, (noise, z) -> pass.hardDraw(parameters, noise, temperature, z));
    }

    @Override
    public void forEachRelaxedDraw(int draws, RandomGenerator rng, DrawVisitor visitor) {
        MeanField.Pass pass = q.newPass();
        forEach(draws, rng, visitor, (noise, z) -> pass.forward(parameters, noise, temperature, z));
    }

    private interface Draw {
        void fill(double[] noise, LatentValues z);
    }

    private void forEach(int draws, RandomGenerator rng, DrawVisitor visitor, Draw draw) {
        requireAtLeastOne(draws);
        LatentValues z = new LatentValues(q.latents());
        double[] noise = new double[q.noiseCount()];
        for (int s = 0; s < draws; s++) {
            q.drawNoise(noise, rng);
            draw.fill(noise, z);
            visitor.accept(s, z);
        }
    }

    private static void requireAtLeastOne(int draws) {
        if (draws < 1) {
            throw new IllegalArgumentException("draws must be at least 1, got " + draws);
        }
    }

    /** Draws the latent's own factor alone. */
    @Override
    public DMatrixRMaj mean(Latent latent, int draws, RandomGenerator rng) {
        requireAtLeastOne(draws);
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

    /** Known when every factor is discrete. */
    @Override
    public Optional<ToDoubleFunction<LatentValues>> logDensity() {
        List<ToDoubleFunction<LatentValues>> terms = new ArrayList<>();
        for (VariationalFactor factor : q.factors()) {
            if (!(factor instanceof DiscreteFactor discrete)) {
                return Optional.empty();
            }
            terms.add(logProbability(discrete));
        }
        return Optional.of(
                z -> terms.stream().mapToDouble(term -> term.applyAsDouble(z)).sum());
    }

    private ToDoubleFunction<LatentValues> logProbability(DiscreteFactor factor) {
        DiscreteFactor.Pass pass = factor.newPass();
        int offset = q.parameterOffset(factor.latent());
        int[] places = new int[factor.latent().rows()];
        return z -> {
            Matching.readPlaces(z.get(factor.latent()), places);
            return pass.logProbability(parameters, offset, places);
        };
    }

    @Override
    public String toString() {
        return "fitted posterior of " + latents() + ": " + evidence + "; " + diagnostics;
    }
}
