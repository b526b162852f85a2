package io.permvi.applications.graphs;

import io.permvi.inference.search.ParallelTempering;
import io.permvi.inference.search.Proposals;
import io.permvi.models.graphs.NetworkMatching;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.RandomStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * The scale of the log odds, of which pairs of nodes are no independent evidence: with seeds, that under which held-out
 * seeds are most probable; without, from how far the field of the match lies above that of other pairs.
 *
 * @param scale that was chosen
 * @param how {@code given}, {@code seeds} or {@code field}
 */
record ScaleChoice(double scale, String how) {
    /** Fewer seeds say too little. */
    static final int FEWEST_SEEDS = 10;

    private static final double[] SCALES = {0.1, 0.14, 0.2, 0.28, 0.4, 0.57, 0.8, 1};
    private static final int FOLDS = 4;
    private static final double MOST_DRAWS = 160;
    private static final double FEWEST_DRAWS = 20;
    /** Entries of the field that a chain may look at. */
    private static final double MOST_LOOKS = 5e8;

    private static final int CENTERINGS = 4;
    private static final double LEAST = 0.05;
    /** The same ratio in made-up networks whose pairs are independent, where the scale is 1. */
    private static final double RATIO_OF_INDEPENDENCE = 2;

    /**
     * From the field of a match: rows and columns are centered, then the scale is half of (mean at matched pairs - mean at
     * others) / variance at others, as for two normal groups, and at most 1.
     */
    static ScaleChoice ofField(NetworkMatching model, Matching match) {
        DMatrixRMaj field = model.field(match);
        for (int round = 0; round < CENTERINGS; round++) {
            center(field, match, true);
            center(field, match, false);
        }
        double matched = 0;
        double squares = 0;
        for (int i = 0; i < field.numRows; i++) {
            for (int k = 0; k < field.numCols; k++) {
                double value = field.unsafe_get(i, k);
                matched += match.place(i) == k ? value : 0;
                squares += match.place(i) == k ? 0 : value * value;
            }
        }
        double variance = squares / Math.max(1, (double) field.numRows * (field.numCols - 1));
        double ratio = matched / field.numRows / Math.max(variance, Double.MIN_NORMAL);
        return new ScaleChoice(Math.max(LEAST, Math.min(1, ratio / RATIO_OF_INDEPENDENCE)), "field");
    }

    /** Takes from each row, or column, the mean of its pairs that are not matched. */
    private static void center(DMatrixRMaj field, Matching match, boolean rows) {
        double[] sums = new double[rows ? field.numRows : field.numCols];
        int[] counts = new int[sums.length];
        for (int i = 0; i < field.numRows; i++) {
            for (int k = 0; k < field.numCols; k++) {
                if (match.place(i) != k) {
                    sums[rows ? i : k] += field.unsafe_get(i, k);
                    counts[rows ? i : k]++;
                }
            }
        }
        for (int e = 0; e < field.getNumElements(); e++) {
            int line = rows ? e / field.numCols : e % field.numCols;
            field.data[e] -= sums[line] / Math.max(1, counts[line]);
        }
    }

    /** By cross-validation: seeds of a fold are released, searched and sampled again, at each scale. */
    static ScaleChoice ofSeeds(
            NetworkProblem problem,
            NetworkMatching model,
            Matching match,
            NetworkSearch search,
            Workers workers,
            RandomStream stream) {
        List<Integer> seeds =
                new ArrayList<>(new TreeSet<>(problem.known().seeds().keySet()));
        Collections.shuffle(seeds, new Random(stream.named("folds").generator().nextLong()));
        double[][] scores = new double[FOLDS][SCALES.length];
        List<Integer> cases = IntStream.range(0, FOLDS * SCALES.length).boxed().toList();
        List<List<Integer>> folds = IntStream.range(0, FOLDS)
                .mapToObj(f -> IntStream.range(0, seeds.size())
                        .filter(s -> s % FOLDS == f)
                        .mapToObj(seeds::get)
                        .toList())
                .toList();
        List<NetworkMatching> released = folds.stream()
                .map(fold -> problem.released(model, new HashSet<>(fold)).model())
                .toList();
        List<Matching> starts = new ArrayList<>();
        for (int f = 0; f < FOLDS; f++) {
            starts.addAll(search.again(
                    released.get(f), List.of(match), stream.named("fold").part(f)));
        }
        workers.forEach(cases.size(), c -> {
            int f = c / SCALES.length;
            int s = c % SCALES.length;
            scores[f][s] = score(
                    released.get(f).withScale(SCALES[s]),
                    starts.get(f),
                    match,
                    folds.get(f),
                    stream.named("held out").part(c));
        });
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int s = 0; s < SCALES.length; s++) {
            double sum = 0;
            for (double[] fold : scores) {
                sum += fold[s];
            }
            if (sum > most) {
                most = sum;
                best = s;
            }
        }
        return new ScaleChoice(SCALES[best], "seeds");
    }

    private static double score(
            NetworkMatching model, Matching start, Matching truth, List<Integer> fold, RandomStream stream) {
        int draws = (int) Math.max(
                FEWEST_DRAWS, Math.min(MOST_DRAWS, MOST_LOOKS / ((double) start.items() * start.placeCount())));
        var marginals = ParallelTempering.withDefaults()
                .withTemperatures(1.0)
                .withKind(Proposals.ROWS)
                .withSweeps(draws / 4, draws)
                .withProposals(start.items())
                .sample(model.density(), List.of(start), stream.generator())
                .marginals(model.latent());
        return fold.stream()
                .mapToDouble(i -> Math.log((marginals.probability(i, truth.place(i)) * draws + 0.5) / (draws + 1)))
                .sum();
    }
}
