package io.permvi.applications.link;

import io.permvi.applications.files.InputException;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.sparse.SparseMarginals;
import io.permvi.relaxations.sparse.SparseScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Links two files of records, each free of duplicates, without a label: candidates, comparisons, the mixture of links and
 * other pairs, and the posterior of the one-to-one matching.
 */
public final class Linkage {
    private final LinkSettings settings;
    private final Records a;
    private final Records b;
    private final Comparisons shared;
    private final ComparedPairs compared;
    private final SparseScores structure;
    private final double[] answers;

    private Linkage(Records a, Records b, FieldMap fields, Labels labels, LinkSettings settings, Workers workers) {
        this.settings = settings;
        this.a = a;
        this.b = b;
        shared = new Comparisons(a, b, fields.namesA(), fields.namesB());
        CandidatePairs pairs = labels.among(shared.candidates(settings.nearest(), settings.allUpTo(), workers));
        if (pairs.count() == 0) {
            throw new InputException(
                    a.name() + " and " + b.name()
                            + ": no record shares a word with one of the other file; do the columns hold what their names say?");
        }
        compared = new ComparedPairs(shared, pairs, (double) a.size() * b.size(), false, settings, workers);
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

    /** Compares two files, to be linked in several ways. */
    static Linkage of(Records a, Records b, FieldMap fields, LinkSettings settings, Workers workers) {
        return new Linkage(a, b, fields, Labels.none(), settings, workers);
    }

    private WithinFileNull within(Workers workers) {
        return new WithinFileNull(inside(true, workers), inside(false, workers));
    }

    /** The nearest pairs inside a file. */
    private WithinFileNull.Inside inside(boolean first, Workers workers) {
        CandidatePairs pairs = shared.within(first, settings.nearest(), workers);
        byte[][] levels = new byte[pairs.count()][compared.comparisons().size()];
        for (int f = 0; f < compared.comparisons().size(); f++) {
            // without texts every comparison is one of values
            byte[] own = ((ValueComparison) compared.comparisons().get(f)).compareWithin(first, pairs, workers);
            for (int e = 0; e < own.length; e++) {
                levels[e][f] = own[e];
            }
        }
        long[] once = new long[levels.length];
        Arrays.fill(once, 1);
        return new WithinFileNull.Inside(levels, once, first ? a.size() : b.size());
    }

    /** Links by a model. */
    LinkResult result(LinkModel.Choice choice, Workers workers) {
        LinkModel model = new LinkModel(a.size(), b.size(), structure.graph(), compared, answers, choice, workers);
        if (settings.withinFiles()
                && choice == LinkModel.Choice.ONE_TO_ONE
                && !shared.textual()
                && WithinFileNull.serves(a.size(), b.size())) {
            model.calibrate(within(workers), workers);
        }
        List<LinkResult.Field> fields = new ArrayList<>();
        for (int f = 0; f < compared.comparisons().size(); f++) {
            fields.add(new LinkResult.Field(
                    compared.comparisons().get(f), model.law().weights().get(f)));
        }
        SparseScores scores = structure.withValues(model.part().weights());
        if (choice == LinkModel.Choice.INDEPENDENT) {
            return new LinkResult(a, b, fields, scores, model.part().beliefs(), Optional.empty(), model);
        }
        SparseMarginals marginals =
                settings.posterior().solve(scores, model.part().messages(), settings.seed(), workers);
        return new LinkResult(a, b, fields, scores, marginals.probabilities(), Optional.of(marginals), model);
    }
}
