package io.permvi.inference.fit;

import io.permvi.inference.factor.Bound;
import io.permvi.inference.factor.VariationalFactor;

/**
 * A factor of a mean field whose best value given the others has a closed form, as {@link CoordinateAscent} needs it. It
 * stays a member of a {@link VariationalFactor}'s family, so what closed forms found can be drawn from, compared by the
 * {@link Elbo}, and improved by {@link VariationalInference}.
 */
public interface ClosedFormFactor {
    /** The family, with the latent that this is a distribution of. */
    VariationalFactor family();

    /** What the ELBO bounds with this entropy. */
    default Bound bound() {
        return Bound.EVIDENCE;
    }

    /** The entropy at the last update, or the bound on it that the ELBO of the ascent counts. */
    double entropy();

    /**
     * Writes the family's parameters at the last update.
     *
     * @param parameters from index {@code offset}. Modified.
     */
    void write(double[] parameters, int offset);
}
