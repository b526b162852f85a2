package io.permvi.spark;

import io.permvi.applications.files.InputException;
import java.io.PrintWriter;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The programs on Spark, started by spark-submit or, without one, on the threads of this machine. Exit codes as permvi's. */
@Command(
        name = "permvi-spark",
        description = "Links files that outgrow a machine, and spreads studies over a cluster.",
        mixinStandardHelpOptions = true,
        subcommands = {SparkLinkCommand.class, SparkStudyCommand.class})
public final class Main {
    private static final int BUG = 70;
    private static final int PARTS_OF_THREAD = 4;

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

    /** Works with the session that spark-submit set up, or one on the threads of this machine, and ends it. */
    static void withSession(String name, Consumer<SparkSession> work) {
        SparkConf conf = new SparkConf().setAppName(name);
        if (!conf.contains("spark.master")) {
            conf.setMaster("local[*]");
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
