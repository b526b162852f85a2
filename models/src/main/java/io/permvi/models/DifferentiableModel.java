package io.permvi.models;

/** A model with a gradient: what pathwise factors and control variates need. Every {@link TapeModel} is one. */
public interface DifferentiableModel extends Model {

    @Override
    Pass newPass();

    /** One evaluation and its gradient; for one thread, reused for a whole run, allocates nothing after warm-up. */
    interface Pass extends Model.Pass {
        /**
         * The gradient of the log joint at the point of the last {@link #forward}.
         *
         * @param gradient receives the gradient with respect to each latent of this model, overwritten where an entry is
         *     allowed; what the others hold has no meaning. Modified.
         * @throws IllegalStateException before the first forward
         */
        void backward(LatentValues gradient);
    }
}
