package io.permvi.models.graphs;

import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/** Made-up networks with every kind of term: arcs to themselves, crossed, common and symmetric layers, scores, masks. */
final class SmallNetworks {
    private SmallNetworks() {}

    static NetworkMatching of(int m, int n, boolean masked, long seed) {
        RandomGenerator rng = new SplittableRandom(seed);
        DMatrixRMaj scores = new DMatrixRMaj(m, n);
        Arrays.setAll(scores.data, e -> rng.nextGaussian());
        SparsityPattern allowed = SparsityPattern.where(m, n, (i, k) -> !masked || i == k || (i + k) % 3 != 0);
        return new NetworkMatching(
                new MatchingLatent("match", allowed),
                List.of(
                        NetworkLayer.of("directed", within(m, rng), within(n, rng), NetworkLayer.Kind.WITHIN),
                        NetworkLayer.of("symmetric", symmetric(m, rng), symmetric(n, rng), NetworkLayer.Kind.WITHIN),
                        NetworkLayer.of("common", between(m, 4, rng), between(n, 4, rng), NetworkLayer.Kind.COMMON),
                        NetworkLayer.of("crossed", between(m, n, rng), between(n, m, rng), NetworkLayer.Kind.CROSSED)),
                scores,
                0.7);
    }

    /** Items may have no partner: three more places that two networks without crossed arcs do not know. */
    static NetworkMatching partial(int m, int n, long seed) {
        NetworkMatching full = of(m, n, false, seed);
        DMatrixRMaj scores = new DMatrixRMaj(m, n + 3);
        RandomGenerator rng = new SplittableRandom(seed);
        Arrays.setAll(scores.data, e -> rng.nextGaussian());
        return new NetworkMatching(
                new MatchingLatent("match", SparsityPattern.all(m, n + 3)),
                full.layers().subList(0, 3),
                scores,
                0.7);
    }

    private static Arcs within(int n, RandomGenerator rng) {
        return Arcs.within(n, sink -> fill(n, n, rng, sink));
    }

    private static Arcs between(int rows, int columns, RandomGenerator rng) {
        return Arcs.between(rows, columns, sink -> fill(rows, columns, rng, sink));
    }

    private static Arcs symmetric(int n, RandomGenerator rng) {
        return Arcs.within(
                n,
                sink -> fill(n, n, rng, (i, j, w) -> {
                    if (i < j) {
                        sink.add(i, j, w);
                        sink.add(j, i, w);
                    }
                }));
    }

    private static void fill(int rows, int columns, RandomGenerator rng, Arcs.Sink sink) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                if (rng.nextDouble() < 0.5) {
                    sink.add(i, j, 1 + rng.nextInt(20));
                }
            }
        }
    }
}
