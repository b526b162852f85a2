package io.permvi.models;

import java.util.List;

/**
 * A log joint density log p(y, z) of fixed data y and latents z, normalized, constants included. Immutable and safe to
 * share between threads; evaluations happen in passes.
 */
public interface Model {

    /** The latents, each once. */
    List<Latent> latents();

    /** A pass for one thread. */
    Pass newPass();

    /** Whether passes have a gradient. Models without one serve discrete factors, enumeration and MCMC. */
    default boolean hasGradient() {
        return true;
    }

    /** One evaluation and its gradient; for one thread, reused for a whole run, allocates nothing after warm-up. */
    interface Pass {
        /**
         * log p(y, z).
         *
         * @param z values of at least this model's latents. Not modified.
         */
        double forward(LatentValues z);

        /**
         * The gradient of the log joint at the point of the last {@link #forward}.
         *
         * @param gradient receives the gradient with respect to each latent of this model, overwritten where an entry is
         *     allowed; what the others hold has no meaning. Modified.
         * @throws IllegalStateException before the first forward
         * @throws UnsupportedOperationException when the model has no gradient
         */
        void backward(LatentValues gradient);
    }
}
