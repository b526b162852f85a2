package io.permvi.inference.fit;

import io.permvi.inference.factor.Family;
import io.permvi.inference.factor.SharedWork;
import io.permvi.models.DifferentiableModel;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.Model;
import io.permvi.models.ModelInParts;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The evidence lower bound of a model under a family, estimated from several draws:
 *
 * <pre>  ELBO = mean over draws of log p(y, z)  +  mean over draws of the family's entropy term,</pre>
 *
 * the <em>energy</em> and the <em>entropy</em>, kept apart. The noise is an argument, so a value is a pure function of
 * parameters, noise and step (by which relaxations have their temperatures). What it bounds depends on the family: with
 * relaxed factors the evidence of the relaxed model, with discrete factors log p(y) itself.
 *
 * <p>The gradient runs through the values of pathwise latents. For the others it is the score function with the other draws
 * as baseline (leave-one-out): draw s has advantage f_s minus the mean of the other f, where f = energy + entropy of the
 * draw. A control variate ({@link Family.Control}) costs one more evaluation of the model and its gradient in each draw.
 *
 * <p>An instance owns one pass and one gradient buffer for each draw and sums them in the order of the draws, so the
 * result has the same bits for any number of threads. It serves one caller at a time.
 */
public final class Elbo implements Objective.Pass {
    private final Family q;
    private final boolean pathwise;
    private final double[] controlSums;
    private final Draw[] draws;
    private final PartGradients gradients;
    private final Optional<SharedWork> shared;
    /** All parts of the data and those of a minibatch; none when each step sees all data. */
    private final int[] order;

    private final int[] chosen;
    private double total;

    /**
     * @param draws how many draws each evaluation averages
     * @throws IllegalArgumentException when {@code draws} is below 1, a latent of the model has no factor or a factor
     *     no latent in the model, or the model has no gradient and the family needs one, for its values or for a
     *     control variate
     */
    public Elbo(Model model, Family q, int draws) {
        this(model, q, draws, 0);
    }

    /** With minibatches of a {@link ModelInParts}, another in each step, where {@code batch} is above 0. */
    Elbo(Model model, Family q, int draws, int batch) {
        if (draws < 1) {
            throw new IllegalArgumentException("draws must be at least 1, got " + draws);
        }
        requireSameLatents(model, q);
        this.q = q;
        pathwise = !q.pathwise().isEmpty();
        if (pathwise && !(model instanceof DifferentiableModel)) {
            throw new IllegalArgumentException("the model has no gradient, so no latent can have a pathwise factor, as "
                    + q.pathwise() + " have: use discrete ones");
        }
        this.draws = new Draw[draws];
        for (int s = 0; s < draws; s++) {
            this.draws[s] = new Draw(model);
        }
        shared = q.share(Arrays.stream(this.draws).map(draw -> draw.pass).toList());
        controlSums = new double[this.draws[0].controls.size()];
        gradients = new PartGradients(this, draws, q.parameterCount(), comparesDraws(q));
        order = new int[batch == 0 ? 0 : ((ModelInParts) model).parts()];
        chosen = new int[batch];
    }

    /** Whether a latent learns from the score function, which compares draws. */
    static boolean comparesDraws(Family q) {
        return q.pathwise().size() < q.latents().size();
    }

    private static void requireSameLatents(Model model, Family q) {
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

    /**
     * The value alone.
     *
     * @param parameters of the family. Not modified.
     * @param noise one row of noise for each draw. Not modified.
     * @param step of the fit, by which relaxations have their temperatures
     */
    public double value(double[] parameters, double[][] noise, int step, Workers workers) {
        if (shared.isPresent()) {
            workers.forEach(draws.length, s -> draws[s].prepare(parameters, noise[s], step));
            shared.get().forward();
        }
        workers.forEach(draws.length, s -> draws[s].forward(parameters, noise[s], step));
        return energy() + entropy();
    }

    /**
     * The value and its gradient.
     *
     * @param parameters of the family. Not modified.
     * @param noise one row of noise for each draw. Not modified.
     * @param step of the fit, by which relaxations have their temperatures
     * @param gradient of length {@code parameterCount()}, overwritten. Modified.
     */
    public double valueAndGradient(
            double[] parameters, double[][] noise, int step, double[] gradient, Workers workers) {
        gradients.evaluate(
                s -> draws[s].prepare(parameters, noise[s], step),
                s -> forward(s, parameters, noise[s], step),
                gradient,
                workers);
        return energy() + entropy();
    }

    private void forward(int s, double[] parameters, double[] noise, int step) {
        draws[s].forward(parameters, noise, step);
        draws[s].evaluateControls();
    }

    /** The mean log joint of the last evaluation. */
    public double energy() {
        double sum = 0;
        for (Draw draw : draws) {
            sum += draw.energy;
        }
        return sum / draws.length;
    }

    /** The mean entropy term of the last evaluation. */
    public double entropy() {
        double sum = 0;
        for (Draw draw : draws) {
            sum += draw.entropy;
        }
        return sum / draws.length;
    }

    /** The first of a shuffled order that starts sorted, so that a step depends on nothing before it. */
    @Override
    public void begin(int step, DrawRandom stream) {
        Arrays.setAll(order, k -> k);
        for (int k = 0; k < chosen.length; k++) {
            int other = k + stream.nextInt(order.length - k);
            chosen[k] = order[other];
            order[other] = order[k];
        }
        for (int s = 0; s < draws.length && chosen.length > 0; s++) {
            draws[s].choose(chosen);
        }
    }

    @Override
    public Optional<SharedWork> shared() {
        return shared;
    }

    @Override
    public void prepare(int part, double[] parameters, int step, DrawRandom stream) {
        q.drawNoise(draws[part].noise, stream);
        draws[part].prepare(parameters, draws[part].noise, step);
    }

    @Override
    public void finish(int part, double[] gradient) {
        draws[part].pass.finish(gradient);
    }

    @Override
    public void forward(int part, double[] parameters, int step, DrawRandom stream) {
        if (shared.isEmpty()) {
            q.drawNoise(draws[part].noise, stream);
        }
        forward(part, parameters, draws[part].noise, step);
    }

    @Override
    public void compare() {
        total = 0;
        for (Draw draw : draws) {
            total += draw.energy + draw.entropy;
        }
        for (int c = 0; c < controlSums.length; c++) {
            controlSums[c] = 0;
            for (Draw draw : draws) {
                controlSums[c] += draw.controls.get(c).value;
            }
        }
    }

    @Override
    public void backward(int part, double[] gradient) {
        draws[part].backward(gradient);
    }

    @Override
    public double energy(int part) {
        return draws[part].energy;
    }

    @Override
    public double entropy(int part) {
        return draws[part].entropy;
    }

    private double advantage(double value, double sum) {
        return draws.length == 1 ? value : value - (sum - value) / (draws.length - 1);
    }

    /** Everything that one draw needs. */
    private final class Draw {
        private final Family.Pass pass = q.newPass();
        private final Model.Pass modelPass;
        private final double[] noise = new double[q.noiseCount()];
        private final LatentValues z = new LatentValues(q.latents());
        private final LatentValues zAdjoint = new LatentValues(q.latents());
        private final List<ControlPoint> controls = new ArrayList<>();
        private double energy;
        private double entropy;

        private Draw(Model model) {
            modelPass = model.newPass();
            for (Family.Control control : pass.controls()) {
                controls.add(new ControlPoint(model, control));
            }
        }

        private void choose(int[] parts) {
            ((ModelInParts.Pass) modelPass).choose(parts);
            for (ControlPoint point : controls) {
                ((ModelInParts.Pass) point.modelPass).choose(parts);
            }
        }

        private void prepare(double[] parameters, double[] own, int step) {
            pass.moveTo(step);
            pass.prepare(parameters, own);
        }

        private void forward(double[] parameters, double[] own, int step) {
            pass.moveTo(step);
            entropy = pass.forward(parameters, own, z);
            energy = modelPass.forward(z);
        }

        private void evaluateControls() {
            for (int c = 0; c < controls.size(); c++) {
                controls.get(c).forward(z);
            }
        }

        private void backward(double[] gradient) {
            if (pathwise) {
                ((DifferentiableModel.Pass) modelPass).backward(zAdjoint);
            }
            pass.backward(zAdjoint, advantage(energy + entropy, total), gradient);
            for (int c = 0; c < controls.size(); c++) {
                ControlPoint point = controls.get(c);
                point.backward(advantage(point.value, controlSums[c]), gradient);
            }
        }
    }

    /** The model at the relaxed point of one control, the other latents as drawn. */
    private final class ControlPoint {
        private final Family.Control control;
        private final DifferentiableModel.Pass modelPass;
        private final LatentValues x = new LatentValues(q.latents());
        private final LatentValues xAdjoint = new LatentValues(q.latents());
        private double value;

        private ControlPoint(Model model, Family.Control control) {
            if (!(model instanceof DifferentiableModel differentiable)) {
                throw new IllegalArgumentException(
                        "the model has no gradient, so no factor can have a control variate: leave it out");
            }
            this.control = control;
            modelPass = differentiable.newPass();
        }

        private void forward(LatentValues drawn) {
            x.set(drawn);
            value = control.point(x);
            value += modelPass.forward(x);
            modelPass.backward(xAdjoint);
        }

        private void backward(double advantage, double[] gradient) {
            control.backward(xAdjoint, advantage, gradient);
        }
    }
}
