package io.permvi.applications.rankings;

import io.permvi.applications.files.OutputFolder;
import io.permvi.inference.rankings.MallowsFitting;
import io.permvi.relaxations.ranking.MallowsPosterior;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The tables and the summary of a fitted Mallows distribution. */
public final class MallowsFiles {
    /** Their names. */
    public static final List<String> NAMES = List.of(
            "consensus.csv",
            "places.csv",
            "before.csv",
            "spread.csv",
            "diagnostics.csv",
            "summary.txt",
            "summary.json");

    private final RankingFile file;
    private final MallowsFitting.Result result;
    private final MallowsPosterior posterior;
    private final double level;

    /** @param level the probability of intervals */
    public MallowsFiles(RankingFile file, MallowsFitting.Result result, double level) {
        this.file = file;
        this.result = result;
        posterior = result.posterior();
        this.level = level;
    }

    /** Writes all tables. */
    public void writeTables(OutputFolder folder) {
        folder.writeRecords("consensus.csv", Row.class, rows());
        int n = file.items().size();
        List<String> header = new ArrayList<>(List.of("item"));
        for (int k = 1; k <= n; k++) {
            header.add("p" + k);
        }
        folder.writeCsv("places.csv", header, sink -> {
            for (int i = 0; i < n; i++) {
                Object[] cells = new Object[n + 1];
                cells[0] = file.items().get(i);
                for (int k = 0; k < n; k++) {
                    cells[k + 1] = digits(posterior.places().get(i, k));
                }
                sink.add(cells);
            }
        });
        folder.writeCsv("before.csv", List.of("item", "other", "probability_before"), sink -> {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    if (i != j) {
                        sink.add(
                                file.items().get(i),
                                file.items().get(j),
                                digits(posterior.before().get(i, j)));
                    }
                }
            }
        });
        writeSpread(folder, n);
        if (!result.diagnoses().isEmpty()) {
            folder.writeRecords("diagnostics.csv", MallowsFitting.Diagnosis.class, result.diagnoses());
        }
    }

    private void writeSpread(OutputFolder folder, int n) {
        double tail = (1 - level) / 2;
        List<String> header = List.of("parameter", "mean", "sd", "median", "low", "high");
        folder.writeCsv("spread.csv", header, sink -> {
            for (double scale : new double[] {1, n}) {
                sink.add(
                        scale == 1 ? "alpha" : "theta",
                        digits(posterior.alpha().mean() / scale),
                        digits(posterior.alpha().sd() / scale),
                        digits(posterior.alpha().quantile(0.5) / scale),
                        digits(posterior.alpha().quantile(tail) / scale),
                        digits(posterior.alpha().quantile(1 - tail) / scale));
            }
        });
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    /** A row of {@code consensus.csv}; places count from 1. */
    public record Row(
            String item,
            int cpRank,
            double cpProbability,
            int mapRank,
            double meanRank,
            double sd,
            int low,
            int high,
            double pFirst,
            double pTop3) {}

    /** Items in the order of the consensus by cumulative probability. */
    public List<Row> rows() {
        MallowsPosterior.Consensus consensus = posterior.consensus();
        double tail = (1 - level) / 2;
        List<Row> rows = new ArrayList<>();
        for (int k = 0; k < consensus.items().length; k++) {
            int i = consensus.items()[k];
            rows.add(new Row(
                    file.items().get(i),
                    k + 1,
                    consensus.probabilities()[k],
                    posterior.best().place(i) + 1,
                    posterior.meanPlace(i) + 1,
                    posterior.placeSd(i),
                    posterior.placeQuantile(i, tail) + 1,
                    posterior.placeQuantile(i, 1 - tail) + 1,
                    posterior.probabilityInFirst(i, 1),
                    posterior.probabilityInFirst(i, 3)));
        }
        return rows;
    }

    /** The sentences that say what came out. */
    public List<String> sentences(double seconds) {
        double tail = (1 - level) / 2;
        int n = file.items().size();
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "%s: %d rankings of %d items", file.path().getFileName(), posterior.rankings(), n));
        lines.add(String.format(
                Locale.ROOT,
                "Mallows with the %s distance, %s, %.1f s",
                posterior.distance().name().toLowerCase(Locale.ROOT),
                posterior.method(),
                seconds));
        lines.add(String.format(
                Locale.ROOT,
                "alpha %.4f, sd %.4f, %.0f %% interval %.4f to %.4f; theta = alpha / %d = %.5f",
                posterior.alpha().mean(),
                posterior.alpha().sd(),
                100 * level,
                posterior.alpha().quantile(tail),
                posterior.alpha().quantile(1 - tail),
                n,
                posterior.alpha().mean() / n));
        if (!Double.isNaN(posterior.logEvidence())) {
            lines.add(String.format(Locale.ROOT, "log evidence %.4f", posterior.logEvidence()));
        }
        if (!result.diagnoses().isEmpty()) {
            lines.add(convergence(result.diagnoses()));
        }
        lines.add("consensus by cumulative probability, equal ones by their order in the file:");
        for (Row row : rows()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%4d  %s (%.3f; place %d to %d)",
                    row.cpRank(),
                    row.item(),
                    row.cpProbability(),
                    row.low(),
                    row.high()));
        }
        return lines;
    }

    static String convergence(List<MallowsFitting.Diagnosis> diagnoses) {
        boolean good = diagnoses.stream().allMatch(d -> d.isGood(MallowsFitting.LEAST_DRAWS));
        double draws = diagnoses.stream()
                .mapToDouble(MallowsFitting.Diagnosis::effectiveDraws)
                .min()
                .orElse(0);
        double rHat = largest(diagnoses, MallowsFitting.Diagnosis::rHat);
        double kHat = largest(diagnoses, MallowsFitting.Diagnosis::kHat);
        StringBuilder line = new StringBuilder(good ? "converged" : "NOT CONVERGED");
        if (!Double.isNaN(rHat)) {
            line.append(String.format(
                    Locale.ROOT, ": largest R-hat %.4f (at most %.2f)", rHat, MallowsFitting.LARGEST_R_HAT));
        } else if (!Double.isNaN(kHat)) {
            line.append(String.format(Locale.ROOT, ": k-hat %.2f (at most %.1f)", kHat, MallowsFitting.LARGEST_K_HAT));
        } else {
            line.append(": weights all but equal");
        }
        return line.append(String.format(
                        Locale.ROOT,
                        ", fewest effective draws %.0f (at least %.0f)",
                        draws,
                        MallowsFitting.LEAST_DRAWS))
                .toString();
    }

    private static double largest(
            List<MallowsFitting.Diagnosis> diagnoses, ToDoubleFunction<MallowsFitting.Diagnosis> value) {
        return diagnoses.stream()
                .mapToDouble(value)
                .filter(v -> !Double.isNaN(v))
                .max()
                .orElse(Double.NaN);
    }

    /** Writes {@code summary.txt} and {@code summary.json}. */
    public void writeSummary(List<String> sentences, double seconds, OutputFolder folder) {
        folder.writeText("summary.txt", String.join("\n", sentences) + "\n");
        folder.writeSummary(
                "rankings fit",
                new Summary(
                        file.path().getFileName().toString(),
                        file.items().size(),
                        posterior.rankings(),
                        posterior.distance().name().toLowerCase(Locale.ROOT),
                        posterior.method(),
                        result.converged(),
                        posterior.alpha().mean(),
                        posterior.alpha().sd(),
                        posterior.alpha().mean() / file.items().size(),
                        posterior.logEvidence(),
                        posterior.evidenceError(),
                        rows().stream().map(Row::item).toList(),
                        seconds));
    }

    /** The entries of {@code summary.json}. */
    private record Summary(
            String file,
            int items,
            long rankings,
            String distance,
            String method,
            boolean converged,
            double alphaMean,
            double alphaSd,
            double thetaMean,
            double logEvidence,
            double logEvidenceError,
            List<String> consensus,
            double seconds) {}
}
