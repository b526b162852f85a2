package io.permvi.examples.rankings;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.rankings.RankingComparison;
import io.permvi.applications.rankings.RankingFile;
import io.permvi.examples.common.Program;
import io.permvi.inference.rankings.ComparedModel;
import io.permvi.relaxations.parallel.Workers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code permvi rankings compare}: which distance, and how many clusters. */
@Command(
        name = "compare",
        description = "Compare models of rankings by their evidence: which distance, and how many clusters.",
        mixinStandardHelpOptions = true)
final class CompareCommand extends Program {
    /** An error of the log evidence above which it is a rough guide only. */
    private static final double ROUGH = 1;

    private static final List<String> NAMES = List.of("comparison.csv", "summary.txt", "elbow.png");

    @Mixin
    private RankingInputs inputs = new RankingInputs();

    @Mixin
    private PriorOptions priors = new PriorOptions();

    @Option(
            names = "--models",
            split = ",",
            paramLabel = "LIST",
            defaultValue = "mallows:kendall,mallows:footrule,mallows:spearman,mallows:hamming,plackett-luce",
            converter = ModelConverter.class,
            description = "mallows:DISTANCE or plackett-luce (default: ${DEFAULT-VALUE})")
    private List<ComparedModel> models = new ArrayList<>();

    @Option(
            names = "--clusters",
            defaultValue = "1",
            paramLabel = "K or K..K",
            converter = ClusterRange.Converter.class,
            description = "numbers of clusters (default: ${DEFAULT-VALUE})")
    private ClusterRange clusters;

    @Option(names = "--runs", defaultValue = "4", description = "of particles (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(names = "--particles", defaultValue = "64", description = "of each run (default: ${DEFAULT-VALUE})")
    private int particles;

    @Option(names = "--starts", defaultValue = "50", description = "of likelihoods (default: ${DEFAULT-VALUE})")
    private int starts;

    /** A model by its name. */
    static final class ModelConverter implements ITypeConverter<ComparedModel> {
        @Override
        public ComparedModel convert(String value) {
            try {
                return ComparedModel.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    @Override
    public void run() {
        requireAtLeast("--runs", 2, runs);
        requireAtMost("--runs", 1000, runs);
        requireAtLeast("--particles", 8, particles);
        requireAtLeast("--starts", 1, starts);
        OutputFolder folder = folder().keeping(List.of(inputs.path()));
        folder.requireFree(NAMES);
        RankingComparison comparison = new RankingComparison(
                priors.spread(),
                priors.worthSd(),
                runs,
                particles,
                starts,
                options().seed());
        RankingFile file = inputs.read(errors());
        List<RankingComparison.Row> rows = new ArrayList<>();
        output().printf("%-18s clusters  log evidence  error          BIC  within%n", "model");
        try (Workers workers = new Workers(options().threads())) {
            for (ComparedModel model : models) {
                for (int k = clusters.first(); k <= clusters.last(); k++) {
                    RankingComparison.Row row = row(comparison, model, k, file, workers);
                    rows.add(row);
                    output().println(line(row));
                }
            }
        }
        folder.writeRecords("comparison.csv", RankingComparison.Row.class, rows);
        List<String> sentences = sentences(rows);
        folder.writeText("summary.txt", String.join("\n", sentences) + "\n");
        if (clusters.last() > clusters.first()) {
            MixtureCharts.writeElbow(rows, folder);
        }
        sentences.forEach(output()::println);
        output().println("Results are in " + folder.path());
    }

    /** A model may not serve a file; what it lacks is the file's matter. */
    private RankingComparison.Row row(
            RankingComparison comparison, ComparedModel model, int k, RankingFile file, Workers workers) {
        return InputException.unless(
                inputs.path().toString(), () -> comparison.row(model, k, file, inputs.choices(), workers));
    }

    private static String line(RankingComparison.Row row) {
        return String.format(
                Locale.ROOT,
                "%-18s %8d %13.3f %6.3f %12.3f %7.3f",
                row.model(),
                row.clusters(),
                row.logEvidence(),
                row.evidenceError(),
                row.bic(),
                row.withinDistance());
    }

    /** What the rows say: the most probable model, those near it, and the least criterion. */
    private static List<String> sentences(List<RankingComparison.Row> rows) {
        List<String> lines = new ArrayList<>();
        List<RankingComparison.Row> known = rows.stream()
                .filter(r -> !Double.isNaN(r.logEvidence()))
                .sorted(Comparator.comparingDouble(r -> -r.logEvidence()))
                .toList();
        for (int k = 0; k < Math.min(3, known.size()); k++) {
            RankingComparison.Row row = known.get(k);
            lines.add(String.format(
                    Locale.ROOT,
                    k == 0
                            ? "most probable: %s, log evidence %.3f (error %.3f)"
                            : "then: %s, log evidence %.3f (error %.3f)",
                    name(row),
                    row.logEvidence(),
                    row.evidenceError()));
        }
        if (known.size() > 1) {
            RankingComparison.Row best = known.get(0);
            RankingComparison.Row next = known.get(1);
            double gap = best.logEvidence() - next.logEvidence();
            double error = Math.hypot(best.evidenceError(), next.evidenceError());
            lines.add(String.format(
                    Locale.ROOT,
                    gap > 3 * error && gap > 3
                            ? "the first two lie %.1f nats apart: that is decisive"
                            : "the first two lie %.1f nats apart: do not choose between them by this",
                    gap));
        }
        if (known.stream().anyMatch(r -> r.evidenceError() > ROUGH)) {
            lines.add("errors above one nat: particles disagree, and a mode that none found is missing in all;"
                    + " take more --particles, or do not choose by these");
        }
        rows.stream()
                .filter(r -> !Double.isNaN(r.bic()))
                .min(Comparator.comparingDouble(RankingComparison.Row::bic))
                .ifPresent(r -> lines.add(String.format(Locale.ROOT, "least BIC: %s, %.3f", name(r), r.bic())));
        return lines;
    }

    private static String name(RankingComparison.Row row) {
        return row.model() + (row.clusters() == 1 ? " without clusters" : " in " + row.clusters() + " clusters");
    }
}
