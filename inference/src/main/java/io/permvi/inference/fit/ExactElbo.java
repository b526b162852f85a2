package io.permvi.inference.fit;

import io.permvi.inference.factor.DiscreteFactor;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Permutations;
import io.permvi.relaxations.ranking.EnumeratedDistribution;
import java.util.Arrays;
import java.util.List;

/**
 * The ELBO of a model whose only latent is a small permutation, under a discrete factor, by summing over all n!
 * permutations: {@code sum_P q(P) (log p(y, P) - log q(P))} and its gradient, without Monte-Carlo error. The oracle that
 * the estimates are tested against. For one thread; the log joint is enumerated once, then a call costs n! scores.
 */
public final class ExactElbo {
    private final DiscreteFactor factor;
    private final DiscreteFactor.Pass pass;
    private final EnumeratedDistribution posterior;
    private final int[][] places;
    private final double[] logJoint;
    private final double[] logProbability;

    /**
     * Enumerates the log joint.
     *
     * @throws IllegalArgumentException when the model has other latents, the factor is of another latent, or the latent
     *     is not an unmasked permutation of order {@value PermutationEnumeration#MAX_ORDER} or less
     */
    public ExactElbo(Model model, DiscreteFactor factor) {
        if (!(factor.latent() instanceof MatchingLatent latent)
                || !model.latents().equals(List.<Latent>of(latent))) {
            throw new IllegalArgumentException("enumeration serves models with one permutation, the factor's, got "
                    + model.latents() + " and " + factor.latent());
        }
        this.factor = factor;
        pass = factor.newPass();
        posterior = enumeratePosterior(model, latent);
        PermutationEnumeration all = posterior.enumeration();
        places = new int[all.size()][latent.rows()];
        logJoint = new double[all.size()];
        logProbability = new double[all.size()];
        for (int k = 0; k < places.length; k++) {
            all.places(k, places[k]);
            logJoint[k] = posterior.logProbability(all.permutation(k)) + posterior.logNormalizer();
        }
    }

    /**
     * The exact posterior of a model with one permutation; its log normalizer is the log evidence log p(y).
     *
     * @throws IllegalArgumentException when the latent is not an unmasked permutation that can be enumerated
     */
    public static EnumeratedDistribution enumeratePosterior(Model model, MatchingLatent latent) {
        if (!(latent.space() instanceof Permutations)
                || !latent.space().allowed().isFull()) {
            throw new IllegalArgumentException("enumeration serves permutations without a mask, got " + latent);
        }
        Model.Pass modelPass = model.newPass();
        LatentValues z = new LatentValues(List.of(latent));
        return EnumeratedDistribution.of(latent.rows(), candidate -> {
            Matching.toMatrix(candidate, z.get(latent));
            return modelPass.forward(z);
        });
    }

    /** The exact posterior. */
    public EnumeratedDistribution posterior() {
        return posterior;
    }

    /** The probabilities of all permutations under the factor, by index; a fresh array. */
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
            sum += q == 0 ? 0 : q * (logJoint[k] - logProbability[k]);
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
                pass.backward(q * (logJoint[k] - logProbability[k] - value), gradient, 0);
            }
        }
        return value;
    }
}
