package io.permvi.applications.graphs;

import io.permvi.applications.files.InputException;
import io.permvi.models.MatchingLatent;
import io.permvi.models.graphs.NetworkLayer;
import io.permvi.models.graphs.NetworkMatching;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * A symmetry of a network: nodes that trade places all at once, such as the two sides of a body. A match and the mirrored
 * match are far apart, and no chain of exchanges crosses from one to the other.
 *
 * @param partner of each node, itself where it stays
 */
public record Mirror(List<Integer> partner) {
    private static final int SEARCHES = 2;

    /**
     * Checks the pairs.
     *
     * @throws IllegalArgumentException when two traded nodes do not name each other
     */
    public Mirror {
        partner = List.copyOf(partner);
        for (int i = 0; i < partner.size(); i++) {
            int other = partner.get(i);
            if (other < 0 || other >= partner.size() || partner.get(other) != i) {
                throw new IllegalArgumentException("node " + i + " trades with " + other + ", but not the other way");
            }
        }
    }

    /**
     * Pairs that trade places; all other nodes stay.
     *
     * @param n nodes of the network
     * @throws InputException when a node is in two pairs
     */
    public static Mirror ofPairs(int n, Map<Integer, Integer> pairs) {
        List<Integer> partner = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        pairs.forEach((i, k) -> {
            if (partner.get(i) != i && partner.get(i) != (int) k || partner.get(k) != (int) k && partner.get(k) != i) {
                throw new InputException("a mirror pairs each node once, got node " + (i + 1) + " or " + (k + 1)
                        + " of the network in two pairs");
            }
            partner.set(i, k);
            partner.set(k, i);
        });
        return new Mirror(partner);
    }

    /** The match in which nodes have the places of their partners. */
    Matching applied(Matching match) {
        int[] places = new int[match.items()];
        Arrays.setAll(places, i -> match.place(partner.get(i)));
        return Matching.of(match.placeCount(), places);
    }

    /** Matches a network with itself, no node with itself, and keeps the pairs that name each other. */
    static Optional<Mirror> find(Network network, NetworkSearch search, RandomStream stream) {
        int n = network.size();
        List<NetworkLayer> layers = new ArrayList<>();
        network.layers()
                .keySet()
                .forEach(name -> layers.add(
                        NetworkLayer.of(name, network.arcs(name), network.arcs(name), NetworkLayer.Kind.WITHIN)));
        SparsityPattern others = SparsityPattern.where(n, n, (i, k) -> i != k);
        NetworkMatching model =
                new NetworkMatching(new MatchingLatent("mirror", others), layers, new DMatrixRMaj(n, n), 1);
        Matching best = search.fresh(model, SEARCHES, stream).stream()
                .max(Comparator.comparingDouble(model::logDensity))
                .orElseThrow();
        List<Integer> partner = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            partner.add(best.place(best.place(i)) == i ? best.place(i) : i);
        }
        return IntStream.range(0, n).anyMatch(i -> partner.get(i) != i)
                ? Optional.of(new Mirror(partner))
                : Optional.empty();
    }
}
