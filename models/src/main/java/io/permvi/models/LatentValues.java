package io.permvi.models;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/** One matrix for each latent: the point at which a model is evaluated, or the gradient there. Mutable, for one thread. */
public final class LatentValues {
    private final List<Latent> latents;
    private final Map<Latent, DMatrixRMaj> matrices = new IdentityHashMap<>();

    /**
     * Zero matrices of the right shapes.
     *
     * @throws IllegalArgumentException when a latent is listed twice
     */
    public LatentValues(List<? extends Latent> latents) {
        this.latents = List.copyOf(latents);
        for (Latent latent : latents) {
            if (matrices.put(latent, new DMatrixRMaj(latent.rows(), latent.columns())) != null) {
                throw new IllegalArgumentException("latent " + latent.name() + " is listed twice");
            }
        }
    }

    /** The latents, in order. */
    public List<Latent> latents() {
        return latents;
    }

    /**
     * The matrix of a latent: the stored one, to be read or written in place, never reshaped.
     *
     * @throws IllegalArgumentException when the latent is not one of these
     */
    public DMatrixRMaj get(Latent latent) {
        DMatrixRMaj matrix = matrices.get(latent);
        if (matrix == null) {
            throw new IllegalArgumentException("no values for latent " + latent + "; there are " + latents);
        }
        return matrix;
    }

    /**
     * Copies the matrices of the same latents.
     *
     * @param from holds at least these latents. Not modified.
     */
    public void set(LatentValues from) {
        for (Latent latent : latents) {
            get(latent).setTo(from.get(latent));
        }
    }
}
