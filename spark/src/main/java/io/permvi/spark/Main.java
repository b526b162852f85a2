package io.permvi.spark;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.StudySettings;
import io.permvi.applications.files.StudyTable;
import io.permvi.applications.link.Evaluation;
import io.permvi.applications.link.FieldMap;
import io.permvi.applications.link.LinkSettings;
import io.permvi.applications.link.LinkStudy;
import io.permvi.applications.tracks.TrackModel;
import io.permvi.applications.tracks.TrackSettings;
import io.permvi.relaxations.parallel.Workers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The programs on Spark, started by spark-submit or, without one, on the threads of this machine. Exit codes as
 * permvi's.
 */
@Command(
        name = "permvi-spark",
        description = "Links files that outgrow a machine, and spreads studies over a cluster.",
        mixinStandardHelpOptions = true)
public final class Main {
    private static final int BUG = 70;
    private static final int PARTS_OF_THREAD = 4;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    private Main() {}

    /** Runs a program and exits. */
    public static void main(String[] args) {
        System.exit(run(args, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
    }

    /**
     * Runs a program.
     *
     * @return the exit code
     */
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        CommandLine commandLine = new CommandLine(new Main()).setOut(out).setErr(err);
        commandLine.setExecutionExceptionHandler((failure, failing, parsed) -> {
            boolean mistake = failure instanceof InputException;
            err.println("permvi-spark: " + (mistake ? "" : "a bug or a failing cluster: ")
                    + String.valueOf(failure.getMessage()).lines().findFirst().orElse(failure.toString()));
            return mistake ? CommandLine.ExitCode.USAGE : BUG;
        });
        if (args.length == 0) {
            commandLine.usage(out);
            return CommandLine.ExitCode.USAGE;
        }
        return commandLine.execute(args);
    }

    @Command(description = "Link two files, each free of duplicates, without a label.", mixinStandardHelpOptions = true)
    void link(
            @Parameters(paramLabel = "A", description = "records of the first file: CSV, TSV or Parquet") String fileA,
            @Parameters(paramLabel = "B", description = "records of the second file") String fileB,
            @Option(names = "--out", required = true, description = "folder that all machines share") Path out,
            @Option(names = "--key", defaultValue = "", description = "column of the ids (default: the first)")
                    String key,
            @Option(names = "--map", split = ",", paramLabel = "a=b", description = "columns that are the same")
                    Map<String, String> map,
            @Option(names = "--without", split = ",", description = "columns to leave out") List<String> without,
            @Option(names = "--error-rate", defaultValue = "0.01", description = "share of false decisions")
                    double errorRate,
            @Option(names = "--format", defaultValue = "csv", description = "of the links: csv or parquet")
                    String format,
            @Option(names = "--truth", description = "pairs of ids to compare with; not used otherwise")
                    Optional<String> truth,
            @Option(names = "--seed", defaultValue = "1", description = "of everything random") long seed) {
        if (!(errorRate > 0 && errorRate < 1) || !List.of("csv", "parquet").contains(format)) {
            throw new InputException("--error-rate must be above 0 and below 1 and --format csv or parquet, got "
                    + errorRate + " and " + format);
        }
        OutputFolder folder = OutputFolder.at(out);
        Map<String, String> names = Optional.ofNullable(map).orElse(Map.of());
        withSession(spark -> {
            RecordTable a = RecordTable.read(spark, fileA, key);
            RecordTable b = RecordTable.read(spark, fileB, key);
            FieldMap fields = FieldMap.of(a.name(), left(a, without), b.name(), b.columns(), names, () -> "a=b");
            SparkLinks links = new SparkLinkage(
                            spark,
                            a.with(fields.namesA()),
                            b.with(fields.namesB()),
                            SparkLinkSettings.withDefaults().withSeed(seed),
                            spec.commandLine().getErr()::println)
                    .link();
            Map<String, Object> summary = links.write(folder, format, errorRate);
            say(
                    "%s links, %.1f expected to be false%n",
                    summary.get("decisions"), summary.get("expectedFalseDecisions"));
            truth.ifPresent(file -> {
                Evaluation found = links.evaluate(RecordTable.table(spark, file));
                say("F1 %.4f, precision %.4f, recall %.4f%n", found.f1(), found.precision(), found.recall());
            });
        });
        say("Results are in %s%n", out);
    }

    @Command(
            description = "Link sets with a known truth, one a task, and compare: permvi link study over a cluster.",
            mixinStandardHelpOptions = true)
    void study(
            @Option(names = "--data", required = true, description = "folder of folders; all machines share it")
                    Path data,
            @Option(names = "--sets", required = true, split = ",", description = "folders to use") List<String> sets,
            @Option(names = "--out", required = true, description = "folder for the results") Path out,
            @Option(names = "--seed", defaultValue = "1", description = "of everything random") long seed) {
        LinkSettings settings = LinkSettings.withDefaults().withSeed(seed);
        StudySettings decisive = StudySettings.of("link study").with("settings", settings);
        Map<String, String> cases = new LinkedHashMap<>();
        for (String set : sets) {
            Path shared = data.toAbsolutePath().resolve(set);
            cases.put(LinkStudy.key(shared), shared.toString());
        }
        OutputFolder folder = OutputFolder.at(out);
        Function<String, LinkStudy.Row> work = shared -> {
            try (Workers workers = new Workers(1)) {
                return LinkStudy.run(Path.of(shared), settings, workers);
            }
        };
        PrintWriter log = spec.commandLine().getOut();
        withSession(spark -> {
            try (StudyTable<LinkStudy.Row> table =
                    StudyTable.open(folder, "study", LinkStudy.Row.class, LinkStudy.Row::key, decisive, false, log)) {
                List<LinkStudy.Row> rows =
                        SparkStudy.run(JavaSparkContext.fromSparkContext(spark.sparkContext()), table, cases, work);
                folder.writeRecords("study.csv", LinkStudy.Row.class, rows);
            }
        });
        say("Results are in %s%n", out);
    }

    private static List<String> left(RecordTable table, List<String> without) {
        return table.columns().stream()
                .filter(name -> without == null || !without.contains(name))
                .toList();
    }

    @Command(
            description = {
                "Link detections over time to tracks: what moves and how is learned from frames in the middle,",
                "then windows of frames are linked by it, one a task."
            },
            mixinStandardHelpOptions = true)
    void track(
            @Parameters(paramLabel = "SPOTS", description = "CSV, TSV or Parquet: id, frame, x, y (and z), features")
                    String spots,
            @Option(names = "--out", required = true, description = "folder for the results") Path out,
            @Option(names = "--features", split = ",", description = "columns that say what a spot looks like")
                    List<String> features,
            @Option(names = "--divisions", description = "spots may divide in two") boolean divisions,
            @Option(names = "--gap", defaultValue = "1", description = "frames in which a thing may be missed") int gap,
            @Option(names = "--velocity", description = "things keep their velocity") boolean velocity,
            @Option(names = "--window", defaultValue = "40", description = "frames of a task") int window,
            @Option(names = "--overlap", defaultValue = "10", description = "frames more on both sides") int overlap,
            @Option(names = "--learn", defaultValue = "20", description = "frames from which is learned") int learned,
            @Option(names = "--seed", defaultValue = "1", description = "of everything random") long seed) {
        InputException.unless("--gap", () -> TrackSettings.withDefaults().withGap(gap));
        SparkTracks tracks =
                new SparkTracks(new TrackSettings(divisions, gap, velocity), window, overlap, learned, seed);
        OutputFolder folder = OutputFolder.at(out);
        withSession(spark -> {
            SparkTracks.Recording recording =
                    SparkTracks.read(spark, spots, Optional.ofNullable(features).orElse(List.of()));
            TrackModel model = tracks.learn(recording);
            folder.writeJson("track.json", model.parameters());
            JavaRDD<SparkTracks.Link> links = tracks.link(recording, model);
            folder.writeCsv("links.csv", List.of("from", "to", "probability"), rows -> links.toLocalIterator()
                    .forEachRemaining(link -> rows.add(link.from(), link.to(), link.probability())));
            JavaRDD<SparkTracks.Link> taken = SparkTracks.taken(links);
            folder.writeCsv("tracks.csv", List.of("id", "track"), rows -> SparkTracks.tracks(recording, taken)
                    .toLocalIterator()
                    .forEachRemaining(spot -> rows.add(spot._1(), spot._2())));
            say("%d links%n", taken.count());
        });
        say("Results are in %s%n", out);
    }

    private void say(String format, Object... values) {
        spec.commandLine().getOut().printf(Locale.ROOT, format, values);
    }

    /** Works with the session that spark-submit set up, or one on the threads of this machine, and ends it. */
    private static void withSession(Consumer<SparkSession> work) {
        SparkConf conf = new SparkConf().setAppName("permvi");
        conf.setIfMissing("spark.master", "local[*]");
        if (conf.get("spark.master").startsWith("local")) {
            int threads = Runtime.getRuntime().availableProcessors();
            conf.setIfMissing("spark.sql.shuffle.partitions", String.valueOf(PARTS_OF_THREAD * threads));
        }
        conf.setIfMissing("spark.ui.enabled", "false");
        conf.setIfMissing("spark.log.level", "ERROR");
        SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
        try {
            work.accept(spark);
        } finally {
            spark.stop();
        }
    }
}
