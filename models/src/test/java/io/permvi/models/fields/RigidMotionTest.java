package io.permvi.models.fields;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class RigidMotionTest {
    private static final double[][] POINTS = points(3, 12, 1);

    private static double[][] points(int dimensions, int count, long seed) {
        Random random = new Random(seed);
        double[][] points = new double[dimensions][count];
        for (double[] row : points) {
            Arrays.setAll(row, i -> random.nextGaussian());
        }
        return points;
    }

    private static RigidMotion turn(double angle, double hand) {
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        return new RigidMotion(
                new DMatrixRMaj(new double[][] {{cos, -sin, 0}, {sin, cos, 0}, {0, 0, hand}}), new double[] {3, -1, 2});
    }

    private static double[] ones() {
        double[] ones = new double[POINTS[0].length];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Test
    void findsTheMotionThatMadeThePoints() {
        for (double hand : new double[] {1, -1}) {
            double[][] moved = new double[3][POINTS[0].length];
            turn(0.7, hand).apply(POINTS, moved);
            RigidMotion fitted = RigidMotion.fit(POINTS, moved, ones(), RigidMotion.Hand.EITHER);
            assertEquals(hand < 0, fitted.mirrors());
            assertArrayEquals(turn(0.7, hand).rotation().data, fitted.rotation().data, 1e-12);
            assertArrayEquals(turn(0.7, hand).translation(), fitted.translation(), 1e-12);
            assertEquals(hand < 0, RigidMotion.affineMirrors(POINTS, moved));
        }
    }

    @Test
    void theInverseTakesPointsBack() {
        for (double hand : new double[] {1, -1}) {
            double[] point = {0.3, -4, 2};
            RigidMotion motion = turn(0.7, hand);
            assertArrayEquals(point, motion.inverse().apply(motion.apply(point)), 1e-12);
            assertArrayEquals(point, motion.apply(motion.inverse().apply(point)), 1e-12);
        }
    }

    @Test
    void keepsTheHandThatIsAskedForAlthoughTheOtherFitsBetter() {
        double[][] moved = new double[3][POINTS[0].length];
        turn(0.7, -1).apply(POINTS, moved);
        assertTrue(
                !RigidMotion.fit(POINTS, moved, ones(), RigidMotion.Hand.SAME).mirrors());
        assertTrue(RigidMotion.fit(POINTS, moved, ones(), RigidMotion.Hand.MIRRORED)
                .mirrors());
    }

    @Test
    void pointsWithoutWeightDoNotCount() {
        double[][] moved = new double[3][POINTS[0].length];
        turn(0.7, 1).apply(POINTS, moved);
        moved[0][0] += 100;
        double[] weights = ones();
        weights[0] = 0;
        RigidMotion fitted = RigidMotion.fit(POINTS, moved, weights, RigidMotion.Hand.SAME);
        assertArrayEquals(turn(0.7, 1).rotation().data, fitted.rotation().data, 1e-12);
    }
}
