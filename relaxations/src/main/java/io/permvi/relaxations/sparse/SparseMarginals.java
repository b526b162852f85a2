package io.permvi.relaxations.sparse;

import io.permvi.relaxations.random.DrawRandom;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * The distribution over partial matchings of scored pairs, as {@link SparseGibbs} found it: the probability of every pair,
 * the log sum, draws, and how each part was found. Immutable.
 */
public final class SparseMarginals {
    private final SparseScores scores;
    private final LinkPropagation messages;
    private final Components parts;
    private final boolean[] keep;
    private final PartSums[] sums;
    private final double[] probability;
    private final double logPartition;
    private final double correction;
    private final boolean settled;

    /** How a part of the problem was summed. */
    public enum Method {
        /** Belief propagation on a tree: exact. */
        TREE,
        /** Exact sums. */
        EXACT,
        /** Exact sums in overlapping blocks, with the messages of belief propagation at their borders. */
        BLOCKS,
        /** Sequential draws with importance weights. */
        WEIGHTED,
        /** A Markov chain. */
        CHAIN,
        /** Belief propagation with loops, as it is. */
        BETHE
    }

    SparseMarginals(
            SparseScores scores,
            LinkPropagation messages,
            Components parts,
            boolean[] keep,
            PartSums[] sums,
            double[] probability,
            double logPartition,
            double correction,
            boolean settled) {
        this.scores = scores;
        this.messages = messages;
        this.parts = parts;
        this.keep = keep;
        this.sums = sums;
        this.probability = probability;
        this.logPartition = logPartition;
        this.correction = correction;
        this.settled = settled;
    }

    /** The scores. */
    public SparseScores scores() {
        return scores;
    }

    /** The probability that pair {@code e} is matched. */
    public double probability(int e) {
        return probability[e];
    }

    /** The probabilities of all pairs, a fresh array. */
    public double[] probabilities() {
        return probability.clone();
    }

    /** The expected number of matched pairs. */
    public double expectedSize() {
        return Arrays.stream(probability).sum();
    }

    /**
     * The logarithm of the sum over all partial matchings: Bethe in trees, where that is exact, exact or estimated in the
     * parts with loops as {@link #links} says.
     */
    public double logPartition() {
        return logPartition;
    }

    /** The number of links in the parts of each method; links left out of every part are not counted. */
    public Map<Method, Integer> links() {
        Map<Method, Integer> links = new EnumMap<>(Method.class);
        for (int c = 0; c < sums.length; c++) {
            links.merge(sums[c].method(), parts.linkCount(c), Integer::sum);
        }
        return links;
    }

    /** Whether probabilities and log sum are exact but for rounding: trees and exact sums, and no link left out. */
    public boolean isExact() {
        Map<Method, Integer> links = links();
        int exact = links.getOrDefault(Method.TREE, 0) + links.getOrDefault(Method.EXACT, 0);
        return settled && exact == scores.pairs();
    }

    /** The most by which belief propagation alone was off, where parts were summed or drawn. */
    public double largestCorrection() {
        return correction;
    }

    /** The largest standard error of a probability that was drawn; 0 where none was. */
    public double largestStandardError() {
        return Arrays.stream(sums).mapToDouble(PartSums::standardError).max().orElse(0);
    }

    /** Whether belief propagation settled everywhere, and no score that it cannot hold was left to it. */
    public boolean converged() {
        return settled;
    }

    /**
     * One matching: the pair of each row, -1 for none. The same seed and number give the same draw. Links left out of
     * every part are off. Cost O(pairs).
     */
    public int[] draw(long seed, long number) {
        int[] pairOfRow = new int[scores.rows()];
        Arrays.fill(pairOfRow, -1);
        SequentialDraws sequential = new SequentialDraws(parts, messages);
        int[] linkOfNode = new int[scores.graph().nodes()];
        boolean[] visited = new boolean[linkOfNode.length];
        DrawRandom random = DrawRandom.of(seed, number, 0);
        for (int c = 0; c < sums.length; c++) {
            if (sums[c].draws()) {
                sums[c].draw(random, scores, pairOfRow);
                continue;
            }
            sequential.draw(c, keep, random, linkOfNode, visited);
            for (int k = 0; k < parts.nodeCount(c); k++) {
                int node = parts.node(c, k);
                if (node < scores.rows()) {
                    pairOfRow[node] = linkOfNode[node];
                }
            }
        }
        return pairOfRow;
    }

    @Override
    public String toString() {
        return scores + ": " + expectedSize() + " expected matches, log sum " + logPartition + ", links by method "
                + links();
    }
}
