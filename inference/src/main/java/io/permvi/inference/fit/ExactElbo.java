package io.permvi.inference.fit;

import io.permvi.inference.factor.DiscreteFactor;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.Model;
import java.util.Arrays;
import java.util.List;

/**
 * The ELBO of a model whose only latent is discrete and small, under a discrete factor, by summing over all its values:
 * {@code sum_z q(z) (log p(y, z) - log q(z))} and its gradient, without Monte-Carlo error. The oracle that the estimates
 * are tested against. For one thread; the log joint is enumerated once, then a call costs one score a value.
 */
public final class ExactElbo {
    private final DiscreteFactor factor;
    private final DiscreteFactor.Pass pass;
    private final ExactPosterior posterior;
    private final int[][] places;
    private final double[] logProbability;

    /**
     * Enumerates the log joint.
     *
     * @throws IllegalArgumentException when the model has other latents, the factor is of another latent, or there are too
     *     many values ({@link ExactPosterior#of})
     */
    public ExactElbo(Model model, DiscreteFactor factor) {
        if (!(factor.latent() instanceof DiscreteLatent latent)
                || !model.latents().equals(List.<Latent>of(latent))) {
            throw new IllegalArgumentException("enumeration serves models with one discrete latent, the factor's, got "
                    + model.latents() + " and " + factor.latent());
        }
        this.factor = factor;
        pass = factor.newPass();
        posterior = ExactPosterior.of(model);
        places = new int[posterior.values().size()][];
        Arrays.setAll(places, k -> posterior.values().places(k, latent));
        logProbability = new double[places.length];
    }

    /** The exact posterior. */
    public ExactPosterior posterior() {
        return posterior;
    }

    /** The probabilities of all values under the factor, in the posterior's order; a fresh array. */
    public double[] probabilities(double[] parameters) {
        double[] q = new double[places.length];
        Arrays.setAll(q, k -> Math.exp(pass.logProbability(parameters, 0, places[k])));
        return q;
    }

    /** The ELBO at these parameters of the factor. */
    public double value(double[] parameters) {
        double sum = 0;
        for (int k = 0; k < places.length; k++) {
            logProbability[k] = pass.logProbability(parameters, 0, places[k]);
            double q = Math.exp(logProbability[k]);
            sum += q == 0 ? 0 : q * (posterior.logJoint(k) - logProbability[k]);
        }
        return sum;
    }

    /**
     * The ELBO and its gradient.
     *
     * @param gradient of the factor's parameter count, overwritten. Modified.
     */
    public double valueAndGradient(double[] parameters, double[] gradient) {
        Arrays.fill(gradient, 0, factor.parameterCount(), 0);
        double value = value(parameters);
        for (int k = 0; k < places.length; k++) {
            double q = Math.exp(logProbability[k]);
            if (q > 0) {
                pass.logProbability(parameters, 0, places[k]);
                pass.backward(q * (posterior.logJoint(k) - logProbability[k] - value), gradient, 0);
            }
        }
        return value;
    }
}
