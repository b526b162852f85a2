package io.permvi.inference.fit;

import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.models.DifferentiableModel;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.Model;
import io.permvi.relaxations.parallel.Workers;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The evidence lower bound of a model under a mean field, estimated from several draws:
 *
 * <pre>  ELBO = mean over draws of log p(y, z)  +  mean over draws of the factors' entropy terms,</pre>
 *
 * the <em>energy</em> and the <em>entropy</em>, kept apart. The noise is an argument, so a value is a pure function of
 * parameters, noise and temperature. What it bounds depends on the factors: with relaxed factors the evidence of the
 * relaxed model, with discrete factors log p(y) itself.
 *
 * <p>The gradient runs through the values for reparameterized factors. For the others it is the score function with the
 * other draws as baseline (leave-one-out): draw s has advantage f_s minus the mean of the other f, where f = energy +
 * entropy of the draw. A factor with a control variate ({@link VariationalFactor.Control}) costs one more evaluation of
 * the model and its gradient in each draw.
 *
 * <p>An instance owns one pass and one gradient buffer for each draw and sums them in the order of the draws, so the
 * result has the same bits for any number of threads. It serves one caller at a time.
 */
public final class Elbo {
    private final MeanField q;
    private final boolean twoPhases;
    private final int[] controlled;
    private final double[] controlSums;
    private final Draw[] draws;
    private double energy;
    private double entropy;

    /**
     * @param draws how many draws each evaluation averages
     * @throws IllegalArgumentException when {@code draws} is below 1, a latent of the model has no factor or a factor
     *     no latent in the model, or the model has no gradient and a factor needs one, for its values or
     *     its control variate
     */
    public Elbo(Model model, MeanField q, int draws) {
        if (draws < 1) {
            throw new IllegalArgumentException("draws must be at least 1, got " + draws);
        }
        requireSameLatents(model, q);
        if (!(model instanceof DifferentiableModel)
                && q.factors().stream().anyMatch(VariationalFactor::isReparameterized)) {
            throw new IllegalArgumentException("the model has no gradient, so every factor must be discrete");
        }
        if (!(model instanceof DifferentiableModel) && q.factors().stream().anyMatch(VariationalFactor::hasControl)) {
            throw new IllegalArgumentException(
                    "the model has no gradient, so no factor can have a control variate: leave its scale at 0");
        }
        this.q = q;
        this.twoPhases = !q.isReparameterized();
        controlled = IntStream.range(0, q.factors().size())
                .filter(k -> q.factors().get(k).hasControl())
                .toArray();
        controlSums = new double[controlled.length];
        this.draws = new Draw[draws];
        for (int s = 0; s < draws; s++) {
            this.draws[s] = new Draw(model);
        }
    }

    private static void requireSameLatents(Model model, MeanField q) {
        for (Latent latent : model.latents()) {
            if (!q.latents().contains(latent)) {
                throw new IllegalArgumentException("latent " + latent + " of the model has no factor");
            }
        }
        for (Latent latent : q.latents()) {
            if (!model.latents().contains(latent)) {
                throw new IllegalArgumentException("latent " + latent + " of a factor is not in the model");
            }
        }
    }

    /** The number of draws of an evaluation. */
    public int draws() {
        return draws.length;
    }

    /**
     * The value alone.
     *
     * @param parameters of the mean field. Not modified.
     * @param noise one row of noise for each draw. Not modified.
     * @param temperature of relaxations
     */
    public double value(double[] parameters, double[][] noise, double temperature, Workers workers) {
        workers.forEach(draws.length, s -> draws[s].forward(parameters, noise[s], temperature));
        return average();
    }

    /**
     * The value and its gradient.
     *
     * @param parameters of the mean field. Not modified.
     * @param noise one row of noise for each draw. Not modified.
     * @param temperature of relaxations
     * @param gradient of length {@code parameterCount()}, overwritten. Modified.
     */
    public double valueAndGradient(
            double[] parameters, double[][] noise, double temperature, double[] gradient, Workers workers) {
        if (twoPhases) {
            workers.forEach(draws.length, s -> {
                draws[s].forward(parameters, noise[s], temperature);
                draws[s].evaluateControls();
            });
            double total = 0;
            for (Draw draw : draws) {
                total += draw.value();
            }
            double sum = total;
            sumControls();
            workers.forEach(draws.length, s -> {
                draws[s].backward(advantage(draws[s].value(), sum));
                draws[s].backwardControls();
            });
        } else {
            workers.forEach(draws.length, s -> {
                draws[s].forward(parameters, noise[s], temperature);
                draws[s].backward(0);
            });
        }
        Arrays.fill(gradient, 0);
        for (Draw draw : draws) {
            for (int k = 0; k < gradient.length; k++) {
                gradient[k] += draw.gradient[k];
            }
        }
        double weight = 1.0 / draws.length;
        for (int k = 0; k < gradient.length; k++) {
            gradient[k] *= weight;
        }
        return average();
    }

    /** The mean log joint of the last evaluation. */
    public double energy() {
        return energy;
    }

    /** The mean entropy term of the last evaluation. */
    public double entropy() {
        return entropy;
    }

    private double advantage(double value, double sum) {
        return draws.length == 1 ? value : value - (sum - value) / (draws.length - 1);
    }

    private void sumControls() {
        for (int c = 0; c < controlSums.length; c++) {
            controlSums[c] = 0;
            for (Draw draw : draws) {
                controlSums[c] += draw.controls[c].value;
            }
        }
    }

    private double average() {
        double energySum = 0;
        double entropySum = 0;
        for (Draw draw : draws) {
            energySum += draw.energy;
            entropySum += draw.entropy;
        }
        energy = energySum / draws.length;
        entropy = entropySum / draws.length;
        return energy + entropy;
    }

    /** Everything that one draw needs. */
    private final class Draw {
        private final MeanField.Pass factorPass = q.newPass();
        private final Model.Pass modelPass;
        private final Optional<DifferentiableModel.Pass> differentiable;
        private final LatentValues z = new LatentValues(q.latents());
        private final LatentValues zAdjoint = new LatentValues(q.latents());
        private final double[] gradient = new double[q.parameterCount()];
        private final ControlPoint[] controls = new ControlPoint[controlled.length];
        private double energy;
        private double entropy;

        private Draw(Model model) {
            modelPass = model.newPass();
            differentiable = modelPass instanceof DifferentiableModel.Pass pass ? Optional.of(pass) : Optional.empty();
            for (int c = 0; c < controls.length; c++) {
                controls[c] = new ControlPoint(model, factorPass, controlled[c]);
            }
        }

        private void forward(double[] parameters, double[] noise, double temperature) {
            entropy = factorPass.forward(parameters, noise, temperature, z);
            energy = modelPass.forward(z);
        }

        private void backward(double advantage) {
            if (differentiable.isPresent()) {
                differentiable.get().backward(zAdjoint);
            }
            Arrays.fill(gradient, 0);
            factorPass.backward(zAdjoint, advantage, gradient);
        }

        private double value() {
            return energy + entropy;
        }

        private void evaluateControls() {
            for (ControlPoint point : controls) {
                point.forward(z);
            }
        }

        private void backwardControls() {
            for (int c = 0; c < controls.length; c++) {
                controls[c].backward(advantage(controls[c].value, controlSums[c]), gradient);
            }
        }
    }

    /** The model at the relaxed point of one factor, the other latents as drawn. */
    private final class ControlPoint {
        private final VariationalFactor.Control control;
        private final Latent latent;
        private final int parameterOffset;
        private final DifferentiableModel.Pass modelPass;
        private final LatentValues x = new LatentValues(q.latents());
        private final LatentValues xAdjoint = new LatentValues(q.latents());
        private double value;

        private ControlPoint(Model model, MeanField.Pass factorPass, int factor) {
            control = factorPass.control(factor).orElseThrow();
            latent = q.latents().get(factor);
            parameterOffset = q.parameterOffset(latent);
            modelPass = ((DifferentiableModel) model).newPass();
        }

        private void forward(LatentValues drawn) {
            x.set(drawn);
            value = control.point(x.get(latent));
            value += modelPass.forward(x);
            modelPass.backward(xAdjoint);
        }

        private void backward(double advantage, double[] gradient) {
            control.backward(xAdjoint.get(latent), advantage, gradient, parameterOffset);
        }
    }
}
