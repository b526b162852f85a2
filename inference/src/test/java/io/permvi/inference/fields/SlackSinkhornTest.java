package io.permvi.inference.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import org.junit.jupiter.api.Test;

class SlackSinkhornTest {
    private static SlackSinkhorn factor(int items, int places) {
        return new SlackSinkhorn(
                new MatchingLatent("matching", MatchingSpace.partial(SparsityPattern.all(items, places))));
    }

    /** One pair of score s: p = r c w with r = c = 1 - p, so p / (1 - p)^2 = exp(s). */
    @Test
    void solvesTheStationaryEquationOfOnePair() {
        for (double score : new double[] {-3, 0, 2, 6}) {
            SlackSinkhorn factor = factor(1, 1);
            factor.run(new double[][] {{score}}, -10, 100, 1e-10, false);
            double p = factor.matches()[0][0];
            assertEquals(Math.exp(score), p / ((1 - p) * (1 - p)), 1e-6 * Math.exp(score));
            assertEquals(p * score, factor.energy(), 1e-12);
        }
    }

    /** It counts the entropy of both sides: above the true log sum, where belief propagation is exact or below. */
    @Test
    void isNoLowerBoundOnTheLogSum() {
        SlackSinkhorn factor = factor(1, 1);
        factor.run(new double[][] {{0}}, -10, 100, 1e-10, false);
        assertTrue(factor.logSum() > Math.log(2), "log sum " + factor.logSum());
        assertEquals(factor.logSum(), factor.energy() + factor.entropy(), 1e-12);
    }

    @Test
    void warmStartsEndWhereColdOnesDo() {
        double[][] scores = {{1, -2, 0.5}, {0.2, 3, -1}, {-4, 1, 2}, {0, 0, 0}};
        SlackSinkhorn cold = factor(3, 4);
        cold.run(scores, -10, 100, 1e-9, false);
        SlackSinkhorn warm = factor(3, 4);
        warm.run(new double[4][3], -10, 100, 1e-9, false);
        warm.run(scores, -10, 100, 1e-9, true);
        for (int k = 0; k < 4; k++) {
            for (int i = 0; i < 3; i++) {
                assertEquals(cold.matches()[k][i], warm.matches()[k][i], 1e-7);
            }
        }
    }
}
