package io.permvi.inference.posterior;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.models.CategoricalLatent;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.counting.LogPermanent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class ExactPosteriorTest {
    private static final DMatrixRMaj SCORES =
            new DMatrixRMaj(new double[][] {{0.3, -1, 0.7, 0}, {1.1, 0.2, -0.4, 0.5}, {0, 0.9, -0.3, -1.2}});

    private static Model linear(Latent x, DMatrixRMaj scores) {
        return TapeModel.of(List.of(x), (tape, z) -> z.get(x).dot(tape.constant(scores)));
    }

    private static ExactPosterior of(DiscreteLatent latent) {
        return ExactPosterior.of(linear(latent, SCORES));
    }

    /** 4 * 3 * 2 injections, those of a mask, sum over k of C(3, k) C(4, k) k! partial ones, 4^3 categories. */
    @Test
    void visitsEveryValueOfASpaceOnce() {
        assertEquals(
                24,
                of(new MatchingLatent("x", SparsityPattern.all(3, 4))).values().size());
        SparsityPattern mask = SparsityPattern.where(3, 4, (i, j) -> j >= i);
        assertEquals(8, of(new MatchingLatent("x", mask)).values().size());
        MatchingLatent partial = new MatchingLatent("x", MatchingSpace.partial(SparsityPattern.all(3, 4)));
        assertEquals(1 + 12 + 36 + 24, of(partial).values().size());
        assertEquals(64, of(new CategoricalLatent("x", 3, 4)).values().size());
        for (DiscreteLatent latent : List.of(partial, new CategoricalLatent("x", 3, 4))) {
            ExactPosterior posterior = of(latent);
            assertEquals(posterior.values().size(), posterior.values().firstOfEqual().length);
        }
    }

    /** The evidence of exp(linear scores) over permutations is a permanent, over categories a product of row sums. */
    @Test
    void knowsTheEvidence() {
        MatchingLatent x = new MatchingLatent("x", 3);
        DMatrixRMaj square = new DMatrixRMaj(new double[][] {{0.3, -1, 0.7}, {1.1, 0.2, -0.4}, {0, 0.9, -0.3}});
        double expected = LogPermanent.exact(square, SparsityPattern.all(3, 3));
        ExactPosterior posterior = ExactPosterior.of(linear(x, square));
        assertEquals(expected, posterior.logEvidence(), 1e-12);
        assertEquals(Evidence.Kind.EXACT, posterior.evidence().kind());
        double product = 0;
        for (int i = 0; i < 3; i++) {
            double row = 0;
            for (int j = 0; j < 4; j++) {
                row += Math.exp(SCORES.get(i, j));
            }
            product += Math.log(row);
        }
        CategoricalLatent c = new CategoricalLatent("c", 3, 4);
        ExactPosterior categories = of(c);
        assertEquals(product, categories.logEvidence(), 1e-12);
        double weight = Math.exp(SCORES.get(1, 2));
        double row = 0;
        for (int j = 0; j < 4; j++) {
            row += Math.exp(SCORES.get(1, j));
        }
        assertEquals(weight / row, categories.marginals(c).probability(1, 2), 1e-12);
    }

    @Test
    void severalLatentsAreEnumeratedTogether() {
        MatchingLatent x = new MatchingLatent("x", 3);
        CategoricalLatent c = new CategoricalLatent("c", 2, 2);
        Model model = TapeModel.of(List.of(x, c), (tape, z) -> z.get(x)
                .dot(tape.constant(new DMatrixRMaj(new double[][] {{1, 0, 0}, {0, 0, 0}, {0, 0, 0}}))));
        ExactPosterior posterior = ExactPosterior.of(model);
        assertEquals(24, posterior.values().size());
        assertEquals(Math.log(4 * (2 * Math.E + 4)), posterior.logEvidence(), 1e-12);
        assertEquals(0.5, posterior.marginals(c).probability(0, 1), 1e-12);
        assertEquals(Math.E / (Math.E + 2), posterior.marginals(x).probability(0, 0), 1e-12);
    }

    @Test
    void drawsFollowTheProbabilitiesAndTheDensityKnowsThem() {
        MatchingLatent x = new MatchingLatent("x", SparsityPattern.all(3, 4));
        ExactPosterior posterior = of(x);
        DMatrixRMaj exact = posterior.mean(x);
        Draws draws = new Draws(List.of(x));
        posterior.forEachDraw(40_000, new SplittableRandom(2), (s, z) -> draws.add(z));
        DMatrixRMaj drawn = new WeightedPosterior(draws, Evidence.none(), new Diagnostics.None()).mean(x);
        for (int e = 0; e < 12; e++) {
            // a share of 40,000 draws has standard error .0025 at most; five of them
            assertEquals(exact.data[e], drawn.data[e], 0.0125);
        }
        double[] sum = new double[1];
        var logDensity = posterior.logDensity().orElseThrow();
        posterior.forEach((z, weight) -> {
            assertEquals(weight, Math.exp(logDensity.applyAsDouble(z)), 1e-12);
            sum[0] += weight;
        });
        assertEquals(1, sum[0], 1e-12);
    }

    /** By densities, by weights and by a histogram; the last has the distance of 10,000 draws over 24 values. */
    @Test
    void distancesFromOtherPosteriors() {
        MatchingLatent x = new MatchingLatent("x", SparsityPattern.all(3, 4));
        ExactPosterior posterior = of(x);
        var rng = new SplittableRandom(3);
        assertEquals(0, posterior.bhattacharyyaDistance(posterior, 1, rng), 1e-7);
        Draws draws = new Draws(List.of(x));
        posterior.forEachDraw(10_000, rng, (s, z) -> draws.add(z));
        WeightedPosterior drawn = new WeightedPosterior(draws, Evidence.none(), new Diagnostics.None());
        double distance = posterior.bhattacharyyaDistance(drawn, 1, rng);
        // its square is about (24 - 1) / (8 * 10,000)
        assertTrue(distance > 0.008 && distance < 0.03, "distance " + distance);
        MeanField q = MeanField.of(new SequentialMatching(x));
        FittedPosterior uniform = new FittedPosterior(q, new double[q.parameterCount()], 1);
        double coefficient = 0;
        for (int k = 0; k < 24; k++) {
            coefficient += Math.sqrt(posterior.weight(k) / 24);
        }
        assertEquals(Math.sqrt(1 - coefficient), posterior.bhattacharyyaDistance(uniform, 1, rng), 1e-7);
        // a mixture with a part that has no density is seen by its draws
        double[] shares = posterior.probabilities(
                new PosteriorMixture<>(List.of(posterior, drawn), new double[] {0.5, 0.5}), 40_000, rng);
        for (int k = 0; k < 24; k++) {
            assertEquals(posterior.weight(k), shares[k], 0.03);
            assertEquals(Math.log(posterior.weight(k)), posterior.logJoint(k) - posterior.logEvidence(), 1e-12);
        }
        assertEquals(1, Arrays.stream(shares).sum(), 1e-9);
    }

    @Test
    void refusesWhatCannotBeEnumerated() {
        RealLatent w = new RealLatent("w", 1, 1);
        Model real = TapeModel.of(List.of(w), (tape, z) -> z.get(w));
        assertThrows(IllegalArgumentException.class, () -> ExactPosterior.of(real));
        MatchingLatent large = new MatchingLatent("x", 30);
        Model of30 = new Model() {
            @Override
            public List<Latent> latents() {
                return List.of(large);
            }

            @Override
            public Pass newPass() {
                return z -> 0;
            }
        };
        String message = assertThrows(IllegalArgumentException.class, () -> ExactPosterior.of(of30))
                .getMessage();
        assertTrue(message.contains("4000000"), message);
    }

    @Test
    void aPointIsCertainOfItsMatchings() {
        MatchingLatent x = new MatchingLatent("x", 3);
        Matching best = Matching.of(3, 2, 0, 1);
        PointEstimate point = new PointEstimate(List.of(x), List.of(best), -3, List.of(-5.0, -3.0));
        assertEquals(best, point.marginals(x).mostProbable());
        LatentValues draw = point.draw(new SplittableRandom(1));
        assertEquals(1, draw.get(x).get(0, 2));
        assertThrows(IllegalArgumentException.class, () -> point.mean(new MatchingLatent("y", 3)));
    }
}
