package io.permvi.applications.heads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.models.fields.DeformationBasis;
import io.permvi.models.fields.GaussianField;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class FieldLearnerTest {
    private static final int PLACES = 30;
    private static final double NOISE = 0.3;
    private static final double SHIFT = 2;

    /** Points on a line, each example shifted as a whole, a third of the points missing. */
    private static List<FieldLearner.Example> shiftedLines(int count) {
        Random random = new Random(7);
        List<FieldLearner.Example> examples = new ArrayList<>();
        for (int e = 0; e < count; e++) {
            double shift = SHIFT * random.nextGaussian();
            int[] places = random.ints(0, PLACES).distinct().limit(20).toArray();
            double[][] values = new double[1][places.length];
            for (int i = 0; i < places.length; i++) {
                values[0][i] = places[i] + shift + NOISE * random.nextGaussian();
            }
            examples.add(new FieldLearner.Example(places, values));
        }
        return examples;
    }

    @Test
    void separatesWhatMovesTogetherFromWhatEachPlaceDoesAlone() {
        double[][] means = new double[PLACES][1];
        for (int k = 0; k < PLACES; k++) {
            means[k][0] = k;
        }
        DMatrixRMaj basis = new DeformationBasis(1, 0.05, 0.2, 5, 4).modes(means, means);
        FieldLearner learner = new FieldLearner(20, 2, 1, 0, Double.POSITIVE_INFINITY, 3);
        GaussianField field = learner.learn(shiftedLines(60), means, basis, 1);
        double moved = 0;
        double alone = 0;
        for (int k = 0; k < PLACES; k++) {
            for (int m = 0; m < field.modeCount(); m++) {
                moved += field.modes().get(k, m) * field.modes().get(k, m) / PLACES;
            }
            alone += field.noises()[k][0] / PLACES;
        }
        // 60 examples tell a variance within about 18 percent (one standard error): four of them
        assertEquals(SHIFT * SHIFT, moved, 0.73 * SHIFT * SHIFT);
        assertEquals(NOISE * NOISE, alone, 0.25 * NOISE * NOISE);
        assertEquals(10, field.means()[20][0] - field.means()[10][0], 0.5);
    }

    @Test
    void whatTheKeptModesCutGoesToTheNoise() {
        double[][] means = new double[PLACES][1];
        for (int k = 0; k < PLACES; k++) {
            means[k][0] = k;
        }
        DMatrixRMaj basis = new DeformationBasis(1, 0.05, 0.2, 5, 4).modes(means, means);
        GaussianField all = new FieldLearner(5, 2, 1, 0, 6, 100).learn(shiftedLines(20), means, basis, 1);
        GaussianField cut = new FieldLearner(5, 2, 1, 0, 6, 1).learn(shiftedLines(20), means, basis, 1);
        for (int k = 0; k < PLACES; k++) {
            assertEquals(variance(all, k), variance(cut, k), 1e-9 * variance(all, k));
            assertTrue(cut.noises()[k][0] > all.noises()[k][0]);
        }
    }

    private static double variance(GaussianField field, int k) {
        double variance = field.noises()[k][0];
        for (int m = 0; m < field.modeCount(); m++) {
            variance += field.modes().get(k, m) * field.modes().get(k, m);
        }
        return variance;
    }
}
