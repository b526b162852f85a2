package io.permvi.applications.graphs;

import io.permvi.models.graphs.Arcs;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How strong nodes are, as arcs to common nodes of which each is one way to be strong. */
final class Strengths {
    private static final int RANKS = 5;

    private Strengths() {}

    /**
     * The rank of each node of the first group by the sum of the weights of its arcs, out and in, to each group of nodes: five
     * equal groups from weak to strong have the weights 1, 2, 4, 8 and 16; equal sums have equal ranks.
     *
     * @param groups that arcs lead to or come from; the nodes of the first are ranked among themselves
     * @param directed whether out and in differ
     */
    static Arcs of(Network network, String layer, List<List<Integer>> groups, boolean directed) {
        List<Integer> nodes = groups.get(0);
        int ways = directed ? 2 : 1;
        return Arcs.between(nodes.size(), ways * groups.size(), sink -> {
            for (int g = 0; g < groups.size(); g++) {
                Set<Integer> group = new HashSet<>(groups.get(g));
                for (int way = 0; way < ways; way++) {
                    double[] sums = new double[network.size()];
                    for (Network.Arc arc : network.layers().get(layer)) {
                        int node = way == 0 ? arc.from() : arc.to();
                        int other = way == 0 ? arc.to() : arc.from();
                        sums[node] += group.contains(other) ? arc.weight() : 0;
                    }
                    double[] strength =
                            nodes.stream().mapToDouble(node -> sums[node]).toArray();
                    for (int i = 0; i < strength.length; i++) {
                        sink.add(i, ways * g + way, 1 << rank(strength, strength[i]));
                    }
                }
            }
        });
    }

    /** The fifth that a strength is in. */
    private static int rank(double[] strengths, double strength) {
        long weaker = Arrays.stream(strengths).filter(s -> s < strength).count();
        long equal = Arrays.stream(strengths).filter(s -> s == strength).count();
        return (int) (RANKS * (2 * weaker + equal - 1) / (2L * strengths.length));
    }
}
