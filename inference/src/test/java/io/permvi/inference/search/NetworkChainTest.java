package io.permvi.inference.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.models.MatchingLatent;
import io.permvi.models.graphs.Arcs;
import io.permvi.models.graphs.NetworkLayer;
import io.permvi.models.graphs.NetworkMatching;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** Chains through the field of two networks against the enumeration of all matchings. */
class NetworkChainTest {
    private static NetworkMatching networks(int m, int n) {
        RandomGenerator rng = new SplittableRandom(m);
        NetworkLayer directed =
                NetworkLayer.of("directed", arcs(m, m, true, rng), arcs(n, n, true, rng), NetworkLayer.Kind.WITHIN);
        NetworkLayer crossed =
                NetworkLayer.of("crossed", arcs(m, n, false, rng), arcs(n, m, false, rng), NetworkLayer.Kind.CROSSED);
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

    /** Eight thousand states: the standard error of a share is below .02 even where only every tenth state is new. */
    private static void assertEnumerated(NetworkMatching model, Proposals kind, int proposals) {
        int n = model.latent().columns();
        var truth = ExactPosterior.of(model).marginals(model.latent());
        var found = ParallelTempering.withDefaults()
                .withKind(kind)
                .withSweeps(200, 8_000)
                .withProposals(proposals)
                .sample(model.density(), List.of(Matching.of(n, 0, 1, 2, 3, 4, 5)), new SplittableRandom(4))
                .marginals(model.latent());
        for (int i = 0; i < 6; i++) {
            for (int k = 0; k < n; k++) {
                assertEquals(truth.probability(i, k), found.probability(i, k), 0.03, kind + " at " + i + ", " + k);
            }
        }
    }

    @Test
    void chainsVisitMatchingsAsOftenAsEnumerationSays() {
        for (int n : new int[] {6, 7}) {
            assertEnumerated(networks(6, n), Proposals.UNIFORM, 40);
            assertEnumerated(networks(6, n), Proposals.ROWS, 8);
        }
    }

    /** In the first mask a partner may not always go where the item comes from; in the second it always may. */
    @Test
    void rowsKeepToTheAllowedPlaces() {
        List<NetworkLayer> layers = networks(6, 7).layers();
        SparsityPattern ragged = SparsityPattern.where(6, 7, (i, k) -> i == k || (i + 2 * k) % 4 != 1);
        SparsityPattern groups = SparsityPattern.where(6, 7, (i, k) -> i < 2 == k < 2);
        for (SparsityPattern allowed : List.of(ragged, groups)) {
            assertEnumerated(
                    new NetworkMatching(new MatchingLatent("match", allowed), layers, new DMatrixRMaj(6, 7), 0.8),
                    Proposals.ROWS,
                    8);
        }
    }
}
