package io.permvi.inference.points;

import io.permvi.inference.CoordinateAscent;
import io.permvi.inference.MatchingMarginals;
import io.permvi.models.points.RigidMotion;

/**
 * One way to match points to places: where the ascent from one start ended.
 *
 * @param motion the rigid motion of the points
 * @param bound the ELBO, comparable between starts
 * @param marginals how probable each pair is
 * @param places where the places are expected after the deformation, K rows of D numbers
 * @param ascent trace and reason of the ascent
 */
public record PointMatch(
        RigidMotion motion,
        double bound,
        MatchingMarginals marginals,
        double[][] places,
        CoordinateAscent.Result ascent) {}
