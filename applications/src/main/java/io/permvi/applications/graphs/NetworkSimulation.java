package io.permvi.applications.graphs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Two noisy copies of one weighted network, the second with its nodes in another order and under other names.
 *
 * @param nodes of each copy, at least 3
 * @param degree mean number of arcs that leave a node, below the number of nodes
 * @param noise share of the arcs that each copy has for itself, in [0, 1)
 */
public record NetworkSimulation(int nodes, double degree, double noise) {
    private static final double HEAVIER = 0.5;

    /** Checks the numbers. */
    public NetworkSimulation {
        if (nodes < 3 || !(degree > 0 && degree < nodes - 1) || !(noise >= 0 && noise < 1)) {
            throw new IllegalArgumentException("a simulation needs at least 3 nodes, a degree above 0 and below their"
                    + " number less one, and noise from 0 to below 1, got " + nodes + ", " + degree + " and " + noise);
        }
    }

    /** Both copies, and the node of the second for each of the first. */
    public record Copies(Network a, Network b, Map<Integer, Integer> truth) {}

    /** Makes the copies. */
    public Copies simulate(RandomGenerator rng) {
        List<Network.Arc> shared = arcs((1 - noise) * degree, rng);
        List<Integer> order = new ArrayList<>(IntStream.range(0, nodes).boxed().toList());
        Collections.shuffle(order, new Random(rng.nextLong()));
        Map<Integer, Integer> truth = new HashMap<>();
        for (int i = 0; i < nodes; i++) {
            truth.put(i, order.get(i));
        }
        return new Copies(
                copy("a", shared, IntStream.range(0, nodes).boxed().toList(), rng),
                copy("b", shared, order, rng),
                truth);
    }

    private Network copy(String prefix, List<Network.Arc> shared, List<Integer> order, RandomGenerator rng) {
        List<Network.Arc> all = new ArrayList<>(arcs(noise * degree, rng));
        all.addAll(shared);
        Map<Long, Network.Arc> copied = new LinkedHashMap<>();
        for (Network.Arc arc : all) {
            double weight = Math.max(1, arc.weight() + rng.nextInt(3) - 1);
            int from = order.get(arc.from());
            int to = order.get(arc.to());
            copied.put((long) from * nodes + to, new Network.Arc(from, to, weight));
        }
        List<String> names = IntStream.range(0, nodes).mapToObj(i -> prefix + i).toList();
        return new Network(names, Map.of(NetworkFiles.ONE_LAYER, List.copyOf(copied.values())));
    }

    /** Arcs between nodes of unequal popularity, whose weights have a geometric tail. */
    private List<Network.Arc> arcs(double mean, RandomGenerator rng) {
        Set<Long> taken = new HashSet<>();
        List<Network.Arc> arcs = new ArrayList<>();
        for (int e = 0; e < mean * nodes; e++) {
            int from = rng.nextInt(nodes);
            int to = (int) (nodes * rng.nextDouble() * rng.nextDouble());
            if (from != to && taken.add((long) from * nodes + to)) {
                double weight = 1;
                while (rng.nextDouble() < HEAVIER) {
                    weight++;
                }
                arcs.add(new Network.Arc(from, to, weight));
            }
        }
        return arcs;
    }
}
