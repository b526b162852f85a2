package io.permvi.spark;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.link.Evaluation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code permvi-spark link A B}: which record of one file is which of the other. */
@Command(
        name = "link",
        description = "Link two files, each free of duplicates, without a label.",
        mixinStandardHelpOptions = true)
final class SparkLinkCommand implements Runnable {
    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A", description = "records of the first file: CSV, TSV or Parquet")
    private String fileA;

    @Parameters(index = "1", paramLabel = "B", description = "records of the second file")
    private String fileB;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder that all machines share")
    private Path out;

    @Option(names = "--key", defaultValue = "", description = "column of the ids (default: the first)")
    private String key;

    @Option(names = "--map", split = ",", paramLabel = "a=b", description = "columns that are the same")
    private Map<String, String> map = new LinkedHashMap<>();

    @Option(names = "--without", split = ",", paramLabel = "COLUMN", description = "columns to leave out")
    private List<String> without = new ArrayList<>();

    @Option(names = "--error-rate", defaultValue = "0.01", description = "share of false decisions (${DEFAULT-VALUE})")
    private double errorRate;

    @Option(names = "--format", defaultValue = "csv", description = "of the links: csv or parquet (${DEFAULT-VALUE})")
    private String format;

    @Option(names = "--truth", description = "table of pairs of ids to compare with; it is not used")
    private Optional<String> truth = Optional.empty();

    @Option(names = "--seed", defaultValue = "1", description = "of everything random (${DEFAULT-VALUE})")
    private long seed;

    @Override
    public void run() {
        if (!(errorRate > 0 && errorRate < 1)) {
            throw new InputException("--error-rate must be above 0 and below 1, got " + errorRate);
        }
        if (!List.of("csv", "parquet").contains(format)) {
            throw new InputException("--format must be csv or parquet, got " + format);
        }
        OutputFolder folder = OutputFolder.at(out);
        Main.withSession("permvi link", spark -> link(spark, folder));
    }

    private void link(SparkSession spark, OutputFolder folder) {
        RecordTable a = RecordTable.read(spark, fileA, key);
        RecordTable b = RecordTable.read(spark, fileB, key);
        List<String> columns = shared(a, b);
        List<String> partners =
                columns.stream().map(name -> map.getOrDefault(name, name)).toList();
        SparkLinkSettings settings = SparkLinkSettings.withDefaults().withSeed(seed);
        SparkLinks links = new SparkLinkage(spark, a.with(columns), b.with(partners), settings).link();
        Map<String, Object> summary = links.write(folder, format, errorRate);
        say(
                "%s links of %s pairs, %.1f expected to be false; results are in %s%n",
                summary.get("decisions"), summary.get("candidatePairs"), summary.get("expectedFalseDecisions"), out);
        truth.ifPresent(file -> evaluate(links.evaluate(RecordTable.table(spark, file))));
    }

    private List<String> shared(RecordTable a, RecordTable b) {
        List<String> columns = a.columns().stream()
                .filter(name -> b.columns().contains(map.getOrDefault(name, map.containsValue(name) ? "" : name)))
                .filter(name -> !without.contains(name))
                .toList();
        if (columns.isEmpty()) {
            throw new InputException(fileA + " and " + fileB + " share no column: the first has " + a.columns()
                    + ", the second " + b.columns() + "; say which are the same, as in --map a=b");
        }
        return columns;
    }

    private void evaluate(Evaluation found) {
        say(
                "F1 %.4f, precision %.4f, recall %.4f against %d links of the truth%n",
                found.f1(), found.precision(), found.recall(), found.truth());
    }

    private void say(String format, Object... values) {
        spec.commandLine().getOut().printf(Locale.ROOT, format, values);
    }
}
