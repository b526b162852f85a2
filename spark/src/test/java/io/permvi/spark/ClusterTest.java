package io.permvi.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobStart;
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
        SparkLinkSettings settings = SparkLinkSettings.withDefaults().with(20_000, 20_000);
        OneMachine one = new OneMachine(persons.files().a(), persons.files().b(), settings);
        try (LoopbackCluster cluster = new LoopbackCluster(Files.createDirectory(folder.resolve("spark")), 2)) {
            SparkSession spark = cluster.session();
            try {
                KillAtRound kill = new KillAtRound(cluster);
                spark.sparkContext().addSparkListener(kill);
                Map<String, Double> found = PersonFiles.probabilities(persons.link(spark, settings));
                assertTrue(kill.killed.get() && kill.lost.get(), "no worker was lost");
                assertEquals(one.probabilities.keySet(), found.keySet());
                one.probabilities.forEach((pair, p) -> assertEquals(p, found.get(pair), 1e-9, pair));
            } finally {
                spark.stop();
            }
        }
    }

    /** Kills a worker when the fourth round of learning begins. */
    private static final class KillAtRound extends SparkListener {
        private final LoopbackCluster cluster;
        private final AtomicBoolean killed = new AtomicBoolean();
        private final AtomicBoolean lost = new AtomicBoolean();

        KillAtRound(LoopbackCluster cluster) {
            this.cluster = cluster;
        }

        @Override
        public void onJobStart(SparkListenerJobStart job) {
            String what = job.properties().getProperty("spark.job.description", "");
            if (what.equals("learning, round 4") && killed.compareAndSet(false, true)) {
                cluster.kill(0);
            }
        }

        @Override
        public void onExecutorRemoved(SparkListenerExecutorRemoved executor) {
            lost.set(true);
        }
    }
}
