package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.Posterior;
import io.permvi.models.CategoricalLatent;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.polytope.Rounding;
import io.permvi.relaxations.polytope.SimplexStickBreaking;
import io.permvi.relaxations.polytope.StickBreaking;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class StartTest {
    private static final MatchingLatent X = new MatchingLatent("x", 5);
    private static final MatchingLatent PARTIAL =
            new MatchingLatent("partial", MatchingSpace.partial(SparsityPattern.all(3, 4)));
    private static final CategoricalLatent KINDS = new CategoricalLatent("kinds", 3, 4);
    private static final RealLatent W = new RealLatent("w", 2, 3);
    private static final Matching GUESS = Matching.of(5, 3, 0, 4, 1, 2);

    private static FittedPosterior at(VariationalFactor factor, Start start) {
        MeanField q = MeanField.of(factor);
        double[] parameters = q.startAt(new SplittableRandom(1), start);
        assertTrue(Arrays.stream(parameters).allMatch(Double::isFinite), factor.toString());
        return new FittedPosterior(q, parameters, 0);
    }

    private static MatchingMarginals marginals(VariationalFactor factor, Start start) {
        return at(factor, start).marginals((DiscreteLatent) factor.latent(), 4000, new SplittableRandom(2));
    }

    @Test
    void everyFactorOfAPermutationStartsNearAMatching() {
        SinkhornOperator sinkhorn = new SinkhornOperator(20, 0);
        List<VariationalFactor> factors = List.of(
                new SequentialMatching(X),
                new SequentialMatching(X).withComponents(3).withInitialSpread(0.3),
                new SequentialMatching(X).withControl(1),
                new IndependentRows(X),
                new GumbelMatching(X),
                new PreimagePermutation(X, sinkhorn),
                new RelaxedPermutation(X, new Rounding()),
                new RelaxedPermutation(X, new StickBreaking()));
        for (VariationalFactor factor : factors) {
            MatchingMarginals found = marginals(factor, Start.matching(X, GUESS, 0.95));
            for (int i = 0; i < 5; i++) {
                double probability = found.probability(i, GUESS.place(i));
                assertTrue(probability > 0.7, factor + ", item " + i + ": " + probability);
            }
        }
    }

    @Test
    void aPartialMatchingMayLeaveItemsUnmatched() {
        Matching guess = Matching.of(4, 2, Matching.UNMATCHED, 0);
        for (VariationalFactor factor : List.of(new SequentialMatching(PARTIAL), new GumbelMatching(PARTIAL))) {
            MatchingMarginals found = marginals(factor, Start.matching(PARTIAL, guess, 0.97));
            assertTrue(found.probability(0, 2) > 0.7, factor + ": " + found.probability(0, 2));
            double matched = 0;
            for (int j = 0; j < 4; j++) {
                matched += found.probability(1, j);
            }
            assertTrue(matched < 0.3, factor + ": " + matched);
        }
    }

    @Test
    void categoriesStartAtTheirMarginals() {
        DMatrixRMaj shares =
                new DMatrixRMaj(new double[][] {{0.7, 0.1, 0.1, 0.1}, {0, 1, 0, 0}, {0.25, 0.25, 0.3, 0.2}});
        MatchingMarginals found = marginals(new IndependentRows(KINDS), Start.marginals(KINDS, shares));
        for (int e = 0; e < 12; e++) {
            // five standard errors of 4000 draws: false alarm below 1e-5
            assertEquals(shares.data[e], found.probability(e / 4, e % 4), 0.04);
        }
        MatchingMarginals sticks =
                marginals(new RelaxedPermutation(KINDS, new SimplexStickBreaking()), Start.marginals(KINDS, shares));
        assertTrue(sticks.probability(1, 1) > 0.9 && sticks.probability(0, 0) > 0.6);
    }

    /** A start far below zero made the divergence explode; now it is what the distance to the prior costs. */
    @Test
    void veryNegativeScoresDoNotExplode() {
        DMatrixRMaj far = new DMatrixRMaj(5, 5);
        for (int e = 0; e < 25; e++) {
            far.data[e] = -10.0 * Math.abs(e / 5 - e % 5) - 1000;
        }
        PreimagePermutation factor = new PreimagePermutation(X, new SinkhornOperator(20, 0));
        MeanField q = MeanField.of(factor);
        double[] parameters = q.startAt(new SplittableRandom(1), Start.scores(X, far));
        double entropy = factor.newPass().forward(parameters, 0, new double[25], 0, new DMatrixRMaj(5, 5));
        assertTrue(entropy > -1000, "entropy term " + entropy);
        assertTrue(marginals(factor, Start.scores(X, far)).probability(2, 2) > 0.9);
    }

    @Test
    void realsStartAtMeansAndDeviations() {
        DMatrixRMaj means = new DMatrixRMaj(new double[][] {{1, 2, 3}, {-4, 5, -6}});
        for (VariationalFactor factor : List.of(new DiagonalGaussian(W), new FullGaussian(W))) {
            List<Start> again =
                    new ArrayList<>(at(factor, Start.means(W, means, 0.2)).starts(20_000, new SplittableRandom(3)));
            for (int e = 0; e < 6; e++) {
                assertEquals(means.data[e], again.get(0).values().data[e], 0.01);
                assertEquals(0.2, again.get(0).deviations().data[e], 0.01);
            }
        }
    }

    @Test
    void aFitGoesOnFromAnotherPosterior() {
        DMatrixRMaj scores = new DMatrixRMaj(5, 5);
        Arrays.setAll(scores.data, e -> 2 * Math.sin(3 * e));
        Model model = TapeModel.of(List.of(X), (tape, z) -> z.get(X).dot(tape.constant(scores)));
        VariationalInference inference =
                VariationalInference.withDefaults().withSteps(300).withDraws(16);
        MeanField q = MeanField.of(new SequentialMatching(X));
        Posterior first = inference.fit(model, q, new SplittableRandom(4)).posterior();
        FitResult second = inference
                .withSteps(1)
                .fit(model, q, first.starts(20_000, new SplittableRandom(5)), new SplittableRandom(6));
        FitResult cold = inference.withSteps(1).fit(model, q, new SplittableRandom(6));
        assertTrue(second.elbo() > cold.elbo() + 1, second.elbo() + " from " + cold.elbo());
    }

    @Test
    void mistakesAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> Start.scores(X, new DMatrixRMaj(4, 5)));
        DMatrixRMaj broken = new DMatrixRMaj(5, 5);
        broken.set(1, 2, Double.NaN);
        assertThrows(IllegalArgumentException.class, () -> Start.scores(X, broken));
        assertThrows(IllegalArgumentException.class, () -> Start.matching(X, GUESS, 1));
        assertThrows(IllegalArgumentException.class, () -> Start.matching(X, Matching.of(5, 0, 1), 0.5));
        assertThrows(IllegalArgumentException.class, () -> Start.means(W, new DMatrixRMaj(2, 3), 0));
        MeanField q = MeanField.of(new SequentialMatching(X));
        assertThrows(
                IllegalArgumentException.class,
                () -> q.startAt(new SplittableRandom(1), Start.means(W, new DMatrixRMaj(2, 3), 1)));
    }
}
