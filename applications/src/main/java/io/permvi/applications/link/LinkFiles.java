package io.permvi.applications.link;

import io.permvi.applications.files.OutputFolder;
import io.permvi.relaxations.sparse.SparseMarginals;
import io.permvi.relaxations.sparse.SparseScores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Writes what was found: links, decisions, pairs for review, what was learned, and linked data sets drawn. */
public final class LinkFiles {
    /** The names of the tables. */
    public static final List<String> NAMES =
            List.of("links.csv", "decisions.csv", "review.csv", "parameters.csv", "draws.csv", "link.json");

    /** Pairs below are not written to links.csv. */
    private static final double LEAST = 0.001;

    private final LinkResult result;
    private final SparseScores pairs;
    private final OutputFolder folder;

    /** @param folder where to */
    public LinkFiles(LinkResult result, OutputFolder folder) {
        this.result = result;
        this.folder = folder;
        pairs = result.scores();
    }

    private static String probability(double p) {
        return String.format(Locale.ROOT, "%.6f", p);
    }

    private String a(int e) {
        return result.a().ids().get(pairs.row(e));
    }

    private String b(int e) {
        return result.b().ids().get(pairs.column(e));
    }

    /** Every record of the first file with its most probable partner, and the second most probable one. */
    public void writeLinks() {
        folder.writeCsv("links.csv", List.of("a", "b", "probability", "second_b", "second_probability"), rows -> {
            for (int i = 0; i < result.a().size(); i++) {
                int best = most(i, -1);
                int second = best < 0 ? -1 : most(i, best);
                if (best >= 0) {
                    boolean has = second >= 0;
                    rows.add(
                            a(best),
                            b(best),
                            probability(result.probability(best)),
                            has ? b(second) : "",
                            has ? probability(result.probability(second)) : "");
                }
            }
        });
    }

    private int most(int record, int without) {
        int best = -1;
        for (int e = pairs.rowStart(record); e < pairs.rowStart(record + 1); e++) {
            boolean better = best < 0 || result.probability(e) > result.probability(best);
            if (e != without && result.probability(e) >= LEAST && better) {
                best = e;
            }
        }
        return best;
    }

    /** The links at a stated error rate, most probable first. */
    public Decisions writeDecisions(double rate) {
        Decisions decisions = Decisions.at(result, rate);
        folder.writeCsv("decisions.csv", List.of("a", "b", "probability", "expected_false_so_far"), rows -> {
            double wrong = 0;
            for (int e : decisions.links()) {
                wrong += 1 - result.probability(e);
                rows.add(a(e), b(e), probability(result.probability(e)), probability(wrong));
            }
        });
        return decisions;
    }

    /** The pairs most worth a look, with the fields of both records side by side and an empty column for the answer. */
    public int[] writeReview(int count) {
        int[] review = Review.list(result, count);
        List<String> header = new ArrayList<>(List.of("a", "b", "link", "probability", "gain"));
        result.a().columns().forEach(name -> header.add("a_" + name));
        result.b().columns().forEach(name -> header.add("b_" + name));
        folder.writeCsv("review.csv", header, rows -> {
            for (int e : review) {
                double p = result.probability(e);
                List<Object> cells =
                        new ArrayList<>(List.of(a(e), b(e), "", probability(p), probability(Math.min(p, 1 - p))));
                result.a().cells().forEach(column -> cells.add(column.get(pairs.row(e))));
                result.b().cells().forEach(column -> cells.add(column.get(pairs.column(e))));
                rows.add(cells.toArray());
            }
        });
        return review;
    }

    /** What each level of each comparison tells: shares among links and others, and the weight in powers of two. */
    public void writeParameters() {
        folder.writeCsv("parameters.csv", LevelWeights.HEADER, rows -> {
            for (int f = 0; f < result.fields().size(); f++) {
                Comparison comparison = result.fields().get(f).comparison();
                result.law().addTo(rows, f, comparison.name(), comparison::describe);
            }
        });
    }

    /** Linked data sets drawn from the posterior, for an analysis that is to carry the uncertainty of the links. */
    public void writeDraws(int draws, long seed) {
        SparseMarginals marginals = result.marginals().orElseThrow();
        folder.writeCsv("draws.csv", List.of("draw", "a", "b"), rows -> {
            for (int s = 0; s < draws; s++) {
                for (int e : marginals.draw(seed, s)) {
                    if (e >= 0) {
                        rows.add(s + 1, a(e), b(e));
                    }
                }
            }
        });
    }

    /** The summary: numbers of links, how they were found, and how far the sums can be trusted. */
    public Map<String, Object> writeSummary(double rate, Decisions decisions, int[] review) {
        SparseMarginals marginals = result.marginals().orElseThrow();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("recordsA", result.a().size());
        summary.put("recordsB", result.b().size());
        summary.put("candidatePairs", result.pairs());
        summary.put(
                "fields",
                result.fields().stream().map(field -> field.comparison().name()).toList());
        summary.put("rounds", result.law().rounds());
        summary.put("calibratedWithinFiles", result.law().calibrated());
        summary.put("sharesOfClasses", result.law().shares());
        summary.put("expectedLinks", result.expectedLinks());
        summary.put("standardDeviationOfLinks", deviation());
        summary.put("linksAboveHalf", result.links().length);
        summary.put("statedErrorRate", rate);
        summary.put("decisions", decisions.links().length);
        summary.put("expectedFalseDecisions", decisions.expectedFalse());
        summary.put("reviewPairs", review.length);
        summary.put("reviewExpectedGain", Review.expectedGain(result, review));
        summary.put("logSum", marginals.logPartition());
        summary.put("linksByMethod", marginals.links());
        summary.put("largestCorrectionOfBeliefPropagation", marginals.largestCorrection());
        summary.put("largestStandardError", marginals.largestStandardError());
        folder.writeJson("link.json", summary);
        return summary;
    }

    /** The standard deviation of the number of links given what was learned, as if pairs were independent. */
    private double deviation() {
        return Math.sqrt(IntStream.range(0, result.pairs())
                .mapToDouble(e -> result.probability(e) * (1 - result.probability(e)))
                .sum());
    }
}
