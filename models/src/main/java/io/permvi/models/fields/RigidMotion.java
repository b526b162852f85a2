package io.permvi.models.fields;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * A rigid motion {@code x = R y + t} in D dimensions; R is orthogonal and may reflect.
 *
 * @param rotation R, D by D
 * @param translation t, D numbers
 */
public record RigidMotion(DMatrixRMaj rotation, double[] translation) {

    /** Which determinant a fitted rotation may have. */
    public enum Hand {
        /** A proper rotation, determinant 1. */
        SAME,
        /** A rotation with a reflection, determinant -1. */
        MIRRORED,
        /** Whichever fits better. */
        EITHER
    }

    /** The motion that moves nothing. */
    public static RigidMotion identity(int dimensions) {
        return new RigidMotion(CommonOps_DDRM.identity(dimensions), new double[dimensions]);
    }

    /** This motion after another one of as many dimensions. */
    public RigidMotion after(RigidMotion first) {
        int dimensions = translation.length;
        DMatrixRMaj both = new DMatrixRMaj(dimensions, dimensions);
        CommonOps_DDRM.mult(rotation, first.rotation, both);
        return new RigidMotion(both, apply(first.translation));
    }

    /** The motion that takes back what this one moved. */
    public RigidMotion inverse() {
        DMatrixRMaj back = CommonOps_DDRM.transpose(rotation, null);
        double[] moved = new RigidMotion(back, new double[translation.length]).apply(translation);
        return new RigidMotion(back, Arrays.stream(moved).map(x -> -x).toArray());
    }

    /** Where one point comes; a fresh array. */
    public double[] apply(double[] point) {
        double[] moved = translation.clone();
        for (int d = 0; d < moved.length; d++) {
            for (int e = 0; e < point.length; e++) {
                moved[d] += rotation.get(d, e) * point[e];
            }
        }
        return moved;
    }

    /** Whether the motion reflects. */
    public boolean mirrors() {
        return CommonOps_DDRM.det(rotation) < 0;
    }

    /**
     * Moves points.
     *
     * @param from D rows of n coordinates. Not modified.
     * @param to D rows of n coordinates, not the same arrays. Modified.
     */
    public void apply(double[][] from, double[][] to) {
        int dimensions = from.length;
        for (int d = 0; d < dimensions; d++) {
            double[] out = to[d];
            Arrays.fill(out, translation[d]);
            for (int e = 0; e < dimensions; e++) {
                double factor = rotation.get(d, e);
                double[] in = from[e];
                for (int i = 0; i < in.length; i++) {
                    out[i] += factor * in[i];
                }
            }
        }
    }

    /**
     * The weighted least-squares motion from pairs of points (orthogonal Procrustes; Kabsch 1976).
     *
     * @param from D rows of n coordinates. Not modified.
     * @param to D rows of n coordinates. Not modified.
     * @param weights n weights, not negative, some above 0. Not modified.
     * @param hand which determinant is wanted
     */
    public static RigidMotion fit(double[][] from, double[][] to, double[] weights, Hand hand) {
        int dimensions = from.length;
        double[] fromCenter = center(from, weights);
        double[] toCenter = center(to, weights);
        DMatrixRMaj cross = cross(from, fromCenter, to, toCenter, weights);
        DMatrixRMaj rotation = nearestRotation(cross, hand);
        double[] translation = toCenter.clone();
        for (int d = 0; d < dimensions; d++) {
            for (int e = 0; e < dimensions; e++) {
                translation[d] -= rotation.get(d, e) * fromCenter[e];
            }
        }
        return new RigidMotion(rotation, translation);
    }

    /**
     * Whether the affine map of least squares from one set of points to another reflects.
     *
     * @param from D rows of n coordinates. Not modified.
     * @param to D rows of n coordinates. Not modified.
     */
    public static boolean affineMirrors(double[][] from, double[][] to) {
        double[] ones = new double[from[0].length];
        Arrays.fill(ones, 1);
        // the map is cross * scatter^-1, and the scatter is positive definite: the sign is that of the cross-covariance
        return CommonOps_DDRM.det(cross(from, center(from, ones), to, center(to, ones), ones)) < 0;
    }

    /** The orthogonal matrix R of the wanted determinant with the largest trace of R^T cross. */
    private static DMatrixRMaj nearestRotation(DMatrixRMaj cross, Hand hand) {
        int dimensions = cross.numRows;
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(dimensions, dimensions, true, true, false);
        if (!svd.decompose(cross.copy())) {
            throw new ArithmeticException("the cross-covariance of the points has no singular value decomposition");
        }
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj vt = svd.getV(null, true);
        var rotation = new DMatrixRMaj(dimensions, dimensions);
        CommonOps_DDRM.mult(u, vt, rotation);
        double determinant = CommonOps_DDRM.det(rotation);
        boolean flip = hand == Hand.SAME && determinant < 0 || hand == Hand.MIRRORED && determinant > 0;
        if (flip) {
            double[] values = svd.getSingularValues();
            int least = 0;
            for (int d = 1; d < dimensions; d++) {
                if (values[d] < values[least]) {
                    least = d;
                }
            }
            for (int d = 0; d < dimensions; d++) {
                u.set(d, least, -u.get(d, least));
            }
            CommonOps_DDRM.mult(u, vt, rotation);
        }
        return rotation;
    }

    private static DMatrixRMaj cross(
            double[][] from, double[] fromCenter, double[][] to, double[] toCenter, double[] weights) {
        int dimensions = from.length;
        var cross = new DMatrixRMaj(dimensions, dimensions);
        for (int d = 0; d < dimensions; d++) {
            for (int e = 0; e < dimensions; e++) {
                double sum = 0;
                for (int i = 0; i < weights.length; i++) {
                    sum += weights[i] * (to[d][i] - toCenter[d]) * (from[e][i] - fromCenter[e]);
                }
                cross.set(d, e, sum);
            }
        }
        return cross;
    }

    private static double[] center(double[][] points, double[] weights) {
        double[] center = new double[points.length];
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        for (int d = 0; d < points.length; d++) {
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * points[d][i];
            }
            center[d] = sum / total;
        }
        return center;
    }
}
