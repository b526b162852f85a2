package io.permvi.inference.fit;

import io.permvi.inference.factor.Bound;
import io.permvi.inference.factor.VariationalFactor;

/**
 * The pass of a factor whose best parameters given the others have a closed form, as {@link CoordinateAscent} needs it.
 * What closed forms found are parameters of a {@link VariationalFactor}, so it can be drawn from, compared by the
 * {@link Elbo}, and improved by {@link VariationalInference}. Owns its buffers and serves one thread.
 */
public interface ClosedFormUpdate {
    /** The factor whose parameters it finds. */
    VariationalFactor factor();

    /** What the ELBO bounds with this entropy. */
    default Bound bound() {
        return Bound.EVIDENCE;
    }

    /** The entropy at the last update, or the bound on it that the ELBO of the ascent counts. */
    double entropy();

    /**
     * Writes the factor's parameters at the last update.
     *
     * @param parameters from index {@code offset}. Modified.
     */
    void write(double[] parameters, int offset);
}
