package io.permvi.applications.graphs;

import io.permvi.applications.files.InputException;
import io.permvi.models.MatchingLatent;
import io.permvi.models.graphs.NetworkLayer;
import io.permvi.models.graphs.NetworkMatching;
import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Two sets of nodes to be matched.
 *
 * @param a the nodes that are all matched, not more than the others
 * @param b the nodes they are matched to
 * @param model of the match, with tables of no knowledge
 * @param alike whether both sets come from one network, so that the tables are symmetric
 */
public record NetworkProblem(Network a, Network b, NetworkMatching model, boolean alike) {

    /**
     * Two networks.
     *
     * @param a of at most as many nodes as b
     * @param allowed which node may be which
     * @throws InputException when they have no layer in common
     */
    public static NetworkProblem of(Network a, Network b, SparsityPattern allowed) {
        List<NetworkLayer> layers = new ArrayList<>();
        for (String name : a.layers().keySet()) {
            if (b.layers().containsKey(name)) {
                layers.add(NetworkLayer.of(name, a.arcs(name), b.arcs(name), false));
            }
        }
        if (layers.isEmpty()) {
            throw new InputException("the networks have no kind of edges in common: "
                    + a.layers().keySet() + " and " + b.layers().keySet());
        }
        return new NetworkProblem(a, b, model(layers, allowed), false);
    }

    /**
     * Two sides of one network: edges within each side, and those that cross from one to the other and back.
     *
     * @param first the nodes of one side, at most as many as of the other
     * @param second the nodes of the other side
     */
    public static NetworkProblem split(
            Network network, List<Integer> first, List<Integer> second, Map<Integer, Integer> seeds) {
        Network a = network.part(first);
        Network b = network.part(second);
        List<NetworkLayer> layers = new ArrayList<>();
        for (String name : network.layers().keySet()) {
            layers.add(NetworkLayer.of(name, a.arcs(name), b.arcs(name), false));
            layers.add(NetworkLayer.of(
                    name + " crossed", network.arcs(name, first, second), network.arcs(name, second, first), true));
        }
        return new NetworkProblem(a, b, model(layers, allowed(a.size(), b.size(), seeds, List.of(), List.of())), true);
    }

    /**
     * Which node may be which: seeds are fixed, and nodes of other sides never match.
     *
     * @param sidesA of each node of a, or nothing
     * @param sidesB of each node of b, or nothing
     * @throws InputException when a seed contradicts the sides, or a side has more nodes in the first network
     */
    public static SparsityPattern allowed(
            int m, int n, Map<Integer, Integer> seeds, List<String> sidesA, List<String> sidesB) {
        boolean sided = !sidesA.isEmpty() && !sidesB.isEmpty();
        seeds.forEach((i, k) -> {
            if (sided && !sidesA.get(i).equals(sidesB.get(k))) {
                throw new InputException("the seed of nodes " + i + " and " + k + " is of side " + sidesA.get(i)
                        + " in one network and " + sidesB.get(k) + " in the other");
            }
        });
        for (String side : new HashSet<>(sided ? sidesA : List.of())) {
            long ofA = sidesA.stream().filter(side::equals).count();
            long ofB = sidesB.stream().filter(side::equals).count();
            if (ofA > ofB) {
                throw new InputException("side '" + side + "' has " + ofA + " nodes in the first network and " + ofB
                        + " in the second: not all can be matched");
            }
        }
        if (seeds.isEmpty() && !sided) {
            return SparsityPattern.all(m, n);
        }
        Set<Integer> taken = new HashSet<>(seeds.values());
        return SparsityPattern.where(
                m,
                n,
                (i, k) -> seeds.containsKey(i)
                        ? seeds.get(i) == k
                        : !taken.contains(k) && (!sided || sidesA.get(i).equals(sidesB.get(k))));
    }

    private static NetworkMatching model(List<NetworkLayer> layers, SparsityPattern allowed) {
        return new NetworkMatching(
                new MatchingLatent("match", allowed), layers, new DMatrixRMaj(allowed.rows(), allowed.columns()), 1);
    }

    /** The nodes of a that are not fixed. */
    public int[] free() {
        SparsityPattern allowed = model.latent().space().allowed();
        return IntStream.range(0, a.size()).filter(i -> allowed.rowCount(i) > 1).toArray();
    }
}
