package io.permvi.inference.posterior;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.factor.DiagonalGaussian;
import io.permvi.inference.factor.GumbelMatching;
import io.permvi.inference.factor.IndependentRows;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.PointMatching;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class CorrectedPosteriorTest {
    private static PointMatching problem() {
        RandomGenerator rng = new SplittableRandom(1);
        DMatrixRMaj centers = new DMatrixRMaj(4, 2);
        Arrays.setAll(centers.data, e -> rng.nextGaussian());
        DMatrixRMaj observations = centers.copy();
        Arrays.setAll(observations.data, e -> observations.data[e] + 0.7 * rng.nextGaussian());
        return PointMatching.of(new MatchingLatent("x", 4), observations, centers, 0.7);
    }

    private static FittedPosterior uniform(PointMatching model) {
        MeanField q = MeanField.of(new SequentialMatching(model.latent()));
        return new FittedPosterior(q, new double[q.parameterCount()], 1);
    }

    /** Two items that both like place 0: rows by themselves give it to both, which no permutation does. */
    @Test
    void refusesDrawsThatAreNoMatchings() {
        MatchingLatent x = new MatchingLatent("x", 2);
        DMatrixRMaj scores = new DMatrixRMaj(new double[][] {{2, 0}, {2, 0}});
        Model model = TapeModel.of(List.of(x), (tape, z) -> z.get(x).dot(tape.constant(scores)));
        FittedPosterior rows = new FittedPosterior(MeanField.of(new IndependentRows(x)), new double[] {2, 0, 2, 0}, 1);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> CorrectedPosterior.of(model, rows, 1000, new SplittableRandom(1)))
                .getMessage();
        assertTrue(message.contains("no matchings"), message);
        assertEquals(0.5, ExactPosterior.of(model).marginals(x).probability(0, 0), 1e-12);
    }

    /** Few values have few ratios: above the cutoff there may be a single one, which has no tail. */
    @Test
    void aTailOfEqualRatiosIsNone() {
        double[] logWeights = new double[10_000];
        Arrays.setAll(logWeights, s -> s % 94 == 0 ? 0 : -3e-5);
        assertEquals(Double.NEGATIVE_INFINITY, ParetoSmoothing.smooth(logWeights));
        assertEquals(0, logWeights[0]);
        assertEquals(-3e-5, logWeights[1], 1e-12);
    }

    @Test
    void mergedDrawsThatCoverEverythingAreExact() {
        PointMatching model = problem();
        ExactPosterior exact = ExactPosterior.of(model);
        CorrectedPosterior corrected = CorrectedPosterior.of(model, uniform(model), 2000, new SplittableRandom(2));
        // each of 24 permutations is missing with probability 1e-37
        assertEquals(exact.logEvidence(), corrected.evidence().value(), 1e-9);
        MatchingMarginals marginals = corrected.marginals(model.latent());
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                assertEquals(exact.mean(model.latent()).get(i, j), marginals.probability(i, j), 1e-9);
            }
        }
        assertEquals(
                exact.mean(model.latent()).get(1, 2),
                corrected.expectation(z -> z.get(model.latent()).get(1, 2)),
                1e-9);
        assertTrue(corrected.diagnostics().effectiveSampleSize() <= 24);
        // every value is seen for certain, so the estimate has no tail
        assertEquals(Double.NEGATIVE_INFINITY, corrected.diagnostics().kHat());
    }

    /** A family that is sure of one permutation has equal ratios, whatever the posterior is. */
    @Test
    void aPointMassIsNeverReliable() {
        PointMatching model = problem();
        MeanField q = MeanField.of(new SequentialMatching(model.latent()));
        double[] parameters = new double[q.parameterCount()];
        for (int i = 0; i < 4; i++) {
            parameters[5 * i] = 100;
        }
        CorrectedPosterior corrected =
                CorrectedPosterior.of(model, new FittedPosterior(q, parameters, 1), 1000, new SplittableRandom(7));
        assertFalse(
                corrected.diagnostics().isReliable(), corrected.diagnostics().toString());
    }

    @Test
    void mergedEstimateOfTheEvidenceIsUnbiasedWithFewDraws() {
        PointMatching model = problem();
        double exact = ExactPosterior.of(model).logEvidence();
        int repetitions = 4000;
        double sum = 0;
        double squares = 0;
        for (int r = 0; r < repetitions; r++) {
            double ratio = Math.exp(CorrectedPosterior.of(model, uniform(model), 30, new SplittableRandom(r))
                            .evidence()
                            .value()
                    - exact);
            sum += ratio;
            squares += ratio * ratio;
        }
        double mean = sum / repetitions;
        double error = Math.sqrt((squares / repetitions - mean * mean) / repetitions);
        // five standard errors: a false alarm in about two million choices of the seeds
        assertEquals(1, mean, 5 * error);
    }

    @Test
    void smoothedWeightsComeCloseAndSayThatTheyAreReliable() {
        PointMatching model = problem();
        ExactPosterior exact = ExactPosterior.of(model);
        CorrectedPosterior corrected =
                CorrectedPosterior.smoothed(model, uniform(model), 20_000, new SplittableRandom(3));
        assertTrue(
                corrected.diagnostics().isReliable(),
                "k-hat " + corrected.diagnostics().kHat());
        assertEquals(exact.logEvidence(), corrected.evidence().value(), 0.05);
        // ratios of 24 values are no Pareto tail: smoothing them costs some percent, which merging does not
        assertEquals(
                exact.mean(model.latent()).get(0, 0),
                corrected.mean(model.latent()).get(0, 0),
                0.06);
    }

    /** For p = N(0, 1) and q = N(0, s^2) the ratios have tail shape 1 - s^2 in the limit. */
    @Test
    void kHatTellsNarrowFactorsFromWideOnes() {
        RealLatent w = new RealLatent("w", 1, 1);
        var model =
                TapeModel.of(List.of(w), (tape, z) -> z.get(w).sumOfSquares().times(-0.5));
        MeanField q = MeanField.of(new DiagonalGaussian(w));
        FittedPosterior wide = new FittedPosterior(q, new double[] {0, Math.log(1.3)}, 1);
        FittedPosterior narrow = new FittedPosterior(q, new double[] {0, Math.log(0.3)}, 1);
        CorrectedPosterior good = CorrectedPosterior.of(model, wide, 10_000, new SplittableRandom(4));
        CorrectedPosterior bad = CorrectedPosterior.of(model, narrow, 10_000, new SplittableRandom(5));
        assertTrue(
                good.diagnostics().isReliable() && good.diagnostics().kHat() < 0.5,
                "k-hat " + good.diagnostics().kHat());
        assertFalse(bad.diagnostics().isReliable(), "k-hat " + bad.diagnostics().kHat());
        assertEquals(0.5 * Math.log(2 * Math.PI), good.evidence().value(), 0.02);
        assertEquals(1, good.expectation(z -> z.get(w).get(0, 0) * z.get(w).get(0, 0)), 0.06);
    }

    @Test
    void documentedFailures() {
        PointMatching model = problem();
        MeanField relaxed = MeanField.of(new GumbelMatching(model.latent()));
        FittedPosterior posterior = new FittedPosterior(relaxed, new double[16], 1);
        RandomGenerator rng = new SplittableRandom(6);
        assertThrows(IllegalArgumentException.class, () -> CorrectedPosterior.of(model, posterior, 100, rng));
        assertThrows(IllegalArgumentException.class, () -> CorrectedPosterior.of(model, uniform(model), 10, rng));
    }
}
