package io.permvi.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of its own on the loopback, of which a worker dies in the middle of learning. */
class ClusterTest {
    @TempDir
    private Path folder;

    @Test
    void aWorkerThatDiesChangesNothing() throws Exception {
        PersonFiles persons = PersonFiles.write(folder, 400, 8);
        SparkLinkSettings settings = SparkLinkSettings.withDefaults().with(20_000, 20_000, 400, 1_000);
        OneMachine one = new OneMachine(persons.files().a(), persons.files().b(), settings);
        try (LoopbackCluster cluster = new LoopbackCluster(Files.createDirectory(folder.resolve("spark")), 2)) {
            SparkSession spark = cluster.session();
            try {
                Map<String, Double> found = PersonFiles.probabilities(persons.link(spark, settings, what -> {
                    if (what.equals("learning, round 4")) {
                        assertEquals(
                                3,
                                spark.sparkContext().getExecutorMemoryStatus().size(),
                                "driver and executors");
                        cluster.kill(0);
                    }
                }));
                assertEquals(2, spark.sparkContext().getExecutorMemoryStatus().size(), "driver and executor");
                assertEquals(one.probabilities.keySet(), found.keySet());
                one.probabilities.forEach((pair, p) -> assertEquals(p, found.get(pair), 1e-9, pair));
            } finally {
                spark.stop();
            }
        }
    }
}
