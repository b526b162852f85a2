package io.permvi.relaxations.sparse;

import io.permvi.relaxations.random.DrawRandom;
import java.util.Arrays;

/** Draws from a part that is too wide for exact sums. */
final class PartDraws {
    /** The share of the draws that the effective number must reach for importance weights to be believed. */
    private static final double EVEN = 0.1;

    private PartDraws() {}

    /** Sequential draws with importance weights; the log sum is the logarithm of their mean. */
    static PartSums weighted(
            SparseScores whole,
            Components parts,
            int c,
            boolean[] keep,
            Cluster cluster,
            LinkPropagation messages,
            int draws,
            DrawRandom random) {
        SequentialDraws sequential = new SequentialDraws(parts, messages);
        int[] linkOfNode = new int[whole.graph().nodes()];
        boolean[] visited = new boolean[whole.graph().nodes()];
        int least = Arrays.stream(cluster.pairs()).min().orElseThrow();
        int[] inPart = inPart(cluster, least);
        int[][] drawn = new int[draws][cluster.scores().rows()];
        double[] logWeight = new double[draws];
        for (int s = 0; s < draws; s++) {
            logWeight[s] = -sequential.draw(c, keep, random, linkOfNode, visited);
            for (int i = 0; i < drawn[s].length; i++) {
                int link = linkOfNode[cluster.nodes()[i]];
                drawn[s][i] = link < 0 ? -1 : inPart[link - least];
            }
            logWeight[s] += cluster.scores().total(drawn[s]);
        }
        return of(cluster, drawn, logWeight, cluster.logField() - cluster.bethe(messages));
    }

    /** By pair of the whole from the least of the part on, its number in the part. */
    private static int[] inPart(Cluster cluster, int least) {
        int[] inPart = new int[Arrays.stream(cluster.pairs()).max().orElseThrow() - least + 1];
        for (int e = 0; e < cluster.pairs().length; e++) {
            inPart[cluster.pairs()[e] - least] = e;
        }
        return inPart;
    }

    private static PartSums of(Cluster cluster, int[][] drawn, double[] logWeight, double shift) {
        double largest = Arrays.stream(logWeight).max().orElseThrow();
        double[] weight =
                Arrays.stream(logWeight).map(w -> Math.exp(w - largest)).toArray();
        double sum = Arrays.stream(weight).sum();
        double squares = Arrays.stream(weight).map(w -> w * w).sum();
        Arrays.setAll(weight, s -> weight[s] / sum);
        boolean even = sum * sum / squares > EVEN * drawn.length;
        double logSum = largest + Math.log(sum / drawn.length);
        return PartSums.drawn(SparseMarginals.Method.WEIGHTED, cluster, drawn, weight, logSum + shift, even);
    }

    /** A Markov chain from the empty matching, a tenth of it for settling; the log sum stays that of Bethe. */
    static PartSums chain(Cluster cluster, int draws, DrawRandom random) {
        int[] start = new int[cluster.scores().rows()];
        Arrays.fill(start, -1);
        MatchingChain chain = new MatchingChain(cluster.scores(), start, random);
        for (int sweep = 0; sweep < draws / 10 + 1; sweep++) {
            chain.sweep();
        }
        int[][] drawn = new int[draws][];
        for (int s = 0; s < draws; s++) {
            chain.sweep();
            drawn[s] = chain.pairOfRow().clone();
        }
        double[] weight = new double[draws];
        Arrays.fill(weight, 1.0 / draws);
        return PartSums.drawn(SparseMarginals.Method.CHAIN, cluster, drawn, weight, 0, true);
    }
}
