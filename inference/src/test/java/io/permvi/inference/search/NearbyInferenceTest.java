package io.permvi.inference.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.optimize.Sgd;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.RelabeledPosterior;
import io.permvi.models.MatchingDensity;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.DrawRandom;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class NearbyInferenceTest {
    /** Marginals of 2,000 draws have standard error .011 at most; three of them, and as much for the fit. */
    private static final double TOLERANCE = 0.06;

    /** Blocks of items that may trade places; any place outside its block costs an item 30. */
    private static MatchingDensity blocks(MatchingLatent x, int blockSize, long seed, double spread) {
        DrawRandom rng = DrawRandom.of(seed, 0, 0);
        int n = x.rows();
        DMatrixRMaj scores = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                scores.set(i, j, i / blockSize == j / blockSize ? (i == j ? 1 : spread * rng.nextGaussian()) : -30);
            }
        }
        Model model = TapeModel.of(List.of(x), (tape, z) -> z.get(x).dot(tape.constant(scores)));
        return MatchingDensity.of(model);
    }

    private static List<Matching> identity(int n) {
        int[] places = new int[n];
        Arrays.setAll(places, i -> i);
        return List.of(Matching.of(n, places));
    }

    @Test
    void startsAtThePosteriorOfExchangesThatDoNotMeet() {
        MatchingLatent x = new MatchingLatent("x", 8);
        MatchingDensity density = blocks(x, 2, 3, 1);
        NearbyInference inference = NearbyInference.withDefaults();
        RelabeledPosterior found = inference
                .withSettings(inference.settings().withSteps(1).withOptimizer(new Sgd(1e-9)))
                .fit(density, identity(8), DrawRandom.of(1, 0, 0));
        assertBlocks(density, found, 2);
    }

    @Test
    void fitsExchangesThatMeet() {
        MatchingLatent x = new MatchingLatent("x", 9);
        MatchingDensity density = blocks(x, 3, 5, 0.7);
        RelabeledPosterior found = NearbyInference.withDefaults().fit(density, identity(9), DrawRandom.of(1, 0, 0));
        assertBlocks(density, found, 3);
        assertEquals(
                27,
                ((MatchingLatent) found.inner().latents().get(0))
                        .space()
                        .allowed()
                        .count());
        assertEquals(x.space().places(), found.marginals(x).places());
    }

    /** The exact marginals of each block, whose matchings are independent of the others but for e^-60. */
    private static void assertBlocks(MatchingDensity density, RelabeledPosterior found, int size) {
        int n = density.latents().get(0).rows();
        MatchingMarginals marginals = found.marginals(density.latents().get(0));
        MatchingDensity.Pass pass = density.newPass();
        int[][] orders = size == 2
                ? new int[][] {{0, 1}, {1, 0}}
                : new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        for (int block = 0; block < n / size; block++) {
            double[][] expected = new double[size][size];
            double total = 0;
            double base = pass.start(identity(n));
            for (int[] order : orders) {
                int[] places = new int[n];
                Arrays.setAll(places, i -> i);
                for (int i = 0; i < size; i++) {
                    places[block * size + i] = block * size + order[i];
                }
                double weight = Math.exp(pass.start(List.of(Matching.of(n, places))) - base);
                total += weight;
                for (int i = 0; i < size; i++) {
                    expected[i][order[i]] += weight;
                }
            }
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    double p = marginals.probability(block * size + i, block * size + j);
                    double wanted = expected[i][j] / total;
                    assertTrue(Math.abs(p - wanted) < TOLERANCE, block + ": " + p + " instead of " + wanted);
                }
            }
        }
    }

    @Test
    void theResultDoesNotDependOnTheNumberOfThreads() {
        MatchingDensity density = blocks(new MatchingLatent("x", 6), 3, 7, 1);
        NearbyInference inference = NearbyInference.withDefaults();
        VariationalInference settings = inference.settings().withSteps(5);
        RelabeledPosterior one = inference.withSettings(settings).fit(density, identity(6), DrawRandom.of(1, 0, 0));
        RelabeledPosterior two =
                inference.withSettings(settings.withThreads(2)).fit(density, identity(6), DrawRandom.of(1, 0, 0));
        assertArrayEquals(((FittedPosterior) one.inner()).parameters(), ((FittedPosterior) two.inner()).parameters());
    }

    @Test
    void refusesBadSettings() {
        NearbyInference inference = NearbyInference.withDefaults();
        assertThrows(IllegalArgumentException.class, () -> inference.withThreshold(0));
    }
}
