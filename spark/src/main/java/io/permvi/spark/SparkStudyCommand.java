package io.permvi.spark;

import io.permvi.applications.files.ContentHash;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.StudySettings;
import io.permvi.applications.files.StudyTable;
import io.permvi.applications.link.LinkSettings;
import io.permvi.applications.link.LinkStudy;
import io.permvi.relaxations.parallel.Workers;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code permvi-spark study}: the sets of {@code permvi link study}, one a task. */
@Command(
        name = "study",
        description = "Link sets with a known truth, one a task, and compare: permvi link study over a cluster.",
        mixinStandardHelpOptions = true)
final class SparkStudyCommand implements Runnable {
    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "folder of folders with A.csv, B.csv and truth.csv; all machines share it")
    private Path data;

    @Option(names = "--sets", required = true, split = ",", paramLabel = "LIST", description = "folders to use")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder for the results")
    private Path out;

    @Option(names = "--seed", defaultValue = "1", description = "of everything random (${DEFAULT-VALUE})")
    private long seed;

    @Override
    public void run() {
        PrintWriter output = spec.commandLine().getOut();
        OutputFolder folder = OutputFolder.at(out);
        LinkSettings settings = LinkSettings.withDefaults().withSeed(seed);
        List<Path> files = sets.stream()
                .flatMap(set -> Stream.of("A.csv", "B.csv", "truth.csv").map(data.resolve(set)::resolve))
                .toList();
        files.stream().filter(file -> !Files.isRegularFile(file)).forEach(file -> {
            throw new InputException(file + ": no such file");
        });
        StudySettings decisive = StudySettings.of("link study")
                .with("data", ContentHash.ofFiles(files))
                .with("settings", settings);
        Main.withSession("permvi link study", spark -> {
            try (StudyTable<LinkStudy.Row> table = StudyTable.open(
                    folder, "study", LinkStudy.Row.class, LinkStudy.Row::set, decisive, false, output)) {
                JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
                SparkStudy.run(context, table, sets, set -> set, work(data.toAbsolutePath().toString(), settings));
                folder.writeRecords("study.csv", LinkStudy.Row.class, table.rows());
            }
        });
        output.println("Results are in " + out);
    }

    private static Function<String, LinkStudy.Row> work(String folder, LinkSettings settings) {
        return set -> {
            try (Workers workers = new Workers(1)) {
                return LinkStudy.run(set, Path.of(folder, set), settings, workers);
            }
        };
    }
}
