package io.permvi.inference.fields;

import io.permvi.models.RealLatent;
import io.permvi.models.fields.GaussianField;

/**
 * The variational distribution of a field's modes, {@code q(a) = N(m, V)}, with its closed-form update: given soft
 * matches P and Student weights u,
 *
 * <pre>V^-1 = I + sum_k w_k F_k^T Sigma_k^-1 F_k,   m = V sum_k F_k^T Sigma_k^-1 sum_i P_ik u_ik (y_i - mu_k),</pre>
 *
 * where {@code w_k = sum_i P_ik u_ik}. Starts at its prior, N(0, I).
 *
 * @param latent the modes, M by 1
 * @param field whose modes they are
 */
public record LowRankGaussian(RealLatent latent, GaussianField field) {
    /** Scores below this count as impossible: their share of any marginal is below 4e-4. */
    static final double HOPELESS = -8;

    /**
     * Checks the shape.
     *
     * @throws IllegalArgumentException when the latent is not M by 1
     */
    public LowRankGaussian {
        if (latent.rows() != field.modeCount() || latent.columns() != 1) {
            throw new IllegalArgumentException(
                    "the latent of a field of " + field.modeCount() + " modes must be as many by 1, got " + latent);
        }
    }

    /**
     * A pass for one thread.
     *
     * @param points how many points are scored and matched
     */
    public ModesUpdate newUpdate(int points) {
        return new ModesUpdate(latent, field, points);
    }

    /** How the uncertainty of the modes enters. */
    public enum Rule {
        /** The expected log density: what the bound needs. */
        MEAN_FIELD,
        /** The log of the predictive density, with the uncertainty of the modes added to the noise. */
        MARGINAL,
        /** The same without what the place's own matches say: how well the others predict it. Least overconfident. */
        CAVITY
    }
}
