package io.permvi.inference.posterior;

import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/** A posterior under other latents of the same shapes, such as those of a model of which it was fitted to a part. */
public final class RelabeledPosterior extends ForwardingPosterior {
    private final List<Latent> latents;

    /**
     * The same numbers under these names.
     *
     * @param latents in the order of those of {@code inner}
     * @throws IllegalArgumentException when their number or a shape differs
     */
    public RelabeledPosterior(Posterior inner, List<? extends Latent> latents) {
        super(inner);
        this.latents = List.copyOf(latents);
        for (int k = 0; k < Math.max(latents.size(), inner.latents().size()); k++) {
            if (latents.size() != inner.latents().size()
                    || latents.get(k).rows() != inner.latents().get(k).rows()
                    || latents.get(k).columns() != inner.latents().get(k).columns()) {
                throw new IllegalArgumentException(
                        "the new latents " + latents + " do not have the shapes of " + inner.latents());
            }
        }
    }

    @Override
    public List<Latent> latents() {
        return latents;
    }

    @Override
    public void forEachDraw(int draws, RandomGenerator rng, DrawVisitor visitor) {
        LatentValues renamed = new LatentValues(latents);
        super.forEachDraw(draws, rng, (s, z) -> visitor.accept(s, copy(z, inner().latents(), renamed, latents)));
    }

    @Override
    public void forEachRelaxedDraw(int draws, RandomGenerator rng, DrawVisitor visitor) {
        LatentValues renamed = new LatentValues(latents);
        super.forEachRelaxedDraw(draws, rng, (s, z) -> visitor.accept(s, copy(z, inner().latents(), renamed, latents)));
    }

    @Override
    public Optional<ToDoubleFunction<LatentValues>> logDensity() {
        LatentValues renamed = new LatentValues(inner().latents());
        return super.logDensity()
                .map(density -> z -> density.applyAsDouble(copy(z, latents, renamed, inner().latents())));
    }

    private static LatentValues copy(LatentValues from, List<Latent> names, LatentValues to, List<Latent> others) {
        for (int k = 0; k < names.size(); k++) {
            to.get(others.get(k)).setTo(from.get(names.get(k)));
        }
        return to;
    }

    @Override
    public DMatrixRMaj mean(Latent latent, int draws, RandomGenerator rng) {
        return super.mean(of(latent), draws, rng);
    }

    @Override
    public DMatrixRMaj mean(Latent latent) {
        return super.mean(of(latent));
    }

    private Latent of(Latent latent) {
        int k = latents.indexOf(latent);
        if (k < 0) {
            throw new IllegalArgumentException("latent " + latent + " is not of this posterior; there are " + latents);
        }
        return inner().latents().get(k);
    }
}
