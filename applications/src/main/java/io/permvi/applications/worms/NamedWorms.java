package io.permvi.applications.worms;

import io.permvi.inference.posterior.ForwardingPosterior;
import io.permvi.inference.posterior.Posterior;
import io.permvi.inference.posterior.RelabeledPosterior;
import io.permvi.models.worms.WormDynamics;
import io.permvi.relaxations.permutation.Matching;
import java.util.List;
import java.util.Optional;

/**
 * The posterior of the names of all worms, with the best names that were found and the density that says how good they
 * are.
 */
public final class NamedWorms extends ForwardingPosterior {
    private final CollapsedDynamics density;
    private final List<Matching> best;
    private final Optional<NameTrust> trust;

    /**
     * Names with probabilities.
     *
     * @param names over the worms' latents
     * @param density the model with the weights integrated out
     * @param best the names of largest density, one matching a worm
     */
    public NamedWorms(Posterior names, CollapsedDynamics density, List<Matching> best) {
        this(names, density, best, Optional.empty());
    }

    /** The same where the names were checked. */
    NamedWorms(Posterior names, CollapsedDynamics density, List<Matching> best, NameTrust trust) {
        this(names, density, best, Optional.of(trust));
    }

    private NamedWorms(Posterior names, CollapsedDynamics density, List<Matching> best, Optional<NameTrust> trust) {
        super(names);
        this.trust = trust;
        this.density = density;
        this.best = List.copyOf(best);
    }

    /** The same under the names of another model of these worms. */
    NamedWorms of(WormDynamics model) {
        return new NamedWorms(new RelabeledPosterior(inner(), model.identities()), density, best, trust);
    }

    /** The model with the weights integrated out, with the variance of the weights that was fitted, if it was. */
    public CollapsedDynamics density() {
        return density;
    }

    /** The names of largest density, one matching a worm. */
    public List<Matching> best() {
        return best;
    }

    /** Whether the names are to be trusted; of methods that look for it. */
    public Optional<NameTrust> trust() {
        return trust;
    }

    /** What the density of the best names has above that of others, such as the true ones. */
    public double evidenceGap(List<Matching> names) {
        return density.newPass().start(best) - density.newPass().start(names);
    }
}
