package io.permvi.inference.posterior;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.permutation.Matching;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PosteriorMixtureTest {
    private static final MatchingLatent X = new MatchingLatent("x", 2);

    /** Certain of one of two permutations, with a number for the evidence. */
    private static WeightedPosterior certain(MatchingLatent latent, double bound, int... places) {
        Draws draws = new Draws(List.of(latent));
        draws.add(List.of(Matching.of(2, places)));
        return new WeightedPosterior(
                draws, new Evidence(bound, 0, Evidence.Kind.LOWER_BOUND), new Diagnostics.Search(List.of(bound)));
    }

    @Test
    void weighsByPriorAndTemperedBound() {
        List<WeightedPosterior> two = List.of(certain(X, -100, 0, 1), certain(X, -110, 1, 0));
        PosteriorMixture<WeightedPosterior> mixture =
                PosteriorMixture.of(two, new double[] {Math.log(0.2), Math.log(0.8)}, 5);
        double first = 0.2 / (0.2 + 0.8 * Math.exp(-10.0 / 5));
        assertArrayEquals(new double[] {first, 1 - first}, mixture.weights(), 1e-12);
        assertEquals(first, mixture.marginals(X).probability(0, 0), 1e-12);
        assertEquals(new Diagnostics.Search(List.of(-100.0)), mixture.diagnostics());
        int[] straight = new int[1];
        mixture.forEachDraw(
                20_000,
                new SplittableRandom(1),
                (s, z) -> straight[0] += (int) z.get(X).get(0, 0));
        // five standard errors of a share of 20,000 draws, at most .0035 each
        assertEquals(first, straight[0] / 20_000.0, 0.018);
    }

    @Test
    void boundsFarFromZeroDoNotOverflow() {
        PosteriorMixture<WeightedPosterior> mixture =
                PosteriorMixture.of(List.of(certain(X, -1e6, 0, 1), certain(X, -1e6 - 1e4, 1, 0)), new double[2], 1);
        assertArrayEquals(new double[] {1, 0}, mixture.weights());
    }

    /** The alternatives of several models have latents of their own. */
    @Test
    void latentsOfTheSameShapesAreTakenForTheFirst() {
        MatchingLatent other = new MatchingLatent("y", 2);
        PosteriorMixture<WeightedPosterior> mixture = new PosteriorMixture<>(
                List.of(certain(X, 0, 0, 1), certain(other, 0, 1, 0)), new double[] {0.25, 0.75});
        assertEquals(0.25, mixture.marginals(X).probability(0, 0), 1e-12);
        double[] share = new double[1];
        mixture.forEachDraw(
                20_000, new SplittableRandom(1), (s, z) -> share[0] += z.get(X).get(0, 1) / 20_000);
        assertEquals(0.75, share[0], 0.018);
        MatchingLatent large = new MatchingLatent("z", 3);
        Draws draws = new Draws(List.of(large));
        draws.add(List.of(Matching.of(3, 0, 1, 2)));
        WeightedPosterior third = new WeightedPosterior(draws, Evidence.none(), new Diagnostics.None());
        List<WeightedPosterior> unlike = List.of(certain(X, 0, 0, 1), third);
        assertThrows(IllegalArgumentException.class, () -> new PosteriorMixture<>(unlike, new double[] {0.5, 0.5}));
    }

    @Test
    void needsAnAlternativeAndItsWeight() {
        assertThrows(IllegalArgumentException.class, () -> new PosteriorMixture<>(List.of(), new double[0]));
        List<WeightedPosterior> one = List.of(certain(X, 0, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new PosteriorMixture<>(one, new double[2]));
    }
}
