package io.permvi.relaxations.sparse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.parallel.Workers;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinkPropagationTest {

    /** Sums over all configurations of a graph whose nodes take a number of links each. */
    private static double[] enumerate(LinkGraph graph, double[] logWeights, int[] capacity) {
        double[] sums = new double[graph.links() + 1];
        for (int set = 0; set < 1 << graph.links(); set++) {
            int[] used = new int[graph.nodes()];
            double weight = 1;
            for (int e = 0; e < graph.links(); e++) {
                if ((set >> e & 1) == 1) {
                    weight *= Math.exp(logWeights[e]);
                    used[graph.source(e)]++;
                    used[graph.target(e)]++;
                }
            }
            for (int v = 0; v < used.length; v++) {
                weight = used[v] > capacity[v] ? 0 : weight;
            }
            sums[graph.links()] += weight;
            for (int e = 0; e < graph.links(); e++) {
                sums[e] += (set >> e & 1) * weight;
            }
        }
        return sums;
    }

    @Test
    void capacitiesOnATreeAreExact() {
        // a node that takes two links, on a tree with links into and out of nodes
        LinkGraph graph = LinkGraph.of(7, new int[] {0, 1, 2, 3, 3, 3}, new int[] {3, 3, 3, 4, 5, 6});
        double[] logWeights = {1, -0.5, 0.3, 2, 0.1, -1};
        NodeRule one = NodeRule.atMostOne();
        NodeRule two = NodeRule.atMost(2);
        NodeRule rule = new NodeRule() {
            @Override
            public void send(int node, int[] links, double[] odds, int in, int count) {
                (node == 3 ? two : one).send(node, links, odds, in, count);
            }

            @Override
            public double logSum(int node, int[] links, double[] odds, int in, int count) {
                return (node == 3 ? two : one).logSum(node, links, odds, in, count);
            }
        };
        LinkPropagation messages = new LinkPropagation(graph, rule);
        try (Workers workers = new Workers(1)) {
            messages.run(logWeights, 20, 0, workers);
        }
        double[] truth = enumerate(graph, logWeights, new int[] {1, 1, 1, 2, 1, 1, 1});
        for (int e = 0; e < graph.links(); e++) {
            assertEquals(truth[e] / truth[graph.links()], messages.belief(e), 1e-12);
        }
        assertEquals(Math.log(truth[graph.links()]), messages.logPartition(), 1e-12);
    }

    @Test
    void capacityOneIsTheSameByBothFormulas() {
        double[] odds = {1e-9, 3, 1e12, 0.5};
        double[] same = odds.clone();
        NodeRule.atMostOne().send(0, new int[4], odds, 0, 4);
        for (int k = 0; k < 4; k++) {
            double others = 1;
            for (int l = 0; l < 4; l++) {
                others += l == k ? 0 : same[l];
            }
            assertEquals(1 / others, odds[k], 1e-14 / others);
        }
    }

    /** Nearly all nodes matched: messages of the rows grow and those of the columns fall for very long. */
    @Test
    void restsWhereMessagesDriftAndBeliefsDoNot() {
        int n = 8;
        Random random = new Random(1);
        SparseScores scores = SparseScores.ofPairs(
                n,
                n,
                IntStream.range(0, n * n).map(e -> e / n).toArray(),
                IntStream.range(0, n * n).map(e -> e % n).toArray(),
                IntStream.range(0, n * n)
                        .mapToDouble(e -> 20 + 3 * random.nextGaussian())
                        .toArray());
        LinkPropagation messages = new LinkPropagation(scores.graph(), NodeRule.atMostOne());
        try (Workers workers = new Workers(1)) {
            assertFalse(messages.run(scores.values(), 20_000, 1e-8, workers));
            assertTrue(messages.run(scores.values(), 400_000, 1e-8, workers));
        }
        double links = IntStream.range(0, n * n).mapToDouble(messages::belief).sum();
        assertEquals(n, links, 1e-4);
        assertTrue(links < n);
    }

    @Test
    void linksMustBeInOrder() {
        assertThrows(IllegalArgumentException.class, () -> LinkGraph.of(3, new int[] {1, 0}, new int[] {2, 2}));
        assertThrows(IllegalArgumentException.class, () -> LinkGraph.of(3, new int[] {0}, new int[] {3}));
        assertThrows(IllegalArgumentException.class, () -> NodeRule.atMost(0));
    }
}
