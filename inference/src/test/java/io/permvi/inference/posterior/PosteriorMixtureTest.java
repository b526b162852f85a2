package io.permvi.inference.posterior;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
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

    /** Densities of many latents are far below what exp holds. */
    @Test
    void densitiesAreAddedHoweverSmallTheyAre() {
        MatchingLatent large = new MatchingLatent("x", 300);
        MeanField q = MeanField.of(new SequentialMatching(large));
        FittedPosterior uniform = new FittedPosterior(q, new double[q.parameterCount()], 1);
        PosteriorMixture<FittedPosterior> mixture =
                new PosteriorMixture<>(List.of(uniform, uniform), new double[] {0.25, 0.75});
        LatentValues z = new LatentValues(List.of(large));
        Matching.toMatrix(Permutation.random(300, new SplittableRandom(1)).places(), z.get(large));
        double logFactorial = 0;
        for (int k = 2; k <= 300; k++) {
            logFactorial += Math.log(k);
        }
        assertEquals(-logFactorial, mixture.logDensity().orElseThrow().applyAsDouble(z), 1e-8);
        assertEquals(
                Optional.empty(),
                PosteriorMixture.of(List.of(certain(X, 0, 0, 1)), new double[1], 1)
                        .logDensity());
        DMatrixRMaj mean = mixture.mean(large, 400, new SplittableRandom(2));
        assertEquals(300, Arrays.stream(mean.data).sum(), 1e-9);
        var single = new PosteriorMixture<>(List.of(uniform), new double[] {1});
        DMatrixRMaj same = uniform.mean(large, 50, new SplittableRandom(2));
        assertArrayEquals(same.data, single.mean(large, 50, new SplittableRandom(2)).data);
    }

    /** Of relabeled posteriors all that can be asked is asked of the first, under the other name. */
    @Test
    void anotherNameChangesNoNumber() {
        MatchingLatent three = new MatchingLatent("x", 3);
        MeanField q = MeanField.of(new SequentialMatching(three));
        double[] parameters =
                new SplittableRandom(5).doubles(q.parameterCount()).toArray();
        FittedPosterior first = new FittedPosterior(q, parameters, 1);
        MatchingLatent other = new MatchingLatent("y", 3);
        RelabeledPosterior renamed = new RelabeledPosterior(first, List.of(other));
        LatentValues x = first.draw(new SplittableRandom(3));
        LatentValues y = renamed.draw(new SplittableRandom(3));
        assertArrayEquals(x.get(three).data, y.get(other).data);
        LatentValues relaxed = renamed.relaxedDraw(new SplittableRandom(3));
        assertArrayEquals(first.relaxedDraw(new SplittableRandom(3)).get(three).data, relaxed.get(other).data);
        assertEquals(
                first.logDensity().orElseThrow().applyAsDouble(x),
                renamed.logDensity().orElseThrow().applyAsDouble(y));
        assertArrayEquals(
                first.marginals(three).toMatrix().data, renamed.marginals(other).toMatrix().data);
        assertArrayEquals(
                first.mean(three, 30, new SplittableRandom(1)).data,
                renamed.mean(other, 30, new SplittableRandom(1)).data);
        assertThrows(IllegalArgumentException.class, () -> renamed.mean(three));
        assertEquals(first.evidence(), renamed.evidence());
        assertEquals(first.diagnostics(), renamed.diagnostics());
        assertEquals(List.of(other), renamed.latents());
    }

    @Test
    void needsAnAlternativeAndItsWeight() {
        assertThrows(IllegalArgumentException.class, () -> new PosteriorMixture<>(List.of(), new double[0]));
        List<WeightedPosterior> one = List.of(certain(X, 0, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new PosteriorMixture<>(one, new double[2]));
        List<WeightedPosterior> two = List.of(one.get(0), one.get(0));
        for (double[] bad : new double[][] {{0.5, 0.6}, {1.5, -0.5}, {Double.NaN, 1}}) {
            assertThrows(IllegalArgumentException.class, () -> new PosteriorMixture<>(two, bad));
        }
        List<WeightedPosterior> unknown = List.of(certain(X, Double.NaN, 0, 1), one.get(0));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> PosteriorMixture.of(unknown, new double[2], 1))
                .getMessage();
        assertTrue(message.contains("evidence"), message);
        PosteriorMixture<WeightedPosterior> mixture = PosteriorMixture.of(two, new double[2], 1);
        assertThrows(
                IllegalArgumentException.class, () -> mixture.forEachDraw(0, new SplittableRandom(1), (s, z) -> {}));
        assertTrue(mixture.toString().contains("mixture of 2"), mixture.toString());
    }
}
