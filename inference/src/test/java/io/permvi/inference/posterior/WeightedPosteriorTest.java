package io.permvi.inference.posterior;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.factor.Bound;
import io.permvi.inference.factor.Start;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.RealLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.ranking.Mallows;
import io.permvi.relaxations.ranking.PermutationDistance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** Numbers of posteriors that are three weighted values, computed by hand. */
class WeightedPosteriorTest {
    private static final MatchingLatent X = new MatchingLatent("x", MatchingSpace.partial(SparsityPattern.all(2, 2)));
    private static final RealLatent W = new RealLatent("w", 1, 1);
    private static final int NONE = Matching.UNMATCHED;

    /** Items at 0 and 1 and w = 4 with weight .5, at 1 and none and w = 2 with .3, at none and 0 and w = -1 with .2. */
    private static WeightedPosterior three() {
        Draws draws = new Draws(List.of(X, W));
        LatentValues z = new LatentValues(List.of(X, W));
        int[][] places = {{0, 1}, {1, NONE}, {NONE, 0}};
        double[] w = {4, 2, -1};
        for (int k = 0; k < 3; k++) {
            Matching.toMatrix(places[k], z.get(X));
            z.get(W).data[0] = w[k];
            draws.add(z);
        }
        return new WeightedPosterior(draws, new double[] {5, 3, 2}, Evidence.exact(-7), new Diagnostics.None());
    }

    @Test
    void meansQuantilesAndOrders() {
        WeightedPosterior posterior = three();
        assertEquals(2.4, posterior.mean(W).data[0], 1e-12);
        assertEquals(2.4, posterior.expectation(z -> z.get(W).data[0]), 1e-12);
        assertArrayEquals(new double[] {0.5, 0.3, 0.2, 0.5}, posterior.mean(X).data, 1e-12);
        assertEquals(-1, posterior.quantile(W, 0, 0, 0.2));
        assertEquals(2, posterior.quantile(W, 0, 0, 0.2001));
        assertEquals(4, posterior.quantile(W, 0, 0, 1));
        assertEquals(1, posterior.quantile(z -> z.get(W).data[0] * z.get(W).data[0], 0.1));
        // the unmatched stand last: item 0 is first with .5 + .3, item 1 with .2
        assertArrayEquals(new double[] {0, 0.8, 0.2, 0}, posterior.before(X).data, 1e-12);
        assertTrue(!posterior.isUnweighted());
    }

    @Test
    void theSummaryHasDeviationsAndTheLeastCertainFirst() {
        PosteriorSummary summary = three().summary();
        PosteriorSummary.Number number = summary.numbers().get(0);
        assertEquals(2.4, number.mean(), 1e-12);
        assertEquals(Math.sqrt(0.5 * 16 + 0.3 * 4 + 0.2 - 2.4 * 2.4), number.deviation(), 1e-12);
        assertEquals(2, number.median());
        // places of item 0: .5, .3, none .2; of item 1: .2, .5, none .3
        assertEquals(0.2, summary.items().get(0).unmatched(), 1e-12);
        double entropy = -(0.5 * Math.log(0.5) + 0.3 * Math.log(0.3) + 0.2 * Math.log(0.2));
        assertEquals(entropy, summary.items().get(0).entropy(), 1e-12);
        MatchingLatent y = new MatchingLatent("y", 3);
        Draws draws = new Draws(List.of(y));
        draws.add(List.of(Matching.of(3, 0, 1, 2)));
        draws.add(List.of(Matching.of(3, 0, 2, 1)));
        String text = new WeightedPosterior(draws, Evidence.none(), new Diagnostics.None())
                .summary()
                .toString();
        assertTrue(text.indexOf("item 1") < text.indexOf("item 0"), text);
    }

    @Test
    void anotherFitStartsAtItsMeansAndMarginals() {
        List<Start> starts = three().starts(40_000, new SplittableRandom(3));
        List<String> latents = new ArrayList<>();
        starts.forEach(start -> latents.add(start.latent().name()));
        assertEquals(List.of("x", "w"), latents);
        assertEquals(2.4, starts.get(1).values().data[0], 0.05);
        assertEquals(Math.sqrt(3.64), starts.get(1).deviations().data[0], 0.05);
        LatentValues drawn = three().relaxedDraw(new SplittableRandom(1));
        assertTrue(List.of(4.0, 2.0, -1.0).contains(drawn.get(W).data[0]));
    }

    @Test
    void theEvidenceOfATraceIsTheMeanOfItsEnd() {
        Trace trace = new Trace();
        double[] energy = {-100, -5, -6, -9};
        double[] entropy = {1, 2, 1, 3};
        for (int step = 0; step < 4; step++) {
            trace.add(energy[step], entropy[step], 0.5);
        }
        assertEquals(-3, trace.elbo(1));
        assertEquals(-14.0 / 3, trace.meanElbo(1, 4), 1e-12);
        Evidence evidence = Evidence.ofLastSteps(trace, 3, Bound.EVIDENCE);
        // of -3, -5 and -6: the standard deviation is sqrt(7 / 3)
        assertEquals(-14.0 / 3, evidence.value(), 1e-12);
        assertEquals(Math.sqrt(7.0 / 9), evidence.standardError(), 1e-12);
        assertEquals(Evidence.Kind.LOWER_BOUND, evidence.kind());
        assertTrue(evidence.isOfModel());
        assertTrue(!Evidence.ofLastSteps(trace, 9, Bound.RELAXED_EVIDENCE).isOfModel());
        assertEquals(Evidence.none(), Evidence.ofLastSteps(new Trace(), 3, Bound.EVIDENCE));
        assertEquals("no bound of the log evidence", Evidence.none().toString());
        assertEquals("-4.6667 +- 0.88 (a lower bound of the log evidence)", evidence.toString());
        assertEquals("4 steps: done", new Diagnostics.Ascent(trace, true, "done").toString());
    }

    @Test
    void modelsAreComparedByTheirObservations() {
        LeaveOneOut one = new LeaveOneOut(new double[] {-1, -2, -6}, new double[] {0.1, 0.7, Double.NaN});
        LeaveOneOut other = new LeaveOneOut(new double[] {-2, -2, -4}, new double[3]);
        assertEquals(-9, one.total());
        // the variance of one is 7, of the differences 1, 0, -2 it is 7 / 3
        assertEquals(Math.sqrt(3 * 7), one.standardError(), 1e-12);
        assertArrayEquals(new double[] {-1, Math.sqrt(7)}, one.minus(other), 1e-12);
        assertEquals(1, one.unreliable());
        assertTrue(one.toString().contains("-9.00 +- 4.58"), one.toString());
        LeaveOneOut short1 = new LeaveOneOut(new double[2], new double[2]);
        assertThrows(IllegalArgumentException.class, () -> one.minus(short1));
    }

    @Test
    void diagnosticsSayWhatTheyAre() {
        var chains = new Diagnostics.Chains(
                List.of(List.of(-3.0, -2.0, -1.0)), 1, List.of(1.0, 2.0), List.of(0.25, 0.5), List.of(0.125));
        assertEquals(3, chains.length());
        assertEquals(
                "1 chain(s) of 3 sweeps, 1 of them burn-in; acceptance [0.25, 0.50] at temperatures [1.0, 2.0], swaps"
                        + " [0.13]",
                chains.toString());
        List<Double> two = List.of(0.5, 0.5);
        assertThrows(IllegalArgumentException.class, () -> new Diagnostics.Chains(List.of(), 0, two, two, two));
        assertEquals(0, new Diagnostics.Chains(List.of(), 0, two, two, List.of(0.1)).length());
        var weights = new Diagnostics.Weights(0.7, 0.7, 12);
        assertTrue(weights.isReliable());
        assertEquals("k-hat 0.70 (reliable, limit 0.70), effective sample size 12", weights.toString());
        assertTrue(new Diagnostics.Weights(0.71, 0.7, 12).toString().contains("not reliable"));
        assertEquals(2, new Diagnostics.Search(List.of(-3.0, -2.0)).length());
        assertEquals("log densities [-3.0]", new Diagnostics.Search(List.of(-3.0)).toString());
        assertEquals("no diagnostics", new Diagnostics.None().toString());
        Matching identity = Matching.of(2, 0, 1);
        MatchingLatent y = new MatchingLatent("y", 2);
        PointEstimate point = new PointEstimate(List.of(y), List.of(identity), -4, List.of(-4.0));
        assertEquals(List.of(identity), point.best());
        assertEquals(-4, point.bestLogDensity());
        Draws kept = new Draws(List.of(y));
        kept.add(List.of(identity));
        Matching last = Matching.of(2, 1, 0);
        ChainPosterior chain = new ChainPosterior(kept, chains, List.of(identity), -1, List.of(last));
        assertEquals(List.of(identity), chain.best());
        assertEquals(-1, chain.bestLogDensity());
        assertEquals(List.of(last), chain.last());
        assertEquals(chains, chain.diagnostics());
        assertThrows(IllegalArgumentException.class, () -> Comparison.of(new LinkedHashMap<String, Posterior>()));
    }

    @Test
    void aDistributionIsAPosteriorOfItsOrder() {
        MatchingLatent y = new MatchingLatent("y", 3);
        Mallows mallows = Mallows.of(PermutationDistance.KENDALL, Permutation.of(1, 0, 2), 0.7);
        DistributionPosterior posterior = new DistributionPosterior(y, mallows);
        int draws = 40_000;
        int[] seen = new int[1];
        DMatrixRMaj shares = new DMatrixRMaj(3, 3);
        posterior.forEachDraw(draws, new SplittableRandom(4), (s, z) -> {
            assertEquals(seen[0]++, s);
            for (int e = 0; e < 9; e++) {
                shares.data[e] += z.get(y).data[e] / draws;
            }
        });
        assertEquals(draws, seen[0]);
        int[][] all = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        DMatrixRMaj exact = new DMatrixRMaj(3, 3);
        LatentValues z = new LatentValues(List.of(y));
        for (int[] places : all) {
            Matching.toMatrix(places, z.get(y));
            double probability = Math.exp(posterior.logDensity().orElseThrow().applyAsDouble(z));
            assertEquals(Math.exp(mallows.logProbability(Permutation.of(places))), probability, 1e-12);
            for (int i = 0; i < 3; i++) {
                exact.add(i, places[i], probability);
            }
        }
        // five standard errors of a share, at most .0025 each
        assertArrayEquals(exact.data, shares.data, 0.0125);
        assertEquals(new Diagnostics.None(), posterior.diagnostics());
        assertThrows(
                IllegalArgumentException.class, () -> posterior.forEachDraw(0, new SplittableRandom(1), (s, v) -> {}));
        assertThrows(
                IllegalArgumentException.class, () -> new DistributionPosterior(new MatchingLatent("y", 2), mallows));
        Latent tall = new MatchingLatent("y", SparsityPattern.all(3, 4));
        assertThrows(IllegalArgumentException.class, () -> new DistributionPosterior((MatchingLatent) tall, mallows));
        assertEquals(1, Arrays.stream(exact.data).sum() / 3, 1e-12);
    }
}
