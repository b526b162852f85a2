package io.permvi.inference.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.models.graphs.Arcs;
import io.permvi.models.graphs.NetworkLayer;
import io.permvi.models.graphs.NetworkMatching;
import io.permvi.relaxations.permutation.Matching;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Chains through the field of two networks against the enumeration of all matchings. */
class NetworkChainTest {
    private static NetworkMatching networks(int m, int n) {
        RandomGenerator rng = new SplittableRandom(m);
        NetworkLayer directed = NetworkLayer.of("directed", arcs(m, m, true, rng), arcs(n, n, true, rng), false);
        NetworkLayer crossed = NetworkLayer.of("crossed", arcs(m, n, false, rng), arcs(n, m, false, rng), true);
        return NetworkMatching.of(List.of(directed, crossed)).withScale(0.8);
    }

    private static Arcs arcs(int rows, int columns, boolean within, RandomGenerator rng) {
        Arcs.Source source = sink -> {
            for (int e = 0; e < rows * columns; e++) {
                if (rng.nextDouble() < 0.4) {
                    sink.add(e / columns, e % columns, 1 + rng.nextInt(9));
                }
            }
        };
        return within ? Arcs.within(rows, source) : Arcs.between(rows, columns, source);
    }

    /** Twenty thousand states: the standard error of a share is below .01 even where only every tenth state is new. */
    @Test
    void chainsVisitMatchingsAsOftenAsEnumerationSays() {
        for (int n : new int[] {6, 7}) {
            NetworkMatching model = networks(6, n);
            var truth = ExactPosterior.of(model).marginals(model.latent());
            var found = ParallelTempering.withDefaults()
                    .withScreening(false)
                    .withSweeps(200, 20_000)
                    .withProposals(40)
                    .sample(model.density(), List.of(Matching.of(n, 0, 1, 2, 3, 4, 5)), new SplittableRandom(4))
                    .marginals(model.latent());
            for (int i = 0; i < 6; i++) {
                for (int k = 0; k < n; k++) {
                    assertEquals(truth.probability(i, k), found.probability(i, k), 0.03);
                }
            }
        }
    }
}
