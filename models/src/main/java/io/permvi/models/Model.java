package io.permvi.models;

import java.util.List;

/**
 * A log joint density log p(y, z) of fixed data y and latents z, normalized, constants included. Immutable and safe to
 * share between threads; evaluations happen in passes. As it is, it serves discrete factors, enumeration and sampling;
 * factors that move their values smoothly need a {@link DifferentiableModel}.
 */
public interface Model {

    /** The latents, each once. */
    List<Latent> latents();

    /** A pass for one thread. */
    Pass newPass();

    /** One evaluation; for one thread, reused for a whole run; allocates nothing after warm-up unless the model says so. */
    interface Pass {
        /**
         * log p(y, z).
         *
         * @param z values of at least this model's latents. Not modified.
         */
        double forward(LatentValues z);
    }
}
