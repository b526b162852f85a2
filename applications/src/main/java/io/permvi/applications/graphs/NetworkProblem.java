package io.permvi.applications.graphs;

import io.permvi.applications.files.InputException;
import io.permvi.models.MatchingLatent;
import io.permvi.models.graphs.NetworkLayer;
import io.permvi.models.graphs.NetworkMatching;
import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.ArrayList;
import java.util.List;
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
 * @param known what is known of the match
 */
public record NetworkProblem(Network a, Network b, NetworkMatching model, boolean alike, Known known) {

    /**
     * Two networks.
     *
     * @param a of at most as many nodes as b
     * @param known what is known of the match
     * @throws InputException when they have no layer in common
     */
    public static NetworkProblem of(Network a, Network b, Known known) {
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
        return new NetworkProblem(a, b, model(layers, known), false, known);
    }

    /**
     * Two sides of one network: edges within each side, and those that cross from one to the other and back.
     *
     * @param first the nodes of one side, at most as many as of the other
     * @param second the nodes of the other side
     */
    public static NetworkProblem split(Network network, List<Integer> first, List<Integer> second, Known known) {
        Network a = network.part(first);
        Network b = network.part(second);
        List<NetworkLayer> layers = new ArrayList<>();
        for (String name : network.layers().keySet()) {
            layers.add(NetworkLayer.of(name, a.arcs(name), b.arcs(name), false));
            layers.add(NetworkLayer.of(
                    name + " crossed", network.arcs(name, first, second), network.arcs(name, second, first), true));
        }
        return new NetworkProblem(a, b, model(layers, known), true, known);
    }

    private static NetworkMatching model(List<NetworkLayer> layers, Known known) {
        int m = layers.get(0).items();
        int n = layers.get(0).places();
        return new NetworkMatching(new MatchingLatent("match", known.allowed(m, n)), layers, new DMatrixRMaj(m, n), 1);
    }

    /** The same with other tables, and without the seeds of some nodes. */
    NetworkProblem released(NetworkMatching learned, Set<Integer> nodes) {
        Known less = known.without(nodes);
        MatchingLatent latent = new MatchingLatent("match", less.allowed(a.size(), b.size()));
        return new NetworkProblem(a, b, learned.withLatent(latent), alike, less);
    }

    /** The nodes of a that are not fixed. */
    public int[] free() {
        SparsityPattern allowed = model.latent().space().allowed();
        return IntStream.range(0, a.size()).filter(i -> allowed.rowCount(i) > 1).toArray();
    }
}
