package io.permvi.inference.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.posterior.ChainPosterior;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.PointEstimate;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingDensity;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class ExchangeSamplersTest {

    /** log p = sum of scores + coupling times the number of places where two matchings agree on the item. */
    private record Coupled(List<MatchingLatent> matchings, List<DMatrixRMaj> scores, double coupling) implements Model {
        @Override
        public List<Latent> latents() {
            return List.copyOf(matchings);
        }

        @Override
        public Pass newPass() {
            return new Pass() {
                @Override
                public double forward(LatentValues z) {
                    double sum = 0;
                    for (int k = 0; k < matchings.size(); k++) {
                        sum += dot(z.get(matchings.get(k)), scores.get(k));
                    }
                    if (matchings.size() == 2) {
                        sum += coupling * dot(z.get(matchings.get(0)), z.get(matchings.get(1)));
                    }
                    return sum;
                }
            };
        }

        private static double dot(DMatrixRMaj a, DMatrixRMaj b) {
            double sum = 0;
            for (int e = 0; e < a.getNumElements(); e++) {
                sum += a.data[e] * b.data[e];
            }
            return sum;
        }
    }

    private static final ParallelTempering SAMPLER = ParallelTempering.withDefaults()
            .withTemperatures(1.0, 2.0)
            .withSweeps(200, 20_000)
            .withProposals(8);

    /** Standard error of a share below 0.5 / sqrt(20,000 / 3) = 0.006; five of them are a false alarm in a million. */
    private static final double TOLERANCE = 0.03;

    @Test
    void marginalsAgreeWithEnumerationForPermutationsWithinAMask() {
        SparsityPattern allowed = SparsityPattern.where(5, 5, (i, j) -> Math.abs(i - j) <= 2);
        assertMarginals(coupled(List.of(new MatchingLatent("x", allowed)), 1, 0), SAMPLER);
    }

    @Test
    void marginalsAgreeWithEnumerationForInjections() {
        SparsityPattern allowed = SparsityPattern.where(3, 5, (i, j) -> j >= i);
        assertMarginals(coupled(List.of(new MatchingLatent("x", allowed)), 2, 0), SAMPLER);
    }

    @Test
    void marginalsAgreeWithEnumerationForCoupledMatchingsWithCommonExchanges() {
        List<MatchingLatent> latents =
                List.of(new MatchingLatent("x", 4), new MatchingLatent("y", SparsityPattern.all(4, 4)));
        assertMarginals(coupled(latents, 3, 2), SAMPLER.withCommonShare(0.3));
    }

    @Test
    void marginalsAgreeWithEnumerationForCommonExchangesWithEmptyPlaces() {
        List<MatchingLatent> latents = List.of(
                new MatchingLatent("x", SparsityPattern.all(2, 4)),
                new MatchingLatent("y", SparsityPattern.where(2, 4, (i, j) -> i != j)));
        assertMarginals(coupled(latents, 6, 2), SAMPLER.withCommonShare(0.5));
    }

    @Test
    void plainMetropolisIsTheCaseOfOneTemperature() {
        Coupled model = coupled(List.of(new MatchingLatent("x", 4)), 4, 0);
        assertMarginals(model, SAMPLER.withTemperatures(1.0));
    }

    @Test
    void annealingFindsTheBestMatchingFromARandomStart() {
        for (long seed = 0; seed < 10; seed++) {
            Coupled model = coupled(List.of(new MatchingLatent("x", 12)), seed, 0);
            DMatrixRMaj score = model.scores.get(0);
            for (int e = 0; e < score.getNumElements(); e++) {
                // sharp enough that the last temperature, 1, is cold
                score.data[e] *= 10;
            }
            PointEstimate found = ExchangeAnnealing.withDefaults()
                    .withFirstTemperature(20)
                    .withProposals(5000)
                    .withChains(6)
                    .withScreening(false)
                    .search(MatchingDensity.of(model), start(model), DrawRandom.of(seed, 0, 0));
            int[] places = new int[12];
            double best = new LinearAssignment(12, 12).maximize(score, places);
            assertEquals(best, found.bestLogDensity(), 1e-9);
            assertEquals(Matching.of(12, places), found.best().get(0));
        }
    }

    @Test
    void resultsDoNotDependOnTheNumberOfThreads() {
        Coupled model = coupled(List.of(new MatchingLatent("x", 8), new MatchingLatent("y", 8)), 5, 1);
        MatchingDensity density = MatchingDensity.of(model);
        ParallelTempering sampler = ParallelTempering.withDefaults().withSweeps(10, 50);
        ChainPosterior one = sampler.sample(density, start(model), DrawRandom.of(1, 0, 0));
        ChainPosterior two = sampler.withThreads(2).sample(density, start(model), DrawRandom.of(1, 0, 0));
        assertEquals(one.diagnostics(), two.diagnostics());
        assertEquals(one.best(), two.best());
        ExchangeAnnealing annealing =
                ExchangeAnnealing.withDefaults().withProposals(500).withChains(3);
        PointEstimate alone = annealing.search(density, start(model), DrawRandom.of(1, 0, 0));
        PointEstimate shared = annealing.withThreads(2).search(density, start(model), DrawRandom.of(1, 0, 0));
        assertEquals(alone.best(), shared.best());
        assertEquals(alone.diagnostics(), shared.diagnostics());
    }

    /** Hot temperatures accept more; chains exchange theirs, so a share by chain would be the same for all. */
    @Test
    void acceptanceIsThatOfEachTemperature() {
        Coupled model = coupled(List.of(new MatchingLatent("x", 8)), 5, 0);
        model.scores.forEach(score -> Arrays.setAll(score.data, e -> 2 * score.data[e]));
        Diagnostics.Chains chains = ParallelTempering.withDefaults()
                .withTemperatures(1.0, 2.0, 1000.0)
                .withSweeps(100, 2000)
                .sample(MatchingDensity.of(model), start(model), DrawRandom.of(3, 0, 0))
                .diagnostics();
        List<Double> acceptance = chains.acceptance();
        assertTrue(acceptance.get(0) < acceptance.get(1) - 0.05, acceptance.toString());
        assertTrue(acceptance.get(2) > 0.95, acceptance.toString());
        assertTrue(chains.swaps().get(0) > 0.2, chains.toString());
        assertEquals(2100, chains.logDensities().get(0).size());
    }

    @Test
    void refusesBadSettings() {
        ParallelTempering sampler = ParallelTempering.withDefaults();
        assertThrows(IllegalArgumentException.class, () -> sampler.withTemperatures(2.0, 3.0));
        assertThrows(IllegalArgumentException.class, () -> sampler.withTemperatures(1.0, 1.0));
        assertThrows(IllegalArgumentException.class, () -> sampler.withSweeps(1, 0));
        assertThrows(IllegalArgumentException.class, () -> sampler.withCommonShare(1));
        assertThrows(IllegalArgumentException.class, () -> ExchangeAnnealing.withDefaults()
                .withFirstTemperature(0.5));
        assertThrows(IllegalArgumentException.class, () -> ExchangeAnnealing.withDefaults()
                .withProposals(-1));
        MatchingLatent partial = new MatchingLatent("x", MatchingSpace.partial(SparsityPattern.all(2, 2)));
        Coupled model = coupled(List.of(partial), 1, 0);
        assertThrows(IllegalArgumentException.class, () -> MatchingDensity.of(model));
        Model real = modelOf(new RealLatent("w", 2, 2));
        assertThrows(IllegalArgumentException.class, () -> MatchingDensity.of(real));
        MatchingDensity.Pass pass = MatchingDensity.of(coupled(List.of(new MatchingLatent("x", 3)), 1, 0))
                .newPass();
        assertThrows(IllegalStateException.class, pass::exchange);
        assertThrows(IllegalArgumentException.class, () -> pass.start(List.of(Matching.of(3, 0, 1, -1))));
    }

    private static Model modelOf(Latent latent) {
        Coupled none = coupled(List.of(), 1, 0);
        return new Model() {
            @Override
            public List<Latent> latents() {
                return List.of(latent);
            }

            @Override
            public Pass newPass() {
                return none.newPass();
            }
        };
    }

    private static Coupled coupled(List<MatchingLatent> latents, long seed, double coupling) {
        DrawRandom rng = DrawRandom.of(seed, 77, 0);
        List<DMatrixRMaj> scores = new ArrayList<>();
        for (MatchingLatent latent : latents) {
            DMatrixRMaj score = new DMatrixRMaj(latent.rows(), latent.columns());
            for (int e = 0; e < score.getNumElements(); e++) {
                score.data[e] = 1.5 * rng.nextGaussian();
            }
            scores.add(score);
        }
        return new Coupled(latents, scores, coupling);
    }

    private static List<Matching> start(Coupled model) {
        List<Matching> start = new ArrayList<>();
        for (MatchingLatent latent : model.matchings) {
            int[] places = new int[latent.rows()];
            new LinearAssignment(latent.rows(), latent.columns())
                    .maximize(
                            new DMatrixRMaj(latent.rows(), latent.columns()),
                            latent.space().allowed(),
                            places);
            start.add(Matching.of(latent.columns(), places));
        }
        return start;
    }

    private static void assertMarginals(Coupled model, ParallelTempering sampler) {
        ChainPosterior samples = sampler.sample(MatchingDensity.of(model), start(model), DrawRandom.of(9, 0, 0));
        List<DMatrixRMaj> exact = enumerate(model);
        for (int k = 0; k < exact.size(); k++) {
            MatchingMarginals found = samples.marginals(model.matchings.get(k));
            for (int i = 0; i < found.items(); i++) {
                for (int j = 0; j < found.places(); j++) {
                    double expected = exact.get(k).get(i, j);
                    double p = found.probability(i, j);
                    assertTrue(
                            Math.abs(p - expected) < TOLERANCE,
                            "latent " + k + " (" + i + ", " + j + "): " + p + " instead of " + expected);
                }
            }
        }
    }

    /** The exact marginals. */
    private static List<DMatrixRMaj> enumerate(Coupled model) {
        LatentValues z = new LatentValues(model.latents());
        Model.Pass pass = model.newPass();
        List<DMatrixRMaj> sums = new ArrayList<>();
        model.matchings.forEach(latent -> sums.add(new DMatrixRMaj(latent.rows(), latent.columns())));
        double total = visit(model, 0, 0, z, values -> {
            double weight = Math.exp(pass.forward(values));
            for (int k = 0; k < sums.size(); k++) {
                DMatrixRMaj x = values.get(model.matchings.get(k));
                for (int e = 0; e < x.getNumElements(); e++) {
                    sums.get(k).data[e] += weight * x.data[e];
                }
            }
            return weight;
        });
        for (DMatrixRMaj sum : sums) {
            for (int e = 0; e < sum.getNumElements(); e++) {
                sum.data[e] /= total;
            }
        }
        return sums;
    }

    private static double visit(Coupled model, int k, int i, LatentValues z, ToDoubleFunction<LatentValues> visitor) {
        if (k == model.matchings.size()) {
            return visitor.applyAsDouble(z);
        }
        MatchingLatent latent = model.matchings.get(k);
        if (i == latent.rows()) {
            return visit(model, k + 1, 0, z, visitor);
        }
        DMatrixRMaj x = z.get(latent);
        double sum = 0;
        for (int j = 0; j < latent.columns(); j++) {
            boolean taken = false;
            for (int r = 0; r < i; r++) {
                taken |= x.get(r, j) == 1;
            }
            if (!taken && latent.space().allowed().allows(i, j)) {
                x.set(i, j, 1);
                sum += visit(model, k, i + 1, z, visitor);
                x.set(i, j, 0);
            }
        }
        return sum;
    }
}
