package io.permvi.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.sql.SparkSession;

/** A standalone cluster on the loopback, started from the jars on the class path: a master and workers of one core. */
final class LoopbackCluster implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final Pattern URL = Pattern.compile("spark://" + Pattern.quote(HOST) + ":\\d+(?=\\R)");
    /** For all that waits: a busy machine is no failure. */
    private static final String PATIENCE = "3600s";

    private static final String CLASS_PATH = Arrays.stream(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));

    private final Path home;
    private final String url;
    private final List<Process> workers = new ArrayList<>();
    private final Process master;

    LoopbackCluster(Path home, int count) throws IOException, InterruptedException {
        this.home = home;
        // workers look for a folder of jars; what they need is on the class path
        Files.createDirectories(home.resolve("jars"));
        master = start("master.Master", "--host", HOST, "--port", "0", "--webui-port", "0");
        url = awaitUrl();
        for (int k = 0; k < count; k++) {
            workers.add(start(
                    "worker.Worker",
                    "--host",
                    HOST,
                    "--webui-port",
                    "0",
                    "--cores",
                    "1",
                    "--memory",
                    "1g",
                    "--work-dir",
                    home.resolve("work" + k).toString(),
                    url));
        }
    }

    /** Where the master listens, as its log says; it takes the time that it takes. */
    private String awaitUrl() throws IOException, InterruptedException {
        while (master.isAlive()) {
            Matcher said = URL.matcher(log("master.Master"));
            if (said.find()) {
                return said.group();
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the master did not start: " + log("master.Master"));
    }

    private String log(String name) throws IOException {
        return Files.readString(home.resolve(name + ".log"));
    }

    private Process start(String what, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        command.addAll(List.of("-Xmx256m", "-cp", CLASS_PATH));
        command.add("org.apache.spark.deploy." + what);
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve(what + ".log").toFile()));
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", HOST);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    /** A session on the cluster that waits for all its workers. */
    SparkSession session() {
        return SparkSession.builder()
                .master(url)
                .config("spark.driver.host", HOST)
                .config("spark.driver.bindAddress", HOST)
                .config("spark.executor.memory", "700m")
                .config("spark.executor.extraClassPath", CLASS_PATH)
                .config("spark.scheduler.minRegisteredResourcesRatio", "1")
                .config("spark.scheduler.maxRegisteredResourcesWaitingTime", PATIENCE)
                .config("spark.network.timeout", PATIENCE)
                .config("spark.rpc.lookupTimeout", PATIENCE)
                .config("spark.ui.enabled", "false")
                .config("spark.log.level", "ERROR")
                .config("spark.sql.adaptive.enabled", "false")
                .config("spark.sql.shuffle.partitions", "4")
                .getOrCreate();
    }

    /** Kills a worker and the executor that it started. */
    void kill(int worker) {
        Process process = workers.get(worker);
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        for (int k = 0; k < workers.size(); k++) {
            kill(k);
        }
        master.destroyForcibly();
    }
}
