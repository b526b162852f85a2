package io.permvi.inference.fields;

import io.permvi.inference.fit.FitResult;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.models.fields.RigidMotion;

/**
 * One way to match points to places: where the ascent from one start ended.
 *
 * @param motion the rigid motion of the points
 * @param marginals how probable each pair is, after the cavity rounds
 * @param places where the places are expected after the deformation, K rows of D numbers
 * @param ascent posterior, trace and reason of the ascent, before the cavity rounds
 */
public record PointMatch(RigidMotion motion, MatchingMarginals marginals, double[][] places, FitResult ascent) {
    /** The ELBO at the end of the ascent, comparable between starts. */
    public double bound() {
        return ascent.elbo();
    }
}
