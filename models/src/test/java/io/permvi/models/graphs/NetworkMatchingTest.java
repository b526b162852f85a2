package io.permvi.models.graphs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.models.LatentValues;
import io.permvi.models.Model;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.testkit.ModelContract;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class NetworkMatchingTest extends ModelContract {
    @Override
    protected Model model() {
        return SmallNetworks.of(5, 6, true, 3);
    }

    /** What one match has over another is the difference of the log odds of all pairs, written out. */
    @Test
    void sumsTheLogOddsOfAllPairs() {
        for (int n : new int[] {6, 8}) {
            NetworkMatching model = SmallNetworks.of(6, n, false, n);
            Model.Pass pass = model.newPass();
            double offset = Double.NaN;
            for (int seed = 0; seed < 5; seed++) {
                int[] places = places(6, n, seed);
                Matching match = Matching.of(n, places);
                LatentValues z = new LatentValues(model.latents());
                match.toMatrix(z.get(model.latent()));
                double smooth = pass.forward(z);
                assertEquals(smooth, model.logDensity(match), 1e-9 * Math.abs(smooth));
                double written = 0.7 * written(model, places) + scores(model, places);
                offset = seed == 0 ? smooth - written : offset;
                // each of some hundred terms is rounded to 2^-14
                assertEquals(offset, smooth - written, 0.02);
            }
        }
    }

    private static double scores(NetworkMatching model, int[] places) {
        // the layers alone, at the same scale, are what the scores are missing from
        NetworkMatching without = new NetworkMatching(
                model.latent(),
                model.layers(),
                new DMatrixRMaj(places.length, model.latent().columns()),
                0.7);
        Matching match = Matching.of(model.latent().columns(), places);
        return model.logDensity(match) - without.logDensity(match);
    }

    private static double written(NetworkMatching model, int[] places) {
        double sum = 0;
        for (NetworkLayer layer : model.layers()) {
            for (int i = 0; i < places.length; i++) {
                for (int j : others(layer, IntStream.range(0, places.length).toArray())) {
                    double share = i == j && !layer.common() ? 1 : layer.share();
                    sum += share * layer.table().logOdds(ofA(layer, places, i, j), ofB(layer, places, i, j));
                }
            }
        }
        return sum;
    }

    /** What an item has pairs with: matched items or common nodes. */
    private static int[] others(NetworkLayer layer, int[] matched) {
        return layer.common() ? IntStream.range(0, layer.a().columns()).toArray() : matched;
    }

    private static int ofA(NetworkLayer layer, int[] places, int i, int j) {
        return layer.a().sizeClass(i, layer.crossed() ? places[j] : j);
    }

    private static int ofB(NetworkLayer layer, int[] places, int i, int j) {
        return layer.b().sizeClass(places[i], layer.crossed() || layer.common() ? j : places[j]);
    }

    /** Without a partner an item adds its score alone, and pairs count of those that have one. */
    @Test
    void leavesItemsWithoutAPartner() {
        NetworkMatching model = SmallNetworks.partial(5, 6, 4);
        Model.Pass pass = model.newPass();
        for (int seed = 0; seed < 8; seed++) {
            int[] places = places(5, 9, seed);
            Matching match = Matching.of(9, places);
            LatentValues z = new LatentValues(model.latents());
            match.toMatrix(z.get(model.latent()));
            double smooth = pass.forward(z);
            assertEquals(smooth, model.logDensity(match), 1e-9 * Math.abs(smooth));
            int[] matched = IntStream.range(0, 5).filter(i -> places[i] < 6).toArray();
            double sum = 0;
            for (int i = 0; i < 5; i++) {
                sum += NetworkLayer.GRID * model.score(i, places[i]);
            }
            for (NetworkLayer layer : model.layers()) {
                for (int i : matched) {
                    for (int j : others(layer, matched)) {
                        double share = i == j && !layer.common() ? 1 : layer.share();
                        sum += share * layer.table().logOdds(ofA(layer, places, i, j), ofB(layer, places, i, j));
                    }
                }
            }
            assertEquals(0, smooth - 0.7 * sum, 0.02);
        }
    }

    private static int[] places(int m, int n, int seed) {
        List<Integer> all = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        Collections.shuffle(all, new Random(seed));
        return all.subList(0, m).stream().mapToInt(Integer::intValue).toArray();
    }

    /** Each ordered pair of items is counted once, whatever lists the counting goes through. */
    @Test
    void countsEveryPairOnce() {
        for (int n : new int[] {6, 8}) {
            int[] places = places(6, n, n);
            for (NetworkLayer layer : SmallNetworks.of(6, n, false, n).layers()) {
                double[][] expected = new double[Arcs.CLASSES][Arcs.CLASSES];
                for (int i = 0; i < 6; i++) {
                    for (int j : others(layer, IntStream.range(0, 6).toArray())) {
                        expected[ofA(layer, places, i, j)][ofB(layer, places, i, j)] += 0.5;
                    }
                }
                double[][] counts = new double[Arcs.CLASSES][Arcs.CLASSES];
                layer.count(places, 0.5, counts);
                assertArrayEquals(expected, counts, layer.name());
            }
        }
    }

    @Test
    void tablesOfIndependenceSayNothingAndRelatedArcsSaySomething() {
        double[] counts = {900, 60, 20, 10, 5, 5};
        double[][] apart = new double[6][6];
        for (int a = 0; a < 6; a++) {
            for (int b = 0; b < 6; b++) {
                apart[a][b] = counts[a] * counts[b];
            }
        }
        DyadTable none = DyadTable.of(apart);
        DyadTable start = DyadTable.start(counts, counts);
        for (int a = 0; a < 6; a++) {
            double row = 0;
            for (int b = 0; b < 6; b++) {
                assertEquals(0, none.logOdds(a, b), 1e-9);
                row += start.probability(a, b);
            }
            assertEquals(counts[a] / 1000, row, 1e-3);
            assertTrue(a == 0 || start.logOdds(a, a) > 1);
        }
        assertTrue(start.logOdds(5, 0) < 0);
    }

    /** Of two classes that chance would let meet once in a hundred, not meeting says next to nothing. */
    @Test
    void drawsCellsThatChanceLeavesEmptyToWhatTheOthersSay() {
        double[][] counts = new double[6][6];
        counts[0] = new double[] {5000, 40, 0, 2, 0, 0};
        counts[1] = new double[] {40, 100, 0, 0, 0, 0};
        counts[3] = new double[] {2, 0, 0, 30, 0, 0};
        DyadTable table = DyadTable.of(counts);
        assertTrue(table.logOdds(1, 1) > 2.5 && table.logOdds(3, 3) > 4);
        assertTrue(Math.abs(table.logOdds(1, 3)) < 2, "log odds " + table.logOdds(1, 3));
        assertEquals(0, table.logOdds(2, 2));
    }

    @Test
    void refusesWhatDoesNotFit() {
        NetworkMatching model = SmallNetworks.of(4, 5, false, 1);
        assertThrows(IllegalArgumentException.class, () -> model.withScale(0));
        assertThrows(IllegalArgumentException.class, () -> Arcs.within(2, sink -> sink.add(0, 1, -1)));
        assertThrows(IllegalArgumentException.class, () -> Arcs.within(2, sink -> sink.add(0, 2, 1)));
        assertThrows(IllegalArgumentException.class, () -> DyadTable.of(new double[6][6]));
        Arcs large = Arcs.within(5, sink -> {});
        Arcs small = Arcs.within(4, sink -> {});
        assertThrows(
                IllegalArgumentException.class, () -> NetworkLayer.of("x", large, small, NetworkLayer.Kind.WITHIN));
    }
}
