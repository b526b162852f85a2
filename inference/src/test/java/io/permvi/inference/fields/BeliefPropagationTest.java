package io.permvi.inference.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.Random;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** Against all partial matchings of a few places and items. */
class BeliefPropagationTest {
    private static final int PLACES = 4;
    private static final int ITEMS = 3;

    private static final double LEAST = -200;

    private static MatchingLatent latent(int items, int places) {
        return new MatchingLatent("matching", MatchingSpace.partial(SparsityPattern.all(items, places)));
    }

    private static double[][] scores(double scale, long seed) {
        Random random = new Random(seed);
        double[][] scores = new double[PLACES][ITEMS];
        for (double[] row : scores) {
            for (int i = 0; i < ITEMS; i++) {
                row[i] = scale * random.nextGaussian();
            }
        }
        return scores;
    }

    /** The total weight of all partial matchings from place k on; adds each to the marginals of its pairs. */
    private static double enumerate(double[][] scores, int k, int[] placeOfItem, double weight, double[][] marginals) {
        if (k == PLACES) {
            for (int i = 0; i < ITEMS; i++) {
                if (placeOfItem[i] >= 0) {
                    marginals[placeOfItem[i]][i] += weight;
                }
            }
            return weight;
        }
        double total = enumerate(scores, k + 1, placeOfItem, weight, marginals);
        for (int i = 0; i < ITEMS; i++) {
            if (placeOfItem[i] < 0) {
                placeOfItem[i] = k;
                total += enumerate(scores, k + 1, placeOfItem, weight * Math.exp(scores[k][i]), marginals);
                placeOfItem[i] = -1;
            }
        }
        return total;
    }

    @Test
    void boundsTheLogSumFromBelowAndComesNearTheMarginals() {
        BeliefPropagation factor = new BeliefPropagation(latent(ITEMS, PLACES));
        double[][] matches = factor.matches();
        for (double scale : new double[] {0.3, 1, 3}) {
            for (long seed = 1; seed <= 20; seed++) {
                double[][] scores = scores(scale, seed);
                double[][] exact = new double[PLACES][ITEMS];
                double total = enumerate(scores, 0, new int[] {-1, -1, -1}, 1, exact);
                factor.run(scores, LEAST, 2000, 1e-12, false);
                assertTrue(factor.logSum() <= Math.log(total) + 1e-9, "bound at scale " + scale + ", seed " + seed);
                assertEquals(Math.log(total), factor.logSum(), 0.5);
                for (int k = 0; k < PLACES; k++) {
                    for (int i = 0; i < ITEMS; i++) {
                        // belief propagation is overconfident where loops are short and scores large
                        assertEquals(exact[k][i] / total, matches[k][i], scale > 1 ? 0.3 : 0.1);
                    }
                }
            }
        }
    }

    /** A single item or place makes the graph a tree, where belief propagation is exact. */
    @Test
    void isExactOnATree() {
        double[][] scores = {{0.3}, {-1}, {2}};
        BeliefPropagation factor = new BeliefPropagation(latent(1, 3));
        double[][] matches = factor.matches();
        factor.run(scores, LEAST, 50, 1e-14, false);
        double total = 1 + Math.exp(0.3) + Math.exp(-1) + Math.exp(2);
        assertEquals(Math.log(total), factor.logSum(), 1e-12);
        assertEquals(Math.exp(2) / total, matches[2][0], 1e-12);
        assertEquals((0.3 * Math.exp(0.3) - Math.exp(-1) + 2 * Math.exp(2)) / total, factor.energy(), 1e-12);
    }

    @Test
    void neverGivesAnItemOrAPlaceTwiceAtLargeScores() {
        BeliefPropagation factor = new BeliefPropagation(latent(ITEMS, PLACES));
        double[][] matches = factor.matches();
        factor.run(scores(60, 3), LEAST, 5000, 1e-12, false);
        for (int k = 0; k < PLACES; k++) {
            double sum = 0;
            for (double p : matches[k]) {
                sum += p;
            }
            assertTrue(sum <= 1 + 1e-6, "place " + k + " is taken " + sum + " times");
        }
    }

    /** Its family draws matchings whose shares are its marginals, up to what sequential choices distort. */
    @Test
    void drawsFromItsFamilyHaveItsMarginals() {
        BeliefPropagation factor = new BeliefPropagation(latent(1, 3));
        factor.run(new double[][] {{0.3}, {-1}, {2}}, LEAST, 50, 1e-14, false);
        SequentialMatching family = factor.factor();
        double[] parameters = new double[family.parameterCount()];
        factor.write(parameters, 0);
        FittedPosterior posterior = new FittedPosterior(MeanField.of(family), parameters, 1);
        int draws = 20_000;
        DMatrixRMaj shares = posterior.mean(family.latent(), draws, new SplittableRandom(5));
        for (int k = 0; k < 3; k++) {
            double p = factor.matches()[k][0];
            // five standard errors: false alarm below 1e-6
            assertEquals(p, shares.get(0, k), 5 * Math.sqrt(p * (1 - p) / draws));
        }
    }

    @Test
    void refusesMatchingsThatMustBeComplete() {
        assertThrows(IllegalArgumentException.class, () -> new BeliefPropagation(new MatchingLatent("full", PLACES)));
    }
}
