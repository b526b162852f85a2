package io.permvi.inference.posterior;

import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/** A posterior that another one stands behind: for those that carry more than it, or say something differently. */
public abstract class ForwardingPosterior implements Posterior {
    private final Posterior inner;

    /** Asks {@code inner} whatever is not overridden. */
    protected ForwardingPosterior(Posterior inner) {
        this.inner = inner;
    }

    /** The posterior that answers. */
    public final Posterior inner() {
        return inner;
    }

    @Override
    public List<Latent> latents() {
        return inner.latents();
    }

    @Override
    public void forEachDraw(int draws, RandomGenerator rng, DrawVisitor visitor) {
        inner.forEachDraw(draws, rng, visitor);
    }

    @Override
    public void forEachRelaxedDraw(int draws, RandomGenerator rng, DrawVisitor visitor) {
        inner.forEachRelaxedDraw(draws, rng, visitor);
    }

    @Override
    public Optional<ToDoubleFunction<LatentValues>> logDensity() {
        return inner.logDensity();
    }

    @Override
    public DMatrixRMaj mean(Latent latent, int draws, RandomGenerator rng) {
        return inner.mean(latent, draws, rng);
    }

    @Override
    public DMatrixRMaj mean(Latent latent) {
        return inner.mean(latent);
    }

    @Override
    public MatchingMarginals marginals(DiscreteLatent latent) {
        return new MatchingMarginals(latent.space(), mean(latent));
    }

    @Override
    public Evidence evidence() {
        return inner.evidence();
    }

    @Override
    public Diagnostics diagnostics() {
        return inner.diagnostics();
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
