package io.permvi.relaxations.sparse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Links between detections: messages, exact sums and states of nodes against enumeration. */
class DetectionMarginalsTest {
    private static final int SWEEPS = 500;

    /** A small problem with all its tables. */
    private record Problem(LinkGraph graph, DetectionRule rule, double[] logWeights) {}

    /** Three frames of sizes, links to the next frame and the one after it, false alarms, pairs and tables. */
    private static Problem problem(long seed, int[] sizes, double chance, boolean pairs, boolean tables) {
        DrawRandom random = DrawRandom.of(seed, 7, 0);
        List<int[]> links = new ArrayList<>();
        int nodes = 0;
        int[] frame = new int[sizes[0] + sizes[1] + sizes[2]];
        for (int t = 0; t < 3; t++) {
            for (int k = 0; k < sizes[t]; k++) {
                frame[nodes++] = t;
            }
        }
        for (int i = 0; i < nodes; i++) {
            for (int j = i + 1; j < nodes; j++) {
                if (frame[j] > frame[i] && random.nextDouble() < chance) {
                    links.add(new int[] {i, j});
                }
            }
        }
        LinkGraph graph = LinkGraph.of(
                nodes,
                links.stream().mapToInt(link -> link[0]).toArray(),
                links.stream().mapToInt(link -> link[1]).toArray());
        double[] logWeights = random.doubles(graph.links(), -2, 3).toArray();
        DetectionRule rule = DetectionRule.of(graph, random.doubles(nodes, 0, 1).toArray());
        rule = pairs ? withPairs(rule, random) : rule;
        return new Problem(graph, tables ? withTables(rule, random) : rule, logWeights);
    }

    private static DetectionRule withPairs(DetectionRule rule, DrawRandom random) {
        LinkGraph graph = rule.graph();
        int[] starts = new int[graph.nodes() + 1];
        List<int[]> found = new ArrayList<>();
        for (int node = 0; node < graph.nodes(); node++) {
            int firstOut = graph.firstOut(node);
            for (int a = 0; a < graph.outCount(node); a++) {
                for (int b = a + 1; b < graph.outCount(node); b++) {
                    if (random.nextDouble() < 0.6) {
                        found.add(new int[] {firstOut + a, firstOut + b});
                    }
                }
            }
            starts[node + 1] = found.size();
        }
        return rule.withPairs(
                starts,
                found.stream().mapToInt(pair -> pair[0]).toArray(),
                found.stream().mapToInt(pair -> pair[1]).toArray(),
                random.doubles(found.size(), 0, 2).toArray());
    }

    private static DetectionRule withTables(DetectionRule rule, DrawRandom random) {
        LinkGraph graph = rule.graph();
        int[] starts = new int[graph.nodes()];
        int size = 0;
        for (int node = 0; node < starts.length; node++) {
            starts[node] = size;
            size += graph.inCount(node) * graph.outCount(node);
        }
        float[] factors = new float[size];
        for (int k = 0; k < size; k++) {
            factors[k] = (float) (3 * random.nextDouble());
        }
        return rule.withTables(starts, factors);
    }

    private static double factor(DetectionRule rule, int node, long set) {
        LinkGraph graph = rule.graph();
        int in = -1;
        int ins = 0;
        for (int k = 0; k < graph.inCount(node); k++) {
            if ((set >> graph.link(node, k) & 1) == 1) {
                in = k;
                ins++;
            }
        }
        List<Integer> out = new ArrayList<>();
        for (int k = 0; k < graph.outCount(node); k++) {
            if ((set >> graph.firstOut(node) + k & 1) == 1) {
                out.add(k);
            }
        }
        if (ins > 1 || out.size() > 2) {
            return 0;
        }
        if (out.size() == 2) {
            for (int p = rule.firstPair(node); p < rule.firstPair(node + 1); p++) {
                if (rule.pairOne(p) == graph.firstOut(node) + out.get(0)
                        && rule.pairOther(p) == graph.firstOut(node) + out.get(1)) {
                    return rule.pairOdds(p);
                }
            }
            return 0;
        }
        if (out.isEmpty()) {
            return ins == 0 ? 1 + rule.falseAlarm(node) : 1;
        }
        return ins == 0 ? 1 : rule.between(node, in, out.get(0));
    }

    /** The sums with each link on, then of all. */
    private static double[] enumerate(Problem problem) {
        int links = problem.graph.links();
        double[] sums = new double[links + 1];
        for (long set = 0; set < 1L << links; set++) {
            double weight = 1;
            for (int node = 0; node < problem.graph.nodes() && weight > 0; node++) {
                weight *= factor(problem.rule, node, set);
            }
            for (int e = 0; e < links && weight > 0; e++) {
                weight *= (set >> e & 1) == 1 ? Math.exp(problem.logWeights[e]) : 1;
            }
            sums[links] += weight;
            for (int e = 0; e < links; e++) {
                sums[e] += (set >> e & 1) * weight;
            }
        }
        return sums;
    }

    /** The probability of one link into node 2 of the tree with one way out: a link, or -1 for none or both. */
    private static double joint(Problem tree, int in, int out) {
        double all = 0;
        double both = 0;
        for (long set = 0; set < 16; set++) {
            double weight = 1;
            for (int node = 0; node < 5; node++) {
                weight *= factor(tree.rule, node, set);
            }
            for (int e = 0; e < 4; e++) {
                weight *= (set >> e & 1) == 1 ? Math.exp(tree.logWeights[e]) : 1;
            }
            long outs = set >> 2;
            boolean wanted = out < 0 ? outs == 0 || outs == 3 : outs == 1L << out - 2;
            all += weight;
            both += (set >> in & 1) == 1 && wanted ? weight : 0;
        }
        return both / all;
    }

    private static LinkPropagation run(Problem problem) {
        LinkPropagation messages = new LinkPropagation(problem.graph, problem.rule);
        try (Workers workers = new Workers(1)) {
            assertTrue(messages.run(problem.logWeights, SWEEPS, 1e-14, workers), "did not settle");
        }
        return messages;
    }

    private static void compare(Problem problem, int states, double tolerance) {
        double[] truth = enumerate(problem);
        LinkPropagation messages = run(problem);
        try (Workers workers = new Workers(2)) {
            DetectionMarginals marginals = DetectionMarginals.of(messages, problem.rule, states, workers);
            for (int e = 0; e < problem.graph.links(); e++) {
                assertEquals(truth[e] / truth[problem.graph.links()], marginals.probability(e), tolerance, "link " + e);
            }
        }
    }

    @Test
    void exactSumsAgreeWithEnumeration() {
        for (int seed = 0; seed < 6; seed++) {
            compare(problem(seed, new int[] {2, 3, 3}, 0.75, true, true), 4096, 1e-9);
            compare(problem(seed, new int[] {3, 3, 2}, 0.75, true, false), 4096, 1e-9);
            compare(problem(seed, new int[] {3, 2, 3}, 0.75, false, false), 4096, 1e-9);
        }
    }

    @Test
    void messagesAreExactOnTreesAndCloseElsewhere() {
        LinkGraph graph = LinkGraph.of(5, new int[] {0, 1, 2, 2}, new int[] {2, 2, 3, 4});
        DetectionRule rule = DetectionRule.of(graph, new double[] {0.1, 0.2, 0.7, 0, 0.4})
                .withPairs(new int[] {0, 0, 0, 1, 1, 1}, new int[] {2}, new int[] {3}, new double[] {0.8})
                .withTables(new int[] {0, 0, 0, 4, 4}, new float[] {0.1f, 2, 3, 0.5f});
        Problem tree = new Problem(graph, rule, new double[] {0.3, -0.2, 1, 0.7});
        compare(tree, 0, 1e-12);
        double[] truth = enumerate(tree);
        LinkPropagation messages = run(tree);
        assertEquals(Math.log(truth[4]), messages.logPartition(), 1e-12);
        double[] state = new double[4];
        rule.states(messages, 2, state);
        assertEquals(1 - messages.belief(0) - messages.belief(1), state[0] + state[1], 1e-12);
        assertEquals(1 - messages.belief(2) - messages.belief(3), state[0] + state[2] - state[3], 1e-12);
        assertEquals(state[3], rule.pairBeliefs(messages)[0], 1e-12);
        double[][] joint = rule.together(messages, 2);
        assertEquals(messages.belief(0) - joint[0][0] - joint[0][1], joint(tree, 0, -1), 1e-12);
        assertEquals(joint[1][0], joint(tree, 1, 2), 1e-12);
        compare(problem(1, new int[] {3, 3, 2}, 0.6, true, true), 0, 0.15);
    }

    @Test
    void twelveByTwelveIsExact() {
        // equal weights: the sum over partial matchings is the rook polynomial of the board
        int n = 12;
        int[] source = new int[n * n];
        int[] target = new int[n * n];
        for (int e = 0; e < n * n; e++) {
            source[e] = e / n;
            target[e] = n + e % n;
        }
        LinkGraph graph = LinkGraph.of(2 * n, source, target);
        Problem problem = new Problem(graph, DetectionRule.of(graph, new double[2 * n]), new double[n * n]);
        double all = 0;
        double pairs = 0;
        double count = 1;
        for (int k = 0; k <= n; k++) {
            all += count;
            pairs += k * count;
            count *= (double) (n - k) * (n - k) / (k + 1);
        }
        try (Workers workers = new Workers(1)) {
            DetectionMarginals marginals = DetectionMarginals.of(run(problem), problem.rule, 4096, workers);
            for (int e = 0; e < n * n; e++) {
                assertEquals(pairs / all / (n * n), marginals.probability(e), 1e-9);
            }
            assertEquals(n * n, marginals.links().get(SparseMarginals.Method.EXACT));
        }
    }

    @Test
    void blocksAreNearerToTheTruthThanMessages() {
        Problem problem = problem(3, new int[] {30, 30, 30}, 0.12, false, false);
        LinkPropagation messages = run(problem);
        try (Workers workers = new Workers(1)) {
            DetectionMarginals exact = DetectionMarginals.of(messages, problem.rule, 1 << 18, workers);
            DetectionMarginals blocks = DetectionMarginals.of(messages, problem.rule, 256, workers);
            assertTrue(
                    blocks.links().containsKey(SparseMarginals.Method.BLOCKS),
                    blocks.links().toString());
            double byBlocks = 0;
            double byMessages = 0;
            for (int e = 0; e < problem.graph.links(); e++) {
                byBlocks += Math.abs(blocks.probability(e) - exact.probability(e));
                byMessages += Math.abs(messages.belief(e) - exact.probability(e));
            }
            assertTrue(byBlocks < 0.7 * byMessages, byBlocks + " against " + byMessages);
        }
    }

    @Test
    void messagesGoOnAfterAChangeOfCandidates() {
        Problem problem = problem(2, new int[] {3, 3, 3}, 0.5, false, false);
        LinkPropagation messages = run(problem);
        LinkPropagation again = new LinkPropagation(problem.graph, problem.rule);
        again.continueFrom(messages);
        try (Workers workers = new Workers(1)) {
            assertTrue(again.run(problem.logWeights, 2, 1e-10, workers), "settled messages move again");
        }
        LinkPropagation other = new LinkPropagation(LinkGraph.of(1, new int[0], new int[0]), NodeRule.atMostOne());
        assertThrows(IllegalArgumentException.class, () -> again.continueFrom(other));
        assertThrows(IllegalArgumentException.class, () -> DetectionRule.of(problem.graph, new double[1]));
        assertThrows(IllegalArgumentException.class, () -> problem.rule.withTables(new int[1], new float[0]));
        assertThrows(
                IllegalArgumentException.class,
                () -> problem.rule.withPairs(new int[1], new int[0], new int[0], new double[0]));
    }
}
