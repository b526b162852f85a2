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
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.ejml.data.DMatrixRMaj;

/**
 * The scale of the log odds, of which pairs of nodes are no independent evidence: with seeds, that under which held-out
 * seeds are most probable; without, from the match itself: the mean of what the spread of the evidence and the field say,
 * since each falls too low where the other holds (nodes of unequal noise, and structure that both networks share), less
 * for what neither sees.
 *
 * @param scale that was chosen
 * @param how {@code given}, {@code seeds} or {@code match}
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

    private static final double LEAST = 0.05;
    /** The variance of evidence that neither judgement sees, in units of that of independent pairs: measured on networks with names. */
    private static final double UNSEEN = 0.5;

    /** The standard deviation of a normal variable over its median distance from the median. */
    private static final double NORMAL_SPREAD = 1.4826;
    /** How the log odds grow with the field in made-up networks whose pairs are independent, where the scale is 1. */
    private static final double RATIO_OF_INDEPENDENCE = 2;

    private static final int CENTERINGS = 4;
    /** Nodes whose pairs are independent, made up so that few nodes do not say much. */
    private static final int INDEPENDENT_NODES = 10;
    /** How far the best scale for seeds lies from that of the match, as a logarithm. */
    private static final double APART = 0.5;

    /** From the match itself. */
    static ScaleChoice ofMatch(NetworkMatching model, Matching match) {
        double mean = (Math.min(1, ofSpread(model, match)) + Math.min(1, ofField(model, match))) / 2;
        return new ScaleChoice(Math.max(LEAST, 1 / (1 / mean + UNSEEN)), "match");
    }

    /**
     * From the field: rows and columns centered, half of (mean at matched pairs - mean at others) / variance at others, as
     * for two normal groups.
     */
    private static double ofField(NetworkMatching model, Matching match) {
        DMatrixRMaj field = model.field(match);
        int n = model.layers().get(0).places();
        double matched = 0;
        double squares = 0;
        for (int round = 0; round < CENTERINGS; round++) {
            center(field, match, n, true);
            center(field, match, n, false);
        }
        for (int i = 0; i < field.numRows; i++) {
            for (int k = 0; k < n; k++) {
                double value = field.unsafe_get(i, k);
                matched += match.place(i) == k ? value : 0;
                squares += match.place(i) == k ? 0 : value * value / (n - 1);
            }
        }
        return matched / Math.max(squares, Double.MIN_NORMAL) / RATIO_OF_INDEPENDENCE;
    }

    /** Takes from each row, or column, the mean of its pairs that are not matched. */
    private static void center(DMatrixRMaj field, Matching match, int n, boolean rows) {
        int m = field.numRows;
        double[] sums = new double[rows ? m : n];
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < n; k++) {
                sums[rows ? i : k] += match.place(i) == k ? 0 : field.unsafe_get(i, k);
            }
        }
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < n; k++) {
                field.add(i, k, -sums[rows ? i : k] / Math.max(1, rows ? n - 1 : m - 1));
            }
        }
    }

    /**
     * From the spread of the evidence: the log odds of a node's pairs, less what the table expects of them, have a variance
     * that is known where pairs are independent; where they are not it is larger (overdispersion), and the scale is one
     * over how much. The spread is that of the middle of the nodes, so that wrong matches do not count.
     */
    private static double ofSpread(NetworkMatching model, Matching match) {
        int m = match.items();
        double[] sums = new double[m];
        double[] variances = new double[m];
        model.layers().forEach(layer -> layer.addSurprise(match.places(), sums, variances));
        double[] surprise = IntStream.range(0, m)
                .mapToDouble(i -> sums[i] / Math.sqrt(Math.max(variances[i], Double.MIN_NORMAL)))
                .toArray();
        Median median = new Median();
        double middle = median.evaluate(surprise);
        double spread = NORMAL_SPREAD
                * median.evaluate(
                        DoubleStream.of(surprise).map(z -> Math.abs(z - middle)).toArray());
        return (m + INDEPENDENT_NODES) / (m * spread * spread + INDEPENDENT_NODES);
    }

    /**
     * By cross-validation: seeds of a fold are released, searched and sampled again, at each scale; where they do not tell
     * scales apart, that of the match is what is believed.
     */
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
        double believed = ofMatch(model, match).scale;
        double[] scores = DoubleStream.of(SCALES)
                .map(scale -> -Math.pow(Math.log(scale / believed) / APART, 2) / 2)
                .toArray();
        for (int f = 0; f < FOLDS; f++) {
            int number = f;
            List<Integer> fold = IntStream.range(0, seeds.size())
                    .filter(s -> s % FOLDS == number)
                    .mapToObj(seeds::get)
                    .toList();
            NetworkMatching released =
                    problem.released(model, new HashSet<>(fold)).model();
            Matching start = search.again(
                            released, List.of(match), stream.named("fold").part(f))
                    .get(0);
            workers.forEach(SCALES.length, s -> {
                RandomStream own = stream.named("held out").part(number * SCALES.length + s);
                scores[s] += score(released.withScale(SCALES[s]), start, match, fold, own);
            });
        }
        int best = 0;
        for (int s = 1; s < SCALES.length; s++) {
            best = scores[s] > scores[best] ? s : best;
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
