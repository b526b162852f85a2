package io.permvi.models;

/**
 * A model whose log joint is a sum over parts of the data, which can be estimated from a few of them,
 *
 * <pre>  log p(y, z) = log p(z) + sum over k of log p(y_k | z)  ~  log p(z) + K / |B| sum over k in B of log p(y_k | z),</pre>
 *
 * without bias when the B parts are drawn uniformly (Hoffman et al. 2013, section 2.2).
 */
public interface ModelInParts extends Model {
    /** K, at least 1. */
    int parts();

    @Override
    Pass newPass();

    /** An evaluation from all parts, or from those that were chosen. */
    interface Pass extends Model.Pass {
        /**
         * From the next forward on, counts only these parts, each as often as makes up for the others.
         *
         * @param parts indices from 0 to K - 1, each once, at least one. Not modified.
         */
        void choose(int[] parts);
    }
}
