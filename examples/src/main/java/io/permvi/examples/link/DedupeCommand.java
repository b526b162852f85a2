package io.permvi.examples.link;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.link.Deduplication;
import io.permvi.applications.link.LinkSettings;
import io.permvi.applications.link.RecordFiles;
import io.permvi.applications.link.Records;
import io.permvi.examples.common.Program;
import io.permvi.relaxations.parallel.Workers;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code permvi link dedupe A}: records of one file that are the same. */
@Command(
        name = "dedupe",
        description = {
            "Find the records of one file that are the same, and join them to clusters.",
            "Clusters are those of the posterior over partitions, summed in components of up to 12 records."
        },
        mixinStandardHelpOptions = true)
final class DedupeCommand extends Program {
    private static final double LEAST = 0.01;

    @Parameters(index = "0", paramLabel = "A", description = "records")
    private String file;

    @Option(names = "--key", defaultValue = "", description = "column of the ids (default: the first)")
    private String key;

    @Override
    public void run() {
        OutputFolder folder = folder().keeping(List.of(Path.of(file)));
        folder.requireFree(List.of("pairs.csv", "clusters.csv"));
        Records records = RecordFiles.read(file, key);
        Deduplication found;
        try (Workers workers = new Workers(options().threads())) {
            found = Deduplication.find(
                    records, LinkSettings.withDefaults().withSeed(options().seed()), workers);
        }
        folder.writeCsv(
                "pairs.csv", List.of("first", "second", "probability"), rows -> IntStream.range(0, found.pairs())
                        .filter(e -> found.probability(e) >= LEAST)
                        .forEach(e -> rows.add(
                                records.ids().get(found.first(e)),
                                records.ids().get(found.second(e)),
                                String.format(Locale.ROOT, "%.6f", found.probability(e)))));
        folder.writeCsv("clusters.csv", List.of("id", "cluster"), rows -> IntStream.range(0, records.size())
                .forEach(i -> rows.add(records.ids().get(i), records.ids().get(found.cluster(i)))));
        long clusters = IntStream.range(0, records.size())
                .filter(i -> found.cluster(i) == i)
                .count();
        output().println(records.size() + " records in " + clusters + " clusters; pairs.csv and clusters.csv are in "
                + folder.path());
    }
}
