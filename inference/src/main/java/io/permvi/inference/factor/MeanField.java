package io.permvi.inference.factor;

import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A product of independent factors, one for each latent; owns the layout of parameters and noise, end to end. */
public final class MeanField {
    private final List<VariationalFactor> factors;
    private final List<Latent> latents;
    private final int[] parameterOffsets;
    private final int[] noiseOffsets;

    private MeanField(List<VariationalFactor> factors) {
        this.factors = factors;
        this.latents = factors.stream().map(VariationalFactor::latent).toList();
        parameterOffsets = new int[factors.size() + 1];
        noiseOffsets = new int[factors.size() + 1];
        for (int k = 0; k < factors.size(); k++) {
            parameterOffsets[k + 1] = parameterOffsets[k] + factors.get(k).parameterCount();
            noiseOffsets[k + 1] = noiseOffsets[k] + factors.get(k).noiseCount();
        }
    }

    /**
     * The product of these factors.
     *
     * @throws IllegalArgumentException when there is none, or two are of the same latent
     */
    public static MeanField of(VariationalFactor... factors) {
        return of(List.of(factors));
    }

    /**
     * The product of these factors.
     *
     * @throws IllegalArgumentException when there is none, or two are of the same latent
     */
    public static MeanField of(List<? extends VariationalFactor> factors) {
        if (factors.isEmpty()) {
            throw new IllegalArgumentException("a mean field needs at least one factor");
        }
        List<Latent> seen = new ArrayList<>();
        for (VariationalFactor factor : factors) {
            if (seen.contains(factor.latent())) {
                throw new IllegalArgumentException("two factors for latent " + factor.latent());
            }
            seen.add(factor.latent());
        }
        return new MeanField(List.copyOf(factors));
    }

    /** The factors, in order. */
    public List<VariationalFactor> factors() {
        return factors;
    }

    /** The latents, in the order of the factors. */
    public List<Latent> latents() {
        return latents;
    }

    /** The number of parameters of all factors. */
    public int parameterCount() {
        return parameterOffsets[factors.size()];
    }

    /** The number of noise values of one draw. */
    public int noiseCount() {
        return noiseOffsets[factors.size()];
    }

    /**
     * Where the parameters of a latent's factor start.
     *
     * @throws IllegalArgumentException when no factor is of this latent
     */
    public int parameterOffset(Latent latent) {
        return parameterOffsets[indexOf(latent)];
    }

    /**
     * The factor of a latent.
     *
     * @throws IllegalArgumentException when no factor is of this latent
     */
    public VariationalFactor factor(Latent latent) {
        return factors.get(indexOf(latent));
    }

    /** Starting parameters, a fresh array. */
    public double[] initialParameters(RandomGenerator rng) {
        double[] parameters = new double[parameterCount()];
        for (int k = 0; k < factors.size(); k++) {
            factors.get(k).initialize(parameters, parameterOffsets[k], rng);
        }
        return parameters;
    }

    /**
     * The noise of one draw.
     *
     * @param noise of length {@link #noiseCount}. Modified.
     */
    public void drawNoise(double[] noise, RandomGenerator rng) {
        for (int k = 0; k < factors.size(); k++) {
            factors.get(k).drawNoise(noise, noiseOffsets[k], rng);
        }
    }

    /** What the ELBO bounds: the weakest of what the factors bound. */
    public Bound bound() {
        return factors.stream().map(VariationalFactor::bound).reduce(Bound.EVIDENCE, Bound::and);
    }

    /** Whether every factor is reparameterized. */
    public boolean isReparameterized() {
        return factors.stream().allMatch(VariationalFactor::isReparameterized);
    }

    /** A pass through all factors, for one thread. */
    public Pass newPass() {
        return new Pass();
    }

    private int indexOf(Latent latent) {
        int index = latents.indexOf(latent);
        if (index < 0) {
            throw new IllegalArgumentException("no factor for latent " + latent + "; there are " + latents);
        }
        return index;
    }

    /** One draw of all latents and its gradient. */
    public final class Pass {
        private final VariationalFactor.Pass[] passes =
                factors.stream().map(VariationalFactor::newPass).toArray(VariationalFactor.Pass[]::new);

        private Pass() {}

        /**
         * The values of all latents and the sum of the entropy terms.
         *
         * @param z holds all latents of the factors. Modified.
         */
        public double forward(double[] parameters, double[] noise, double temperature, LatentValues z) {
            double entropy = 0;
            for (int k = 0; k < passes.length; k++) {
                entropy += passes[k].forward(
                        parameters, parameterOffsets[k], noise, noiseOffsets[k], temperature, z.get(latents.get(k)));
            }
            return entropy;
        }

        /** The control of the k-th factor at the last forward, if it has one. */
        public Optional<VariationalFactor.Control> control(int k) {
            return passes[k].control();
        }

        /**
         * log q of the last forward, over all factors.
         *
         * @throws UnsupportedOperationException when a factor does not know its density
         */
        public double logDensity() {
            double sum = 0;
            for (VariationalFactor.Pass pass : passes) {
                sum += pass.logDensity();
            }
            return sum;
        }

        /**
         * Adds the gradient of the ELBO of this draw.
         *
         * @param zAdjoint the gradient of the energy. Not modified.
         * @param advantage of this draw, for factors that are not reparameterized
         * @param gradient of length {@link #parameterCount}, added to. Modified.
         */
        public void backward(LatentValues zAdjoint, double advantage, double[] gradient) {
            for (int k = 0; k < passes.length; k++) {
                passes[k].backward(zAdjoint.get(latents.get(k)), advantage, gradient, parameterOffsets[k]);
            }
        }

        /**
         * A hard draw of all latents.
         *
         * @param z holds all latents of the factors. Modified.
         */
        public void hardDraw(double[] parameters, double[] noise, double temperature, LatentValues z) {
            for (int k = 0; k < passes.length; k++) {
                passes[k].hardDraw(
                        parameters, parameterOffsets[k], noise, noiseOffsets[k], temperature, z.get(latents.get(k)));
            }
        }
    }
}
