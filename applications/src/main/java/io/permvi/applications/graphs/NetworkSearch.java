package io.permvi.applications.graphs;

import io.permvi.inference.search.ExchangeAnnealing;
import io.permvi.inference.search.Proposals;
import io.permvi.models.graphs.NetworkMatching;
import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** Searches for matches by heat bath: items look at their rows while the scale of the log odds grows. */
record NetworkSearch(int sweeps, Workers workers) {
    private static final double LAST_SCALE = 2;
    private static final double RANDOM_START = 0.05;
    /** Where the nodes that fit stay and the others move. */
    private static final double FROM_A_MATCH = 0.4;

    private static final int ROUNDS = 12;
    private static final double KEEPS = 1e6;

    /** From random matches, each with its own random numbers. */
    List<Matching> fresh(NetworkMatching model, int count, RandomStream stream) {
        Matching[] found = new Matching[count];
        workers.forEach(count, s -> {
            RandomGenerator rng = stream.part(s).generator();
            found[s] = anneal(model, any(model.latent().space(), rng), RANDOM_START, sweeps, rng);
        });
        return List.of(found);
    }

    /** From matches that are right in part. */
    List<Matching> again(NetworkMatching model, List<Matching> starts, RandomStream stream) {
        Matching[] found = new Matching[starts.size()];
        workers.forEach(
                found.length,
                s -> found[s] = anneal(
                        model,
                        starts.get(s),
                        FROM_A_MATCH,
                        (sweeps + 2) / 3,
                        stream.part(s).generator()));
        return List.of(found);
    }

    /**
     * Spreads out from seeds (percolation): the pairs that the matched ones speak for most are matched, one to one, a
     * larger part of all in each round and anew each time; what nothing speaks for is matched anyhow at the end.
     */
    Matching spread(NetworkMatching model, Map<Integer, Integer> seeds) {
        int m = model.latent().rows();
        int n = model.latent().columns();
        int[] places = new int[m];
        Arrays.fill(places, Matching.UNMATCHED);
        seeds.forEach((i, k) -> places[i] = k);
        for (int round = 1; round <= ROUNDS; round++) {
            int wanted = (m - seeds.size()) * round / ROUNDS;
            take(model, model.field(Matching.of(n, places)), seeds, wanted, places);
        }
        DMatrixRMaj field = model.field(Matching.of(n, places));
        for (int i = 0; i < m; i++) {
            if (places[i] != Matching.UNMATCHED) {
                field.add(i, places[i], KEEPS);
            }
        }
        LinearMaximum.of(model.latent().space()).maximize(field, places);
        return Matching.of(n, places);
    }

    /** The pairs of largest field that do not share a node, among those that matched ones speak for. */
    private static void take(
            NetworkMatching model, DMatrixRMaj field, Map<Integer, Integer> seeds, int wanted, int[] places) {
        SparsityPattern allowed = model.latent().space().allowed();
        boolean[] taken = new boolean[field.numCols];
        Arrays.fill(places, Matching.UNMATCHED);
        seeds.forEach((i, k) -> {
            places[i] = k;
            taken[k] = true;
        });
        int[] best = IntStream.range(0, field.getNumElements())
                .filter(e -> field.data[e] > 0 && field.data[e] > model.alone(e / field.numCols, e % field.numCols))
                .toArray();
        long[] keys = new long[best.length];
        Arrays.setAll(keys, c -> ((long) Float.floatToIntBits((float) field.data[best[c]]) << 32) | best[c]);
        Arrays.parallelSort(keys);
        int count = 0;
        for (int c = keys.length - 1; c >= 0 && count < wanted; c--) {
            int i = (int) keys[c] / field.numCols;
            int k = (int) keys[c] % field.numCols;
            if (places[i] == Matching.UNMATCHED && !taken[k] && allowed.allows(i, k)) {
                places[i] = k;
                taken[k] = true;
                count++;
            }
        }
    }

    private static Matching anneal(
            NetworkMatching model, Matching start, double firstScale, int sweeps, RandomGenerator rng) {
        return ExchangeAnnealing.withDefaults()
                .withKind(Proposals.ROWS)
                .withProposals(sweeps * start.items())
                .withFirstTemperature(LAST_SCALE / firstScale)
                .search(model.withScale(LAST_SCALE).density(), List.of(start), rng)
                .best()
                .get(0);
    }

    private static Matching any(MatchingSpace space, RandomGenerator rng) {
        int m = space.items();
        int n = space.places();
        int[] places = new int[m];
        if (space.allowed().isFull()) {
            return Matching.of(n, Arrays.copyOf(Permutation.random(n, rng).places(), m));
        }
        DMatrixRMaj scores = new DMatrixRMaj(m, n);
        Arrays.setAll(scores.data, e -> rng.nextDouble());
        LinearMaximum.of(space).maximize(scores, places);
        return Matching.of(n, places);
    }
}
