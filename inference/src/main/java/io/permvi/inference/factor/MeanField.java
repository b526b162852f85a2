package io.permvi.inference.factor;

import io.permvi.inference.optimize.Schedule;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A product of independent factors, one for each latent; owns the layout of parameters and noise, end to end. When every
 * factor knows its density, the mean field is a {@link DensityFamily}.
 */
public class MeanField implements Family {
    private final List<VariationalFactor> factors;
    private final List<Latent> latents;
    private final int[] parameterOffsets;
    private final int[] noiseOffsets;

    MeanField(List<VariationalFactor> factors) {
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
        List<VariationalFactor> copy = List.copyOf(factors);
        boolean known = copy.stream().allMatch(f -> f instanceof DensityFactor || f instanceof DiscreteFactor);
        return known ? new DensityMeanField(copy) : new MeanField(copy);
    }

    /** The factors, in order. */
    public List<VariationalFactor> factors() {
        return factors;
    }

    /** The latents, in the order of the factors. */
    @Override
    public List<Latent> latents() {
        return latents;
    }

    @Override
    public List<Latent> pathwise() {
        return factors.stream()
                .filter(PathwiseFactor.class::isInstance)
                .map(VariationalFactor::latent)
                .toList();
    }

    @Override
    public int parameterCount() {
        return parameterOffsets[factors.size()];
    }

    @Override
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

    private int indexOf(Latent latent) {
        int index = latents.indexOf(latent);
        if (index < 0) {
            throw new IllegalArgumentException("no factor for latent " + latent + "; there are " + latents);
        }
        return index;
    }

    @Override
    public double[] initialParameters(RandomGenerator rng) {
        double[] parameters = new double[parameterCount()];
        for (int k = 0; k < factors.size(); k++) {
            factors.get(k).initialize(parameters, parameterOffsets[k], rng);
        }
        return parameters;
    }

    @Override
    public void startAt(Start start, double[] parameters) {
        int k = indexOf(start.latent());
        factors.get(k).startAt(start, parameters, parameterOffsets[k]);
    }

    @Override
    public void drawNoise(double[] noise, RandomGenerator rng) {
        for (int k = 0; k < factors.size(); k++) {
            factors.get(k).drawNoise(noise, noiseOffsets[k], rng);
        }
    }

    /** The weakest of what the factors bound. */
    @Override
    public Bound bound() {
        return factors.stream().map(VariationalFactor::bound).reduce(Bound.EVIDENCE, Bound::and);
    }

    @Override
    public List<Schedule> temperatures() {
        return factors.stream()
                .filter(Tempered.class::isInstance)
                .map(factor -> ((Tempered) factor).temperature())
                .toList();
    }

    @Override
    public Family.Pass newPass() {
        return new ProductPass();
    }

    @Override
    public Optional<SharedWork> share(List<? extends Family.Pass> passes) {
        List<SharedWork> works = new ArrayList<>();
        for (int k = 0; k < factors.size(); k++) {
            int factor = k;
            if (factors.get(k) instanceof RelaxedFactor relaxed) {
                relaxed.share(passes.stream()
                                .map(pass -> ((ProductPass) pass).passes[factor])
                                .toList())
                        .ifPresent(works::add);
            }
        }
        return works.isEmpty() ? Optional.empty() : Optional.of(new AllOf(works));
    }

    /** What several factors share. */
    private record AllOf(List<SharedWork> works) implements SharedWork {
        @Override
        public void forward() {
            works.forEach(SharedWork::forward);
        }

        @Override
        public void backward() {
            works.forEach(SharedWork::backward);
        }
    }

    /** How a factor's gradient is added, by its kind. */
    private interface Backward {
        void add(LatentValues zAdjoint, double advantage, double[] gradient);
    }

    /** One draw of all latents and its gradient. */
    class ProductPass implements Family.Pass {
        final VariationalFactor.Pass[] passes =
                factors.stream().map(VariationalFactor::newPass).toArray(VariationalFactor.Pass[]::new);
        private final Backward[] backwards = new Backward[passes.length];
        private final List<Tempered.Pass> tempered = new ArrayList<>();
        private final List<Schedule> temperatures = temperatures();
        private final List<Control> controls = new ArrayList<>();

        ProductPass() {
            for (int k = 0; k < passes.length; k++) {
                Latent latent = latents.get(k);
                int offset = parameterOffsets[k];
                if (passes[k] instanceof PathwiseFactor.Pass pass) {
                    backwards[k] =
                            (adjoint, advantage, gradient) -> pass.backward(adjoint.get(latent), gradient, offset);
                }
                if (passes[k] instanceof ScoredFactor.Pass pass) {
                    backwards[k] = (adjoint, advantage, gradient) -> pass.backward(advantage, gradient, offset);
                }
                if (passes[k] instanceof Tempered.Pass pass) {
                    tempered.add(pass);
                }
                if (passes[k] instanceof ControlledFactor.Pass pass) {
                    controls.add(new PlacedControl(pass.control(), latent, offset));
                }
            }
        }

        @Override
        public void moveTo(int step) {
            for (int k = 0; k < tempered.size(); k++) {
                tempered.get(k).setTemperature(temperatures.get(k).at(step));
            }
        }

        @Override
        public void prepare(double[] parameters, double[] noise) {
            for (int k = 0; k < passes.length; k++) {
                if (passes[k] instanceof RelaxedFactor.Pass pass) {
                    pass.prepare(parameters, parameterOffsets[k], noise, noiseOffsets[k]);
                }
            }
        }

        @Override
        public void finish(double[] gradient) {
            for (int k = 0; k < passes.length; k++) {
                if (passes[k] instanceof RelaxedFactor.Pass pass) {
                    pass.finish(gradient, parameterOffsets[k]);
                }
            }
        }

        @Override
        public double forward(double[] parameters, double[] noise, LatentValues z) {
            double entropy = 0;
            for (int k = 0; k < passes.length; k++) {
                entropy += passes[k].forward(
                        parameters, parameterOffsets[k], noise, noiseOffsets[k], z.get(latents.get(k)));
            }
            return entropy;
        }

        @Override
        public void backward(LatentValues zAdjoint, double advantage, double[] gradient) {
            for (Backward backward : backwards) {
                backward.add(zAdjoint, advantage, gradient);
            }
        }

        @Override
        public void hardDraw(double[] parameters, double[] noise, LatentValues z) {
            for (int k = 0; k < passes.length; k++) {
                passes[k].hardDraw(parameters, parameterOffsets[k], noise, noiseOffsets[k], z.get(latents.get(k)));
            }
        }

        @Override
        public List<Control> controls() {
            return controls;
        }
    }

    /** The control of a factor, with its latent and the place of its parameters. */
    private record PlacedControl(ControlledFactor.Control control, Latent latent, int offset) implements Control {
        @Override
        public double point(LatentValues x) {
            return control.point(x.get(latent));
        }

        @Override
        public void backward(LatentValues xAdjoint, double advantage, double[] gradient) {
            control.backward(xAdjoint.get(latent), advantage, gradient, offset);
        }
    }

    @Override
    public String toString() {
        return "mean field " + factors;
    }
}
