package io.permvi.applications.link;

import io.permvi.applications.files.InputException;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.sparse.SparseMarginals;
import io.permvi.relaxations.sparse.SparseScores;
import java.util.ArrayList;
import java.util.List;

/**
 * Links two files of records, each free of duplicates, without a label: candidates, comparisons, the mixture of links and
 * other pairs, and the posterior of the one-to-one matching.
 */
public final class Linkage {
    private static final int STREAM = 0x11c5;

    private final LinkSettings settings;
    private final Records a;
    private final Records b;
    private final Comparisons shared;
    private final CandidatePairs pairs;
    private final List<Comparison> comparisons;
    private final List<byte[]> levels = new ArrayList<>();
    private final double[][] outside;
    private final SparseScores structure;
    private final double[] answers;

    private Linkage(Records a, Records b, FieldMap fields, Labels labels, LinkSettings settings, Workers workers) {
        this.settings = settings;
        this.a = a;
        this.b = b;
        shared = new Comparisons(a, b, fields.namesA(), fields.namesB());
        pairs = labels.among(shared.candidates(settings.nearest(), settings.allUpTo(), workers));
        if (pairs.count() == 0) {
            throw new InputException(
                    a.name() + " and " + b.name()
                            + ": no record shares a word with one of the other file; do the columns hold what their names say?");
        }
        comparisons = shared.comparisons();
        for (Comparison comparison : comparisons) {
            levels.add(comparison.compare(pairs, workers));
        }
        outside = outsideCounts(workers);
        structure = SparseScores.ofPairs(a.size(), b.size(), pairs.a(), pairs.b(), new double[pairs.count()]);
        answers = labels.weights(structure);
    }

    /**
     * Links.
     *
     * @param a the first file
     * @param b the second file
     * @param fields the columns that are the same
     * @param labels what a person has judged already; none is needed
     * @throws InputException when the files have nothing to compare
     */
    public static LinkResult link(
            Records a, Records b, FieldMap fields, Labels labels, LinkSettings settings, Workers workers) {
        return new Linkage(a, b, fields, labels, settings, workers).result(LinkModel.Choice.ONE_TO_ONE, workers);
    }

    /** The same with each record of the second file linked by itself, for comparison. */
    static LinkResult independent(Records a, Records b, FieldMap fields, LinkSettings settings, Workers workers) {
        return new Linkage(a, b, fields, Labels.none(), settings, workers)
                .result(LinkModel.Choice.INDEPENDENT, workers);
    }

    private LinkResult result(LinkModel.Choice choice, Workers workers) {
        LinkModel model = new LinkModel(
                a.size(), b.size(), structure.graph(), levels, outside, answers, shared.textual(), choice);
        model.learn(workers);
        List<LinkResult.Field> fields = new ArrayList<>();
        for (int f = 0; f < comparisons.size(); f++) {
            fields.add(new LinkResult.Field(comparisons.get(f), levels.get(f), model.levelWeights(f)));
        }
        SparseScores scores = structure.withValues(model.weights());
        if (choice == LinkModel.Choice.INDEPENDENT) {
            return LinkResult.independent(a, b, fields, scores, model);
        }
        SparseMarginals marginals = settings.posterior().solve(scores, model.messages(), settings.seed(), workers);
        return LinkResult.of(a, b, fields, marginals, model);
    }

    /** The levels to be expected among pairs that are no candidates, by random ones; none for texts. */
    private double[][] outsideCounts(Workers workers) {
        double[][] counts = new double[comparisons.size()][];
        for (int f = 0; f < counts.length; f++) {
            counts[f] = new double[comparisons.get(f).levels()];
        }
        double left = (double) a.size() * b.size() - pairs.count();
        if (shared.textual() || left < 1) {
            return counts;
        }
        CandidatePairs random = randomPairs();
        for (int f = 0; f < counts.length; f++) {
            for (byte level : comparisons.get(f).compare(random, workers)) {
                if (level >= 0) {
                    counts[f][level] += left / random.count();
                }
            }
        }
        return counts;
    }

    private CandidatePairs randomPairs() {
        DrawRandom random = DrawRandom.of(settings.seed(), STREAM, 0);
        int[] i = new int[settings.randomPairs()];
        int[] j = new int[settings.randomPairs()];
        for (int k = 0; k < i.length; k++) {
            do {
                i[k] = random.nextInt(a.size());
                j[k] = random.nextInt(b.size());
            } while (pairs.contains(i[k], j[k]));
        }
        return new CandidatePairs(i, j);
    }
}
