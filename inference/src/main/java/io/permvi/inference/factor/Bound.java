package io.permvi.inference.factor;

/** What the ELBO of a factor bounds from below, the strongest first; that of several factors bounds the weakest. */
public enum Bound {
    /** The evidence, log p(y). */
    EVIDENCE,
    /** The evidence of a model whose matchings are relaxed or may clash, which is another number. */
    RELAXED_EVIDENCE,
    /** Nothing: its entropy term is an approximation. */
    NOTHING;

    /** The weaker of two. */
    public Bound and(Bound other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
