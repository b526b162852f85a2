package io.permvi.models.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.models.DifferentiableModel;
import io.permvi.models.LatentValues;
import io.permvi.models.Model;
import io.permvi.testkit.ModelContract;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class FieldMatchingTest extends ModelContract {
    private static final int PLACES = 4;
    private static final int POINTS = 3;
    private static final double[] SCORES = {0.3, -0.2, 1, 0.1};

    private static GaussianField field(int dimensions, int modes, double degreesOfFreedom, long seed) {
        Random random = new Random(seed);
        DMatrixRMaj basis = new DMatrixRMaj(PLACES * dimensions, modes);
        double[][] means = new double[PLACES][dimensions];
        double[][] noises = new double[PLACES][dimensions * dimensions];
        for (int j = 0; j < basis.getNumElements(); j++) {
            basis.data[j] = 0.5 * random.nextGaussian();
        }
        for (int k = 0; k < PLACES; k++) {
            for (int d = 0; d < dimensions; d++) {
                means[k][d] = random.nextGaussian();
                noises[k][d * (dimensions + 1)] = 0.5 + random.nextDouble();
            }
            noises[k][1] = 0.1;
            noises[k][dimensions] = 0.1;
        }
        return new GaussianField(means, basis, noises, degreesOfFreedom);
    }

    private static double[][] values(int dimensions, long seed) {
        Random random = new Random(seed);
        double[][] values = new double[dimensions][POINTS];
        for (double[] row : values) {
            for (int i = 0; i < POINTS; i++) {
                row[i] = random.nextGaussian();
            }
        }
        return values;
    }

    private static FieldMatching small() {
        return FieldMatching.of(
                List.of(field(3, 2, 4, 1), field(2, 3, Double.POSITIVE_INFINITY, 2)),
                new double[][][] {values(3, 3), values(2, 4)},
                SCORES,
                -7);
    }

    @Override
    protected DifferentiableModel model() {
        return small();
    }

    /** Written out: one match, Gaussian noise, no modes at work. */
    @Test
    void aHardMatchAddsItsScoreAndDensity() {
        GaussianField field = field(2, 1, Double.POSITIVE_INFINITY, 5);
        double[][] y = values(2, 6);
        FieldMatching model = FieldMatching.of(List.of(field), new double[][][] {y}, SCORES, -7);
        LatentValues z = new LatentValues(model.latents());
        Model.Pass pass = model.newPass();
        double prior = -0.5 * Math.log(2 * Math.PI);
        assertEquals(-7 + prior, pass.forward(z), 1e-12);
        z.get(model.matching()).set(1, 2, 1);
        double[] s = field.noises()[2];
        double determinant = s[0] * s[3] - s[1] * s[2];
        double u = y[0][1] - field.means()[2][0];
        double v = y[1][1] - field.means()[2][1];
        double square = (s[3] * u * u - 2 * s[1] * u * v + s[0] * v * v) / determinant;
        double density = -Math.log(2 * Math.PI) - 0.5 * Math.log(determinant) - 0.5 * square;
        assertEquals(-7 + prior + SCORES[2] + density, pass.forward(z), 1e-12);
    }

    @Test
    void movesPointsAndNoisesOnTheSameLatents() {
        FieldMatching model = small();
        FieldMatching moved = model.moved(new RigidMotion(CommonOps_DDRM.identity(3), new double[] {1, 2, 3}))
                .withNoiseScale(2);
        assertSame(model.matching(), moved.matching());
        assertEquals(model.values()[0][2][1] + 3, moved.values()[0][2][1], 1e-12);
        assertSame(model.values()[1], moved.values()[1]);
        assertEquals(
                2 * model.fields().get(0).noises()[1][0], moved.fields().get(0).noises()[1][0], 1e-12);
    }

    @Test
    void aFieldRefusesNoisesThatAreNoCovariance() {
        double[][] means = {{0, 0}};
        DMatrixRMaj modes = new DMatrixRMaj(2, 1);
        double[][] bad = {{-1, 0, 0, 1}, {1, 2, 2, 1}, {1, 0.5, 0, 1}, {Double.NaN, 0, 0, 1}, {0, 0, 0, 0}};
        for (double[] noise : bad) {
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> new GaussianField(means, modes, new double[][] {noise}, 4))
                    .getMessage();
            assertTrue(message.startsWith("noise of place 0 must be "), message);
        }
        double[][] fine = {{1, 0, 0, 1}};
        assertThrows(
                IllegalArgumentException.class,
                () -> new GaussianField(new double[][] {{0, Double.NaN}}, modes, fine, 4));
        modes.set(0, 0, Double.POSITIVE_INFINITY);
        assertThrows(IllegalArgumentException.class, () -> new GaussianField(means, modes, fine, 4));
    }

    @Test
    void refusesWhatDoesNotFit() {
        GaussianField field = field(3, 2, 4, 1);
        double[][][] two = {values(2, 3)};
        assertThrows(IllegalArgumentException.class, () -> FieldMatching.of(List.of(field), two, SCORES, 0));
        double[][][] three = {values(3, 3)};
        assertThrows(
                IllegalArgumentException.class, () -> FieldMatching.of(List.of(field), three, new double[] {1, 2}, 0));
        assertThrows(IllegalArgumentException.class, () -> FieldMatching.of(List.of(), three, SCORES, 0));
    }
}
