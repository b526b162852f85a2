package io.permvi.applications.worms;

import io.permvi.models.MatchingDensity;
import io.permvi.models.MatchingLatent;
import io.permvi.models.worms.Connectome;
import io.permvi.models.worms.WormDynamics;
import io.permvi.models.worms.WormRecording;
import java.util.List;

/**
 * The worm dynamics with the weights integrated out: given which cell is which neuron, the weights into one neuron are
 * a Bayesian linear regression of its activity on that of its synaptic neighbors one step before, pooled over the worms,
 * so
 *
 * <pre>  log p(y | x) = sum over neurons of  -1/2 log det(I + G s^2 / v) - (c - b' (G + v / s^2 I)^-1 b) / (2 v) + const  </pre>
 *
 * with G, b and c the products of neighbors with neighbors, neighbors with target, and target with target, all read
 * from the sufficient statistics: the cost does not depend on the length of the recordings. Neurons without a cell in a
 * worm have no target there and count as silent neighbors.
 *
 * <p>An exchange of two names in one worm changes the targets of two rows and one or two regressors of their neighbors;
 * each of those rows costs O(k^2) for k neighbors, from its current inverse.
 *
 * @param connectome the neurons; its row i allows column j when neuron j may drive neuron i
 * @param worms the recordings
 * @param latents the cells by neurons matching of each worm, within its allowed entries
 * @param weightVariance s^2, prior variance of a weight; in units of the noise when that is unknown
 * @param noise the variance v
 */
public record CollapsedDynamics(
        Connectome connectome,
        List<WormRecording> worms,
        List<MatchingLatent> latents,
        double weightVariance,
        NoiseVariance noise)
        implements MatchingDensity {

    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException when a shape does not fit, or the variance is not positive
     */
    public CollapsedDynamics {
        worms = List.copyOf(worms);
        latents = List.copyOf(latents);
        requireLatents(connectome, worms, latents);
        if (!(weightVariance > 0 && weightVariance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("weight variance must be positive and finite, got " + weightVariance);
        }
    }

    static void requireLatents(Connectome connectome, List<WormRecording> worms, List<MatchingLatent> latents) {
        if (worms.isEmpty() || worms.size() != latents.size()) {
            throw new IllegalArgumentException(
                    "as many latents as worms are needed, got " + latents.size() + " and " + worms.size());
        }
        for (int j = 0; j < worms.size(); j++) {
            MatchingLatent latent = latents.get(j);
            int cells = worms.get(j).statistics().cells();
            if (latent.rows() != cells || latent.columns() != connectome.size()) {
                throw new IllegalArgumentException("latent " + latent.name() + " must be " + cells + " x "
                        + connectome.size() + ", got " + latent.rows() + " x " + latent.columns());
            }
            if (latent.space().partial()) {
                throw new IllegalArgumentException("latent " + latent.name() + " must match every cell");
            }
        }
    }

    /** The recordings of a connectome's worms, each within its allowed entries. */
    public static CollapsedDynamics of(
            Connectome connectome, List<WormRecording> worms, double weightVariance, NoiseVariance noise) {
        List<MatchingLatent> latents = worms.stream()
                .map(worm -> new MatchingLatent(worm.name(), worm.allowed()))
                .toList();
        return new CollapsedDynamics(connectome, worms, latents, weightVariance, noise);
    }

    /** The same worms, identities and variances with the weights integrated out. */
    public static CollapsedDynamics of(WormDynamics dynamics) {
        double weightDeviation = dynamics.weightPrior().standardDeviation();
        double noise = dynamics.noiseDeviation();
        return new CollapsedDynamics(
                dynamics.connectome(),
                dynamics.worms(),
                dynamics.identities(),
                weightDeviation * weightDeviation,
                NoiseVariance.known(noise * noise));
    }

    /** One of the worms alone. */
    public CollapsedDynamics alone(int worm) {
        return new CollapsedDynamics(
                connectome, List.of(worms.get(worm)), List.of(latents.get(worm)), weightVariance, noise);
    }

    /** The same with another prior variance of the weights. */
    public CollapsedDynamics withWeightVariance(double weightVariance) {
        return new CollapsedDynamics(connectome, worms, latents, weightVariance, noise);
    }

    @Override
    public CollapsedPass newPass() {
        return new CollapsedPass(this);
    }
}
