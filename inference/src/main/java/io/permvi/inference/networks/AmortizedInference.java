package io.permvi.inference.networks;

import io.permvi.inference.factor.Family;
import io.permvi.inference.fit.Elbo;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.models.Model;
import io.permvi.relaxations.autodiff.Operation;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.parallel.Workers;
import java.util.Arrays;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Amortized variational inference: an encoder looks at a data set and gives the parameters of the family, so that the
 * posterior of a new data set needs one forward pass and no fit (Kingma and Welling 2014; Mena et al. 2018, section 4). The
 * encoder is trained on the mean ELBO of data sets drawn from a source:
 *
 * <pre>{@code
 * var amortized = new AmortizedInference<>(encoder, q, data -> PointMatching.of(x, data.points(), data.centers(), sigma));
 * NetworkObjective objective = amortized.objective(rng -> simulate(rng), 16, 4);
 * AscentState trained = ascent.run(objective.over(encoder.parameters()), ascent.start(weights, seed)).state();
 * FittedPosterior posterior = amortized.posterior(trained.parameters(), newData, trained.step());
 * }</pre>
 *
 * <p>Any factors serve, pathwise or discrete: the encoder gets the gradient that a fit would follow.
 *
 * @param <D> a data set
 */
public final class AmortizedInference<D> {

    /**
     * A network from a data set to the parameters of the family.
     *
     * @param <D> a data set
     */
    public interface Encoder<D> {
        /** All weights. */
        ParameterSet parameters();

        /** Records the parameters of the family for this data set: a row, in the order of the family. */
        Var encode(NetworkPass pass, D data);
    }

    private final Encoder<D> encoder;
    private final Family q;
    private final Function<D, Model> model;

    /**
     * @param q of the latents of every model
     * @param model the log joint of a data set, always over the same latents
     */
    public AmortizedInference(Encoder<D> encoder, Family q, Function<D, Model> model) {
        this.encoder = encoder;
        this.q = q;
        this.model = model;
    }

    /**
     * The mean ELBO of data sets.
     *
     * @param source draws a data set, with the given generator and nothing else
     * @param dataSets of each part of a minibatch, at least 1
     * @param draws of each ELBO, at least 1; at least 2 when a factor is discrete, whose gradient compares them
     * @throws IllegalArgumentException when a number is too small
     */
    public NetworkObjective objective(Function<RandomGenerator, D> source, int dataSets, int draws) {
        if (dataSets < 1) {
            throw new IllegalArgumentException("data sets of a part must be at least 1, got " + dataSets);
        }
        int least = q.pathwise().size() == q.latents().size() ? 1 : 2;
        if (draws < least) {
            throw new IllegalArgumentException("draws must be at least " + least + " for these factors, got " + draws);
        }
        return () -> {
            double[][] noise = new double[draws][q.noiseCount()];
            Workers here = new Workers(1);
            return (pass, step) -> {
                Var sum = record(pass, source.apply(pass.noise()), noise, step, here);
                for (int k = 1; k < dataSets; k++) {
                    sum = sum.plus(record(pass, source.apply(pass.noise()), noise, step, here));
                }
                return sum.times(1.0 / dataSets);
            };
        };
    }

    private Var record(NetworkPass pass, D data, double[][] noise, int step, Workers here) {
        Var parameters = encode(pass, data);
        for (double[] draw : noise) {
            q.drawNoise(draw, pass.noise());
        }
        Elbo elbo = new Elbo(model.apply(data), q, noise.length);
        return pass.tape().record(new ElboOperation(elbo, noise, step, here), 1, 1, parameters);
    }

    private Var encode(NetworkPass pass, D data) {
        Var parameters = encoder.encode(pass, data);
        if (parameters.rows() != 1 || parameters.columns() != q.parameterCount()) {
            throw new IllegalArgumentException("encoder must give 1 x " + q.parameterCount() + " parameters, got "
                    + parameters.rows() + " x " + parameters.columns());
        }
        return parameters;
    }

    /**
     * The posterior of a data set, by one forward pass.
     *
     * @param weights of the encoder. Not modified.
     * @param step of the training whose temperatures relaxed draws have
     */
    public FittedPosterior posterior(double[] weights, D data, int step) {
        NetworkPass pass = new NetworkPass(encoder.parameters());
        pass.begin(weights);
        double[] parameters = Arrays.copyOf(encode(pass, data).value().data, q.parameterCount());
        return new FittedPosterior(q, parameters, step);
    }

    /** The ELBO as a function of the parameters; its gradient comes with its value and waits for the backward pass. */
    private record ElboOperation(Elbo elbo, double[][] noise, int step, Workers here) implements Operation {
        @Override
        public void forward(Var output) {
            double[] parameters = output.input(0).value().data;
            int count = output.input(0).columns();
            double[] exact = parameters.length == count ? parameters : Arrays.copyOf(parameters, count);
            output.value().data[0] = elbo.valueAndGradient(exact, noise, step, gradient(output), here);
        }

        @Override
        public void backward(Var output) {
            double[] gradient = gradient(output);
            double[] adjoint = output.input(0).adjoint().data;
            for (int k = 0; k < gradient.length; k++) {
                adjoint[k] += output.adjoint().data[0] * gradient[k];
            }
        }

        private static double[] gradient(Var output) {
            int count = output.input(0).columns();
            return output.workspace("elbo " + count, double[].class, () -> new double[count]);
        }
    }
}
