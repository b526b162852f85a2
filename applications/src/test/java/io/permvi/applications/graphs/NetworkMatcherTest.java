package io.permvi.applications.graphs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.InputException;
import io.permvi.models.graphs.Arcs;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Matching;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkMatcherTest {
    private static final MatchSettings QUICK = new MatchSettings(OptionalDouble.of(0.5), 2, 1, 100, 200, 3);

    private static NetworkMatch match(NetworkProblem problem, MatchSettings settings, int threads) {
        try (Workers workers = new Workers(threads)) {
            return NetworkMatcher.match(problem, settings, workers);
        }
    }

    private static NetworkProblem problem(NetworkSimulation.Copies copies, Map<Integer, Integer> seeds) {
        return NetworkProblem.of(copies.a(), copies.b(), Known.ofSeeds(seeds));
    }

    @Test
    void findsTheNodesOfANoisyCopyAndSaysHowSure() {
        NetworkSimulation.Copies copies = new NetworkSimulation(50, 8, 0.2).simulate(new SplittableRandom(1));
        NetworkMatch one = match(problem(copies, Map.of()), QUICK, 1);
        MatchEvaluation evaluation = MatchEvaluation.of(one, copies.truth());
        assertEquals(50, evaluation.nodes());
        assertTrue(evaluation.right() > 0.9, evaluation.toString());
        assertTrue(evaluation.stated() > 0.8 && evaluation.stated() <= 1, evaluation.toString());
        assertEquals(
                1, one.modes().stream().mapToDouble(NetworkMatch.Mode::weight).sum(), 1e-9);
        // learned tables say that arcs meet arcs
        assertTrue(one.model().layers().get(0).table().logOdds(1, 1) > 1);
        NetworkMatch two = match(problem(copies, Map.of()), QUICK, 2);
        assertArrayEquals(one.marginals().toMatrix().data, two.marginals().toMatrix().data);
    }

    @Test
    void anEdgeWithoutDirectionMayBeListedFromBothItsEnds(@TempDir Path folder) throws IOException {
        Path once = Files.writeString(folder.resolve("once.csv"), "a,b,3\nb,c,1\n");
        Path both = Files.writeString(folder.resolve("both.csv"), "a,b,3\nb,c,1\nb,a,3\n");
        Path other = Files.writeString(folder.resolve("other.csv"), "a,b,3\nb,c,1\nb,a,5\n");
        Path added = Files.writeString(folder.resolve("added.csv"), "a,b,8\nb,c,1\n");
        assertEquals(undirected(once, false), undirected(both, false));
        assertTrue(undirected(once, false).symmetric());
        assertEquals(undirected(added, false), undirected(other, true));
        assertThrows(InputException.class, () -> undirected(other, false));
    }

    private static Arcs undirected(Path file, boolean summed) {
        return NetworkFiles.read(file, Optional.empty(), summed)
                .undirected(file.toString(), summed)
                .arcs(NetworkFiles.ONE_LAYER);
    }

    /** Without arcs between them nothing tells twins apart: the probability is one half each. */
    @Test
    void saysOfTwinsThatEachMayBeTheOther() {
        List<Network.Arc> arcs = new ArrayList<>();
        int[][] edges = {{0, 1}, {1, 2}, {2, 3}, {3, 0}, {0, 2}, {4, 0}, {5, 0}, {1, 6}, {6, 3}, {2, 6}};
        for (int[] edge : edges) {
            arcs.add(new Network.Arc(edge[0], edge[1], 4));
        }
        List<String> names = IntStream.range(0, 7).mapToObj(i -> "n" + i).toList();
        Network network = new Network(names, Map.of("x", arcs));
        NetworkMatch match = match(
                NetworkProblem.of(network, network, Known.ofSeeds(Map.of(0, 0, 1, 1, 2, 2))),
                new MatchSettings(OptionalDouble.of(1), 2, 0, 100, 2000, 1),
                1);
        assertEquals(1, match.probability(0), 1e-9);
        assertEquals(match.marginals().probability(4, 4), match.marginals().probability(4, 5), 0.08);
    }

    /** A made-up body: the right side is a noisy copy of the left, arcs cross, and the right comes in another order. */
    @Test
    void matchesSidesByArcsWithinAndAcross() {
        NetworkSimulation.Copies sides = new NetworkSimulation(40, 5, 0.3).simulate(new SplittableRandom(2));
        NetworkSimulation.Copies across = new NetworkSimulation(40, 5, 0.3).simulate(new SplittableRandom(3));
        List<Integer> right = new ArrayList<>(IntStream.range(40, 80).boxed().toList());
        Collections.shuffle(right, new Random(4));
        Map<Integer, Integer> partner = new HashMap<>();
        List<Network.Arc> arcs = new ArrayList<>();
        Map<Integer, Integer> ofB = new HashMap<>();
        sides.truth().forEach((i, k) -> ofB.put(k, i));
        Map<Integer, Integer> ofCross = new HashMap<>();
        across.truth().forEach((i, k) -> ofCross.put(k, i));
        for (Network.Arc arc : sides.a().layers().get(NetworkFiles.ONE_LAYER)) {
            arcs.add(arc);
        }
        for (Network.Arc arc : sides.b().layers().get(NetworkFiles.ONE_LAYER)) {
            arcs.add(new Network.Arc(right.get(ofB.get(arc.from())), right.get(ofB.get(arc.to())), arc.weight()));
        }
        for (Network.Arc arc : across.a().layers().get(NetworkFiles.ONE_LAYER)) {
            arcs.add(new Network.Arc(arc.from(), right.get(arc.to()), arc.weight()));
        }
        for (Network.Arc arc : across.b().layers().get(NetworkFiles.ONE_LAYER)) {
            arcs.add(new Network.Arc(right.get(ofCross.get(arc.from())), ofCross.get(arc.to()), arc.weight()));
        }
        for (int i = 0; i < 40; i++) {
            partner.put(i, right.get(i) - 40);
        }
        List<String> names = IntStream.range(0, 80).mapToObj(i -> "n" + i).toList();
        NetworkProblem problem = NetworkProblem.split(
                new Network(names, Map.of("x", arcs)),
                IntStream.range(0, 40).boxed().toList(),
                IntStream.range(40, 80).boxed().toList(),
                Known.nothing());
        MatchEvaluation evaluation = MatchEvaluation.of(match(problem, QUICK, 2), partner);
        assertTrue(evaluation.right() > 0.9, evaluation.toString());
    }

    /**
     * Two halves of a body with few differences, each a noisy copy of one half: the match and its mirror image are both
     * found, and neither is believed outright.
     */
    @Test
    void showsAMirroredBodyAsAMode() {
        RandomGenerator rng = new SplittableRandom(6);
        List<int[]> half = new ArrayList<>();
        for (int e = 0; e < 120; e++) {
            int[] edge = {rng.nextInt(24), rng.nextInt(24), rng.nextInt(2)};
            half.addAll(edge[0] == edge[1] ? List.of() : List.of(edge));
        }
        Network a = body(half, rng);
        Network b = body(half, rng);
        NetworkMatch match = match(NetworkProblem.of(a, b, Known.nothing()), QUICK.withSeed(5), 1);
        assertEquals(
                2,
                match.modes().stream().filter(mode -> mode.weight() > 0.02).count(),
                match.modes().toString());
        Matching first = match.modes().get(0).matching();
        Matching second = match.modes().get(1).matching();
        int turned = 0;
        for (int i = 0; i < 48; i++) {
            turned += first.place(i) == second.place((i + 24) % 48) ? 1 : 0;
        }
        assertTrue(turned > 40, match.modes().toString());
        assertTrue(match.modes().get(0).weight() < 0.98, match.modes().toString());
    }

    /** Edges of each half, or across, on both sides but for a tenth. */
    private static Network body(List<int[]> half, RandomGenerator rng) {
        Map<List<Integer>, Network.Arc> arcs = new HashMap<>();
        for (int[] edge : half) {
            for (int side = 0; side < 2; side++) {
                int from = edge[0] + 24 * side;
                int to = edge[1] + 24 * (edge[2] ^ side);
                if (rng.nextDouble() > 0.1) {
                    arcs.put(List.of(from, to), new Network.Arc(from, to, 3));
                }
            }
        }
        List<String> names = IntStream.range(0, 48).mapToObj(i -> "n" + i).toList();
        return new Network(names, Map.of("x", List.copyOf(arcs.values())));
    }

    /** Where pairs are independent the whole evidence counts; where every arc is there four times, a quarter should. */
    @Test
    void temperesEvidenceThatIsCountedTwice() {
        NetworkSimulation.Copies copies = new NetworkSimulation(60, 8, 0.5).simulate(new SplittableRandom(1));
        Network a = repeated(copies.a());
        Network b = repeated(copies.b());
        MatchSettings open = new MatchSettings(OptionalDouble.empty(), 2, 2, 100, 300, 1);
        NetworkMatch once = match(problem(copies, Map.of()), open, 2);
        NetworkMatch often = match(NetworkProblem.of(a, b, Known.nothing()), open, 2);
        assertEquals("match", once.scaleFrom());
        assertTrue(once.model().scale() > 0.5, "scale " + once.model().scale());
        assertEquals(once.model().scale() / 4, often.model().scale(), 0.1);
        Map<Integer, Integer> seeds = new HashMap<>(copies.truth());
        seeds.keySet().removeIf(i -> i >= 20);
        assertEquals("seeds", match(problem(copies, seeds), open, 2).scaleFrom());
    }

    private static Network repeated(Network network) {
        Map<String, List<Network.Arc>> layers = new HashMap<>();
        for (int l = 0; l < 4; l++) {
            layers.put("layer " + l, network.layers().get(NetworkFiles.ONE_LAYER));
        }
        return new Network(network.nodes(), layers);
    }

    /** Too large for random starts to lead anywhere; every twentieth node is given. */
    @Test
    void spreadsFromSeedsInLargeSparseNetworks() {
        NetworkSimulation.Copies copies = new NetworkSimulation(800, 6, 0.2).simulate(new SplittableRandom(3));
        Map<Integer, Integer> seeds = new HashMap<>(copies.truth());
        seeds.keySet().removeIf(i -> i % 20 != 0);
        MatchSettings few = new MatchSettings(OptionalDouble.of(1), 1, 1, 30, 20, 1);
        MatchEvaluation evaluation = MatchEvaluation.of(match(problem(copies, seeds), few, 2), copies.truth());
        assertTrue(evaluation.right() > 0.9, evaluation.toString());
    }

    /** Ten nodes of each network are not in the other. */
    @Test
    void leavesNodesWithoutAPartner() {
        NetworkSimulation.Copies copies = new NetworkSimulation(60, 16, 0.1).simulate(new SplittableRandom(2));
        Network a = copies.a().part(IntStream.range(0, 50).boxed().toList());
        List<Integer> kept =
                IntStream.range(10, 60).map(copies.truth()::get).boxed().toList();
        Network b = copies.b().part(kept);
        Map<Integer, Integer> truth = new HashMap<>();
        IntStream.range(10, 50)
                .forEach(i -> truth.put(i, kept.indexOf(copies.truth().get(i))));
        Map<Integer, Integer> seeds = new HashMap<>(truth);
        seeds.keySet().removeIf(i -> i >= 15);
        NetworkProblem problem = NetworkProblem.of(a, b, Known.ofSeeds(seeds), 0.2);
        NetworkMatch match = match(problem, QUICK.withScale(1), 1);
        MatchEvaluation evaluation = MatchEvaluation.of(match, truth);
        assertTrue(evaluation.right() > 0.9, evaluation.toString());
        long found = IntStream.range(0, 10)
                .filter(i -> match.matching().place(i) < 0)
                .count();
        long lost = IntStream.range(10, 50)
                .filter(i -> match.matching().place(i) < 0)
                .count();
        assertTrue(found >= 7 && lost <= 3, found + " of 10 found without a partner, " + lost + " of 40 wrongly");
    }

    /** Points and the same points turned: at half the evidence chains forget such a match, which must not teach nothing. */
    @Test
    void matchesLandmarksByTheirTriangles(@TempDir Path folder) throws IOException {
        RandomGenerator rng = new SplittableRandom(4);
        StringBuilder table = new StringBuilder("frame,landmark,x,y\n");
        for (int l = 0; l < 20; l++) {
            double x = rng.nextDouble();
            double y = rng.nextDouble();
            table.append(String.format(Locale.ROOT, "0,%d,%.9f,%.9f%n1,%d,%.9f,%.9f%n", l, x, y, l, 3 - y, x));
        }
        Path file = Files.writeString(folder.resolve("points.csv"), table);
        NetworkProblem problem = NetworkProblem.of(Landmarks.frame(file, 0), Landmarks.frame(file, 1), Known.nothing());
        NetworkMatch match = match(problem, new MatchSettings(OptionalDouble.empty(), 2, 2, 100, 200, 3), 1);
        assertTrue(match.expectedRight() > 0.9, "expected " + match.expectedRight());
        IntStream.range(0, 20).forEach(i -> assertEquals(i, match.matching().place(i)));
        assertThrows(InputException.class, () -> Landmarks.frame(file, 2));
    }

    @Test
    void refusesSettingsThatMeanNothing() {
        assertThrows(IllegalArgumentException.class, () -> QUICK.withScale(0));
        assertThrows(IllegalArgumentException.class, () -> QUICK.withSearches(0));
        assertThrows(IllegalArgumentException.class, () -> new NetworkSimulation(2, 1, 0));
    }
}
