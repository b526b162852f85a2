package io.permvi.inference.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.permvi.inference.factor.FullGaussian;
import io.permvi.models.RealLatent;
import io.permvi.models.fields.GaussianField;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class LowRankGaussianTest {
    private static final int PLACES = 6;
    private static final int MODES = 4;

    private static GaussianField field(double degreesOfFreedom) {
        Random random = new Random(3);
        DMatrixRMaj modes = new DMatrixRMaj(PLACES * 2, MODES);
        double[][] means = new double[PLACES][2];
        double[][] noises = new double[PLACES][];
        for (int j = 0; j < modes.getNumElements(); j++) {
            modes.data[j] = random.nextGaussian();
        }
        for (int k = 0; k < PLACES; k++) {
            means[k][0] = 5 * random.nextGaussian();
            means[k][1] = 5 * random.nextGaussian();
            noises[k] = new double[] {0.5, 0.2, 0.2, 0.4};
        }
        return new GaussianField(means, modes, noises, degreesOfFreedom);
    }

    private static double[][] points(GaussianField field) {
        Random random = new Random(4);
        double[][] points = new double[2][PLACES];
        for (int k = 0; k < PLACES; k++) {
            points[0][k] = field.means()[k][0] + random.nextGaussian();
            points[1][k] = field.means()[k][1] + random.nextGaussian();
        }
        return points;
    }

    private static double[][] identity() {
        double[][] matches = new double[PLACES][PLACES];
        for (int k = 0; k < PLACES; k++) {
            matches[k][k] = 1;
        }
        return matches;
    }

    private static ModesUpdate update(GaussianField field) {
        return new LowRankGaussian(new RealLatent("modes", MODES, 1), field).newUpdate(PLACES);
    }

    /** Expected log joint of the points at hard matches, plus entropy. */
    private static double bound(ModesUpdate update, double[][] points) {
        double[][] scores = new double[PLACES][PLACES];
        update.addScores(points, LowRankGaussian.Rule.MEAN_FIELD, scores);
        double bound = update.energy() + update.entropy();
        for (int k = 0; k < PLACES; k++) {
            bound += scores[k][k];
        }
        return bound;
    }

    /** With hard matches and Gaussian noise the update is the exact posterior, so bound = evidence. */
    @Test
    void findsTheEvidenceOfAGaussianModel() {
        GaussianField field = field(Double.POSITIVE_INFINITY);
        double[][] points = points(field);
        ModesUpdate update = update(field);
        update.update(points, identity());
        assertEquals(logEvidence(field, points), bound(update, points), 1e-9);
    }

    /** Leaving a place's own match out is the same as never having seen it. */
    @Test
    void cavityIsThePosteriorWithoutThePlace() {
        GaussianField field = field(Double.POSITIVE_INFINITY);
        double[][] points = points(field);
        ModesUpdate all = update(field);
        all.update(points, identity());
        double[][] cavity = new double[PLACES][PLACES];
        all.addScores(points, LowRankGaussian.Rule.CAVITY, cavity);
        double[][] without = identity();
        without[2][2] = 0;
        ModesUpdate rest = update(field);
        rest.update(points, without);
        double[][] predicted = new double[PLACES][PLACES];
        rest.addScores(points, LowRankGaussian.Rule.MARGINAL, predicted);
        assertEquals(predicted[2][2], cavity[2][2], 1e-9);
    }

    @Test
    void coordinateAscentNeverLowersTheBoundUnderStudentNoise() {
        GaussianField field = field(4);
        double[][] points = points(field);
        ModesUpdate update = update(field);
        double last = Double.NEGATIVE_INFINITY;
        for (int step = 0; step < 20; step++) {
            update.update(points, identity());
            double bound = bound(update, points);
            assertTrue(bound >= last - 1e-9, "step " + step);
            last = bound;
        }
    }

    /** The parameters that it writes are those of the Gaussian whose entropy it has. */
    @Test
    void writesItsFamilysParameters() {
        GaussianField field = field(4);
        ModesUpdate update = update(field);
        update.update(points(field), identity());
        FullGaussian family = update.factor();
        double[] parameters = new double[family.parameterCount()];
        update.write(parameters, 0);
        DMatrixRMaj modes = new DMatrixRMaj(MODES, 1);
        double entropy = family.newPass().forward(parameters, 0, new double[MODES], 0, modes);
        assertEquals(update.entropy(), entropy, 1e-9);
        for (int k = 0; k < PLACES; k++) {
            double center = field.means()[k][0];
            for (int m = 0; m < MODES; m++) {
                center += field.modes().get(2 * k, m) * modes.get(m);
            }
            assertEquals(update.centers()[k][0], center, 1e-9);
        }
    }

    @Test
    void aWarmUpdateDoesNotAllocate() {
        GaussianField field = field(4);
        double[][] points = points(field);
        double[][] scores = new double[PLACES][PLACES];
        ModesUpdate update = update(field);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 200; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            update.inflate(0.1, 1.5);
            update.update(points, identity(scores));
            update.addScores(points, LowRankGaussian.Rule.CAVITY, scores);
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        // EJML's inverse of a small matrix makes a few scalars
        assertTrue(allocated <= 1024, "a warm update allocated " + allocated + " bytes");
    }

    private static double[][] identity(double[][] matches) {
        for (int k = 0; k < PLACES; k++) {
            Arrays.fill(matches[k], 0);
            matches[k][k] = 1;
        }
        return matches;
    }

    private static double logEvidence(GaussianField field, double[][] points) {
        int n = PLACES * 2;
        DMatrixRMaj covariance = new DMatrixRMaj(n, n);
        CommonOps_DDRM.multTransB(field.modes(), field.modes(), covariance);
        DMatrixRMaj residual = new DMatrixRMaj(n, 1);
        for (int k = 0; k < PLACES; k++) {
            for (int d = 0; d < 2; d++) {
                residual.set(k * 2 + d, 0, points[d][k] - field.means()[k][d]);
                for (int e = 0; e < 2; e++) {
                    covariance.add(k * 2 + d, k * 2 + e, field.noises()[k][d * 2 + e]);
                }
            }
        }
        double logDeterminant = Math.log(CommonOps_DDRM.det(covariance));
        DMatrixRMaj solved = new DMatrixRMaj(n, 1);
        CommonOps_DDRM.solve(covariance, residual, solved);
        return -0.5 * (n * Math.log(2 * Math.PI) + logDeterminant + CommonOps_DDRM.dot(residual, solved));
    }
}
