package io.permvi.inference.points;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.models.points.GaussianField;
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

    /** With hard matches and Gaussian noise the factor is the exact posterior, so bound = evidence. */
    @Test
    void findsTheEvidenceOfAGaussianModel() {
        GaussianField field = field(Double.POSITIVE_INFINITY);
        double[][] points = points(field);
        LowRankGaussian factor = new LowRankGaussian(field);
        factor.update(points, identity());
        double[][] scores = new double[PLACES][PLACES];
        factor.addScores(points, LowRankGaussian.Rule.MEAN_FIELD, scores);
        double bound = -factor.divergence();
        for (int k = 0; k < PLACES; k++) {
            bound += scores[k][k];
        }
        assertEquals(logEvidence(field, points), bound, 1e-9);
    }

    /** Leaving a place's own match out is the same as never having seen it. */
    @Test
    void cavityIsThePosteriorWithoutThePlace() {
        GaussianField field = field(Double.POSITIVE_INFINITY);
        double[][] points = points(field);
        LowRankGaussian all = new LowRankGaussian(field);
        all.update(points, identity());
        double[][] cavity = new double[PLACES][PLACES];
        all.addScores(points, LowRankGaussian.Rule.CAVITY, cavity);
        double[][] without = identity();
        without[2][2] = 0;
        LowRankGaussian rest = new LowRankGaussian(field);
        rest.update(points, without);
        double[][] predicted = new double[PLACES][PLACES];
        rest.addScores(points, LowRankGaussian.Rule.MARGINAL, predicted);
        assertEquals(predicted[2][2], cavity[2][2], 1e-9);
    }

    @Test
    void coordinateAscentNeverLowersTheBoundUnderStudentNoise() {
        GaussianField field = field(4);
        double[][] points = points(field);
        LowRankGaussian factor = new LowRankGaussian(field);
        double last = Double.NEGATIVE_INFINITY;
        for (int step = 0; step < 20; step++) {
            factor.update(points, identity());
            double[][] scores = new double[PLACES][PLACES];
            factor.addScores(points, LowRankGaussian.Rule.MEAN_FIELD, scores);
            double bound = -factor.divergence();
            for (int k = 0; k < PLACES; k++) {
                bound += scores[k][k];
            }
            assertTrue(bound >= last - 1e-9, "step " + step);
            last = bound;
        }
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
