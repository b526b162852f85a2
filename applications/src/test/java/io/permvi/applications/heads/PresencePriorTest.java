package io.permvi.applications.heads;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PresencePriorTest {
    /** With half as many heads again as neurons seen, the rate of an average neuron is near its share. */
    @Test
    void followsTheShareOfHeadsWhereTheNumberOfPointsIsConstant() {
        double[][] present = new double[40][3];
        int[] points = new int[40];
        for (int h = 0; h < 40; h++) {
            points[h] = 100;
            present[h][0] = h % 4 == 0 ? 1 : 0;
            present[h][1] = h % 2;
            present[h][2] = 1;
        }
        double[] logits = PresencePrior.fit(present, points, 5, 1).logits(100);
        assertEquals(0.25, 1 / (1 + Math.exp(-logits[0])), 0.03);
        assertEquals(0.5, 1 / (1 + Math.exp(-logits[1])), 0.03);
        assertTrue(logits[2] > 2 && logits[2] <= 5);
    }

    @Test
    void shrinksRareNeuronsToAllTogether() {
        double[][] present = {{1, 0}, {1, 0}, {1, 1}};
        int[] points = {90, 100, 110};
        double[] loose = PresencePrior.fit(present, points, 3, 1).logits(100);
        double[] tight = PresencePrior.fit(present, points, 0.1, 0.1).logits(100);
        assertTrue(tight[0] - tight[1] < 0.5 * (loose[0] - loose[1]));
    }

    /** Points that are no neuron say nothing about how many neurons are seen. */
    @Test
    void falsePointsDoNotCount() {
        PresencePrior prior = new PresencePrior(new double[] {-1, 0.5}, new double[] {1, 2}, 100, 40);
        assertArrayEquals(prior.logits(100), prior.withMoreFalsePoints(60).logits(160), 1e-12);
        assertEquals(1 / (1 + Math.exp(1)), prior.ordinary()[0], 1e-12);
    }

    /** Heads that were not learned from are told better than by one rate for all neurons. */
    @Test
    void predictsWhichNeuronsARealHeadHas() throws IOException {
        String data = System.getenv("PERMVI_DATA");
        assumeTrue(data != null && Files.isDirectory(Path.of(data, "celegans/wormid/worms")));
        List<List<String>> heads = namesOf(Path.of(data, "celegans/wormid/worms"));
        Set<String> all = new TreeSet<>();
        heads.forEach(all::addAll);
        List<String> neurons = new ArrayList<>(all);
        double own = 0;
        double common = 0;
        for (int test = 0; test < heads.size(); test += 5) {
            List<List<String>> training = new ArrayList<>(heads);
            List<String> held = training.remove(test);
            double[][] present = new double[training.size()][neurons.size()];
            int[] points = new int[training.size()];
            for (int h = 0; h < points.length; h++) {
                points[h] = training.get(h).size();
                for (int k = 0; k < neurons.size(); k++) {
                    present[h][k] = training.get(h).contains(neurons.get(k)) ? 1 : 0;
                }
            }
            double[] logits = PresencePrior.fit(present, points, 1.5, 1).logits(held.size());
            double share = held.size() / (double) neurons.size();
            for (int k = 0; k < logits.length; k++) {
                boolean seen = held.contains(neurons.get(k));
                own -= Math.log1p(Math.exp(seen ? -logits[k] : logits[k]));
                common += Math.log(seen ? share : 1 - share);
            }
        }
        assertTrue(own > 0.8 * common, own + " nats, one rate for all " + common);
    }

    /** The names of heads whose points are nearly all named. */
    private static List<List<String>> namesOf(Path folder) throws IOException {
        List<List<String>> heads = new ArrayList<>();
        List<Path> files;
        try (var list = Files.list(folder)) {
            files = list.sorted().toList();
        }
        for (Path file : files) {
            List<String> lines = Files.readAllLines(file);
            List<String> names = lines.subList(1, lines.size()).stream()
                    .map(line -> line.substring(line.lastIndexOf(',') + 1))
                    .filter(name -> !name.isEmpty())
                    .distinct()
                    .toList();
            if (names.size() > 0.93 * (lines.size() - 1)) {
                heads.add(names);
            }
        }
        return heads;
    }
}
