package io.permvi.inference.posterior;

import io.permvi.inference.factor.DiscreteFactor;
import io.permvi.inference.factor.Family;
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

/** A family at fitted parameters. A hard draw costs one linear assignment where the factor is relaxed. */
public final class FittedPosterior implements Posterior {
    private final Family q;
    private final double[] parameters;
    private final int step;
    private final Evidence evidence;
    private final Diagnostics diagnostics;

    /**
     * With what the fit found.
     *
     * @param parameters of the family; copied
     * @param step of the fit whose temperatures relaxed draws have
     * @param evidence the ELBO that was reached
     * @param diagnostics of the fit
     * @throws IllegalArgumentException when the family has another number of parameters
     */
    public FittedPosterior(Family q, double[] parameters, int step, Evidence evidence, Diagnostics diagnostics) {
        if (parameters.length != q.parameterCount()) {
            throw new IllegalArgumentException(
                    "the family has " + q.parameterCount() + " parameters, got " + parameters.length);
        }
        this.q = q;
        this.parameters = parameters.clone();
        this.step = step;
        this.evidence = evidence;
        this.diagnostics = diagnostics;
    }

    /** At parameters that no fit found. */
    public FittedPosterior(Family q, double[] parameters, int step) {
        this(q, parameters, step, Evidence.none(), new Diagnostics.None());
    }

    /** The family. */
    public Family family() {
        return q;
    }

    /** The fitted parameters, a fresh array. */
    public double[] parameters() {
        return parameters.clone();
    }

    /** The step of the fit whose temperatures relaxed draws have. */
    public int step() {
        return step;
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
        Family.Pass pass = newPass();
        forEach(draws, rng, visitor, (noise, z) -> pass.hardDraw(parameters, noise, z));
    }

    @Override
    public void forEachRelaxedDraw(int draws, RandomGenerator rng, DrawVisitor visitor) {
        Family.Pass pass = newPass();
        forEach(draws, rng, visitor, (noise, z) -> pass.forward(parameters, noise, z));
    }

    private Family.Pass newPass() {
        Family.Pass pass = q.newPass();
        pass.moveTo(step);
        return pass;
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

    static void requireAtLeastOne(int draws) {
        if (draws < 1) {
            throw new IllegalArgumentException("draws must be at least 1, got " + draws);
        }
    }

    /** In a mean field, draws the latent's own factor alone. */
    @Override
    public DMatrixRMaj mean(Latent latent, int draws, RandomGenerator rng) {
        return q instanceof MeanField product && product.factors().size() > 1
                ? alone(product, latent).mean(latent, draws, rng)
                : Posterior.super.mean(latent, draws, rng);
    }

    private FittedPosterior alone(MeanField product, Latent latent) {
        VariationalFactor factor = product.factor(latent);
        int from = product.parameterOffset(latent);
        double[] own = Arrays.copyOfRange(parameters, from, from + factor.parameterCount());
        return new FittedPosterior(MeanField.of(factor), own, step);
    }

    /** Known for a mean field of discrete factors. */
    @Override
    public Optional<ToDoubleFunction<LatentValues>> logDensity() {
        if (!(q instanceof MeanField product)) {
            return Optional.empty();
        }
        List<ToDoubleFunction<LatentValues>> terms = new ArrayList<>();
        for (VariationalFactor factor : product.factors()) {
            if (!(factor instanceof DiscreteFactor discrete)) {
                return Optional.empty();
            }
            terms.add(logProbability(discrete, product.parameterOffset(factor.latent())));
        }
        return Optional.of(
                z -> terms.stream().mapToDouble(term -> term.applyAsDouble(z)).sum());
    }

    private ToDoubleFunction<LatentValues> logProbability(DiscreteFactor factor, int offset) {
        DiscreteFactor.Pass pass = factor.newPass();
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
