package io.permvi.inference.fields;

import io.permvi.models.fields.DeformationBasis;
import io.permvi.models.fields.RigidMotion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Rigid motions to start a search from: centers on centers, principal axes on principal axes, turned. */
public final class StartingMotions {
    private StartingMotions() {}

    /**
     * In two dimensions, {@code turns} rotations; in three, the longest axes on each other either way round, and {@code
     * turns} rotations about them. All of one hand.
     *
     * @param points D rows of n coordinates, D = 2 or 3. Not modified.
     * @param places K rows of D coordinates. Not modified.
     * @param turns how many rotations, at least 1
     * @param mirrored whether the motions reflect
     * @throws IllegalArgumentException when D is neither 2 nor 3
     */
    public static List<RigidMotion> of(double[][] points, double[][] places, int turns, boolean mirrored) {
        int dimensions = points.length;
        if (dimensions != 2 && dimensions != 3) {
            throw new IllegalArgumentException("starting motions need 2 or 3 dimensions, got " + dimensions);
        }
        double[][] target = transposed(places);
        DMatrixRMaj to = axes(target);
        DMatrixRMaj from = axes(points);
        List<RigidMotion> motions = new ArrayList<>();
        int ends = dimensions == 3 ? 2 : 1;
        for (int end = 0; end < ends; end++) {
            for (int turn = 0; turn < turns; turn++) {
                DMatrixRMaj between = between(dimensions, end == 0 ? 1 : -1, 2 * Math.PI * turn / turns, mirrored);
                motions.add(motion(to, between, from, center(target), center(points)));
            }
        }
        return motions;
    }

    /**
     * The motions, each followed by moves along the longest axis of the places: for points whose middle is not that of
     * the places, because some are missing at one end or others stand there.
     *
     * @param places K rows of D coordinates. Not modified.
     * @param shifts lengths of the moves, in units of the places; 0 keeps a motion
     */
    public static List<RigidMotion> shifted(List<RigidMotion> motions, double[][] places, double... shifts) {
        DMatrixRMaj axes = axes(transposed(places));
        List<RigidMotion> all = new ArrayList<>();
        for (double shift : shifts) {
            for (RigidMotion motion : motions) {
                double[] translation = motion.translation().clone();
                for (int d = 0; d < translation.length; d++) {
                    translation[d] += shift * axes.get(0, d);
                }
                all.add(new RigidMotion(motion.rotation(), translation));
            }
        }
        return all;
    }

    private static double[][] transposed(double[][] places) {
        double[][] columns = new double[places[0].length][places.length];
        for (int k = 0; k < places.length; k++) {
            for (int d = 0; d < columns.length; d++) {
                columns[d][k] = places[k][d];
            }
        }
        return columns;
    }

    /** The map between principal frames: which end, which turn, which hand. */
    private static DMatrixRMaj between(int dimensions, double end, double angle, boolean mirrored) {
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        if (dimensions == 2) {
            double hand = mirrored ? -1 : 1;
            return new DMatrixRMaj(new double[][] {{cos, -sin * hand}, {sin, cos * hand}});
        }
        double hand = mirrored ? -end : end;
        return new DMatrixRMaj(new double[][] {{end, 0, 0}, {0, cos, -sin * hand}, {0, sin, cos * hand}});
    }

    private static RigidMotion motion(
            DMatrixRMaj to, DMatrixRMaj between, DMatrixRMaj from, double[] toCenter, double[] fromCenter) {
        int dimensions = toCenter.length;
        DMatrixRMaj half = new DMatrixRMaj(dimensions, dimensions);
        DMatrixRMaj rotation = new DMatrixRMaj(dimensions, dimensions);
        CommonOps_DDRM.multTransA(to, between, half);
        CommonOps_DDRM.mult(half, from, rotation);
        double[] translation = toCenter.clone();
        for (int d = 0; d < dimensions; d++) {
            for (int e = 0; e < dimensions; e++) {
                translation[d] -= rotation.get(d, e) * fromCenter[e];
            }
        }
        return new RigidMotion(rotation, translation);
    }

    private static double[] center(double[][] points) {
        return Arrays.stream(points)
                .mapToDouble(row -> Arrays.stream(row).average().orElse(0))
                .toArray();
    }

    /** The principal directions as rows, longest first, made a proper rotation. */
    private static DMatrixRMaj axes(double[][] points) {
        int dimensions = points.length;
        double[] center = center(points);
        DMatrixRMaj covariance = new DMatrixRMaj(dimensions, dimensions);
        for (int d = 0; d < dimensions; d++) {
            for (int e = 0; e < dimensions; e++) {
                double sum = 0;
                for (int i = 0; i < points[d].length; i++) {
                    sum += (points[d][i] - center[d]) * (points[e][i] - center[e]);
                }
                covariance.set(d, e, sum);
            }
        }
        double[][] directions = DeformationBasis.leadingDirections(covariance, dimensions);
        DMatrixRMaj axes = new DMatrixRMaj(directions);
        if (CommonOps_DDRM.det(axes) < 0) {
            for (int d = 0; d < dimensions; d++) {
                axes.set(dimensions - 1, d, -axes.get(dimensions - 1, d));
            }
        }
        return axes;
    }
}
