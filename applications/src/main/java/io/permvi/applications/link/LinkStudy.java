package io.permvi.applications.link;

import io.permvi.applications.files.ContentHash;
import io.permvi.applications.files.InputException;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.sparse.SparseMarginals;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One set with a known truth, linked without it in three ways and compared with it: the case of the study. */
public final class LinkStudy {
    private static final int REVIEWED = 100;
    private static final List<String> FILES = List.of("A.csv", "B.csv", "truth.csv");

    private LinkStudy() {}

    /**
     * What is known about a set afterwards. Rates are shares of false links, stated and realized; the gain of a review is
     * the number of decisions that its answers changed.
     */
    public record Row(
            String set,
            String data,
            int sizeA,
            int sizeB,
            int truth,
            int pairs,
            double candidateRecall,
            int links,
            double precision,
            double recall,
            double f1,
            double independentF1,
            double assignmentF1,
            double contradicted,
            double realizedAt1,
            double recallAt1,
            double realizedAt5,
            double recallAt5,
            double calibrationError,
            double reviewStated,
            double reviewRealized,
            double betheError,
            double standardError,
            boolean calibrated,
            int rounds,
            double seconds)
            implements Serializable {
        /** What no two rows of the same settings have in common: the set and the {@link ContentHash} of its files. */
        public String key() {
            return set + " " + data;
        }
    }

    /**
     * The key of the row of a folder with A.csv, B.csv and truth.csv.
     *
     * @throws InputException when one of the three is not there
     */
    public static String key(Path folder) {
        return folder.getFileName() + " " + data(folder);
    }

    private static String data(Path folder) {
        List<Path> files = FILES.stream().map(folder::resolve).toList();
        files.stream().filter(file -> !Files.isRegularFile(file)).forEach(file -> {
            throw new InputException(file + ": no such file");
        });
        return ContentHash.ofFiles(files);
    }

    /**
     * Runs a folder with A.csv, B.csv and truth.csv; the set is named after it.
     *
     * @throws InputException when one of the three is not there or cannot be read
     */
    public static Row run(Path folder, LinkSettings settings, Workers workers) {
        Records a = RecordFiles.read(folder.resolve("A.csv").toString(), "");
        Records b = RecordFiles.read(folder.resolve("B.csv").toString(), "");
        FieldMap fields = FieldMap.of(a, b, Map.of());
        long start = System.nanoTime();
        Linkage compared = Linkage.of(a, b, fields, settings, workers);
        LinkResult result = compared.result(LinkModel.Choice.ONE_TO_ONE, workers);
        double seconds = (System.nanoTime() - start) / 1e9;
        Truth truth = Truth.read(folder.resolve("truth.csv"), a, b);
        Evaluation all = evaluate(result, result.links(), truth);
        LinkResult independent = compared.result(LinkModel.Choice.INDEPENDENT, workers);
        Evaluation at1 = evaluate(result, Decisions.at(result, 0.01).links(), truth);
        Evaluation at5 = evaluate(result, Decisions.at(result, 0.05).links(), truth);
        int[] review = Review.list(result, REVIEWED);
        SparseMarginals marginals = result.marginals().orElseThrow();
        return new Row(
                folder.getFileName().toString(),
                data(folder),
                a.size(),
                b.size(),
                truth.count(),
                result.pairs(),
                candidateRecall(result, truth),
                all.links(),
                all.precision(),
                all.recall(),
                all.f1(),
                evaluate(independent, independent.links(), truth).f1(),
                evaluate(result, result.assignment(), truth).f1(),
                all.contradictedShare(),
                at1.falseShare(),
                at1.recall(),
                at5.falseShare(),
                at5.recall(),
                Calibration.ofLinks(result, truth).error(),
                Review.expectedGain(result, review),
                changed(result, review, truth),
                marginals.largestCorrection(),
                marginals.largestStandardError(),
                result.law().calibrated(),
                result.law().rounds(),
                seconds);
    }

    private static Evaluation evaluate(LinkResult result, int[] links, Truth truth) {
        return Evaluation.of(result.scores(), links, truth);
    }

    private static double candidateRecall(LinkResult result, Truth truth) {
        double found = 0;
        for (int e = 0; e < result.pairs(); e++) {
            found += truth.links(result.scores().row(e), result.scores().column(e)) ? 1 : 0;
        }
        return found / truth.count();
    }

    private static double changed(LinkResult result, int[] review, Truth truth) {
        double changed = 0;
        for (int e : review) {
            boolean link = truth.links(result.scores().row(e), result.scores().column(e));
            changed += link != result.probability(e) > 0.5 ? 1 : 0;
        }
        return changed;
    }
}
