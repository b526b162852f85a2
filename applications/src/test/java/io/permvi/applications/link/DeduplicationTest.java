package io.permvi.applications.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeduplicationTest {

    /** All partitions of six records, one by one. */
    @Test
    void sumsAreThoseOfAllPartitions() {
        int n = 6;
        DrawRandom random = DrawRandom.of(4, 0, 0);
        double[][] weights = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                weights[i][j] = weights[j][i] = 3 * random.nextGaussian() + 1;
            }
        }
        double merge = -1.5;
        double[][] together = new double[n][n];
        double[] total = new double[1];
        enumerate(new int[n], 0, 0, weights, merge, together, total);
        double[][] found = new PartitionSums(weights, merge).together();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                assertEquals(together[i][j] / total[0], found[i][j], 1e-12);
            }
        }
    }

    private static void enumerate(
            int[] cluster,
            int at,
            int clusters,
            double[][] weights,
            double merge,
            double[][] together,
            double[] total) {
        int n = cluster.length;
        if (at < n) {
            for (int c = 0; c <= clusters; c++) {
                cluster[at] = c;
                enumerate(cluster, at + 1, Math.max(clusters, c + 1), weights, merge, together, total);
            }
            return;
        }
        double log = merge * (n - clusters);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                log += cluster[i] == cluster[j] ? weights[i][j] : 0;
            }
        }
        total[0] += Math.exp(log);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                together[i][j] += cluster[i] == cluster[j] ? Math.exp(log) : 0;
            }
        }
    }

    @Test
    void theBestPartitionFollowsThePairs() {
        double[][] weights = new double[5][5];
        for (double[] row : weights) {
            Arrays.fill(row, -20);
        }
        weights[0][3] = weights[3][0] = 20;
        weights[1][2] = weights[2][1] = 20;
        weights[2][4] = weights[4][2] = 20;
        weights[1][4] = weights[4][1] = 5;
        assertArrayEquals(new int[] {0, 1, 1, 0, 1}, new PartitionSums(weights, -5).best());
        assertThrows(IllegalArgumentException.class, () -> new PartitionSums(new double[13][13], 0));
    }

    /** Persons once or twice. */
    @Test
    void copiesAreFoundAndPersonsAreNotJoined() {
        PersonSimulation.Files files =
                new PersonSimulation(500, 500, 300, 0.06, 0.02, 0).simulate(DrawRandom.of(9, 0, 0));
        List<String> ids = new ArrayList<>(files.a().ids());
        ids.addAll(files.b().ids());
        List<List<String>> cells = new ArrayList<>();
        for (int c = 0; c < PersonSimulation.COLUMNS.size(); c++) {
            List<String> column = new ArrayList<>(files.a().cells().get(c));
            column.addAll(files.b().cells().get(c));
            cells.add(column);
        }
        Records records = new Records("both", ids, PersonSimulation.COLUMNS, cells);
        Deduplication found;
        try (Workers workers = new Workers(2)) {
            found = Deduplication.find(records, LinkSettings.withDefaults(), workers);
        }
        int right = 0;
        for (String[] pair : files.truth()) {
            right += found.cluster(ids.indexOf(pair[0])) == found.cluster(ids.indexOf(pair[1])) ? 1 : 0;
        }
        int joined = 0;
        for (int i = 0; i < ids.size(); i++) {
            joined += found.cluster(i) == i ? 0 : 1;
        }
        assertTrue(right >= 290, right + " of 300 pairs");
        assertTrue(joined <= 310, joined + " records joined to others");
    }
}
