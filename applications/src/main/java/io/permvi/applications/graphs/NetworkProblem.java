package io.permvi.applications.graphs;

import io.permvi.applications.files.InputException;
import io.permvi.models.MatchingLatent;
import io.permvi.models.graphs.NetworkLayer;
import io.permvi.models.graphs.NetworkMatching;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.ArrayList;
import java.util.Arrays;
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
     * @param apart the share of nodes of a that is expected to have no partner, in [0, 1); with 0 every node has one
     * @throws InputException when they have no layer in common
     */
    public static NetworkProblem of(Network a, Network b, Known known, double apart) {
        List<NetworkLayer> layers = new ArrayList<>();
        for (String name : a.layers().keySet()) {
            if (b.layers().containsKey(name)) {
                NetworkLayer within = NetworkLayer.of(name, a.arcs(name), b.arcs(name), NetworkLayer.Kind.WITHIN);
                layers.add(within);
                layers.add(strengths(within, a, List.of(all(a)), b, List.of(all(b))));
            }
        }
        if (layers.isEmpty()) {
            throw new InputException("the networks have no kind of edges in common: "
                    + a.layers().keySet() + " and " + b.layers().keySet());
        }
        return new NetworkProblem(a, b, model(layers, known, apart), false, known);
    }

    /** Two networks in which every node of the first has a partner. */
    public static NetworkProblem of(Network a, Network b, Known known) {
        return of(a, b, known, 0);
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
            NetworkLayer within = NetworkLayer.of(name, a.arcs(name), b.arcs(name), NetworkLayer.Kind.WITHIN);
            layers.add(within);
            layers.add(NetworkLayer.of(
                    name + " crossed",
                    network.arcs(name, first, second),
                    network.arcs(name, second, first),
                    NetworkLayer.Kind.CROSSED));
            layers.add(strengths(within, network, List.of(first, second), network, List.of(second, first)));
        }
        return new NetworkProblem(a, b, model(layers, known, 0), true, known);
    }

    private static List<Integer> all(Network network) {
        return IntStream.range(0, network.size()).boxed().toList();
    }

    /** Nodes of the first group of each network by how strong their edges with its groups are. */
    private static NetworkLayer strengths(
            NetworkLayer within, Network a, List<List<Integer>> groupsOfA, Network b, List<List<Integer>> groupsOfB) {
        boolean directed = !(within.a().symmetric() && within.b().symmetric());
        return NetworkLayer.of(
                within.name() + " strengths",
                Strengths.of(a, within.name(), groupsOfA, directed),
                Strengths.of(b, within.name(), groupsOfB, directed),
                NetworkLayer.Kind.COMMON);
    }

    private static NetworkMatching model(List<NetworkLayer> layers, Known known, double apart) {
        int m = layers.get(0).items();
        int n = layers.get(0).places();
        int more = apart > 0 ? m : 0;
        DMatrixRMaj scores = new DMatrixRMaj(m, n + more);
        for (int e = 0; e < scores.getNumElements() && more > 0; e++) {
            // a node without a partner may be at any of m places
            scores.data[e] = e % scores.numCols < n ? 0 : Math.log(apart / (1 - apart) * n / m);
        }
        MatchingLatent latent = new MatchingLatent("match", known.allowed(m, n, more));
        return new NetworkMatching(latent, layers, scores, 1);
    }

    /** The nodes of b that each of a may be, and whether it may be none. */
    MatchingSpace space() {
        boolean partial = model.latent().columns() > b.size();
        SparsityPattern allowed = known.allowed(a.size(), b.size(), 0);
        return partial ? MatchingSpace.partial(allowed) : model.latent().space();
    }

    /** The model in which every node has a partner. */
    NetworkMatching complete(NetworkMatching learned) {
        SparsityPattern allowed = learned.latent().space().allowed();
        return space().partial()
                ? learned.withLatent(new MatchingLatent(
                        "match",
                        SparsityPattern.where(
                                a.size(), allowed.columns(), (i, k) -> k < b.size() && allowed.allows(i, k))))
                : learned;
    }

    /** A match of the model, in which later places are no nodes. */
    Matching nodes(Matching match) {
        int[] places = match.places();
        Arrays.setAll(places, i -> places[i] < b.size() ? places[i] : Matching.UNMATCHED);
        return Matching.of(b.size(), places);
    }

    /** The same with other tables, and without the seeds of some nodes. */
    NetworkProblem released(NetworkMatching learned, Set<Integer> nodes) {
        Known less = known.without(nodes);
        MatchingLatent latent = new MatchingLatent(
                "match", less.allowed(a.size(), b.size(), model.latent().columns() - b.size()));
        return new NetworkProblem(a, b, learned.withLatent(latent), alike, less);
    }

    /** The nodes of a that are not fixed. */
    public int[] free() {
        SparsityPattern allowed = model.latent().space().allowed();
        return IntStream.range(0, a.size()).filter(i -> allowed.rowCount(i) > 1).toArray();
    }
}
