package io.permvi.relaxations.sparse;

import io.permvi.relaxations.parallel.Workers;
import java.io.Serializable;

/**
 * How to sum over the partial matchings of scored pairs, {@code P(M) proportional to exp(sum of the scores of M)}. Belief
 * propagation first, which is exact where pairs form trees. Then every part with loops is summed exactly, as long as no
 * more than {@code width} columns are open at a time: the whole component where that serves, otherwise what is left of it
 * without the links that are hardly ever on, whose messages stay as fields. Parts that are too wide even so are drawn
 * from: importance weights of sequential draws where those are even enough, a Markov chain otherwise; and those too large
 * for that are summed in overlapping blocks, where short loops are exact and long ones left to belief propagation. Scores above {@link
 * LinkPropagation#LARGEST_LOG_WEIGHT} are summed exactly, or the result says that it did not converge.
 *
 * @param sweeps of belief propagation at most
 * @param tolerance relative change of what arrives at a node at which belief propagation rests
 * @param width of the exact sums, at most 20; 0 for belief propagation alone
 * @param negligible probability up to which a link may be left out of a part; it grows tenfold up to 0.01 where the part
 *     is too wide
 * @param draws in parts that are too wide; 0 leaves them to belief propagation
 */
public record SparseGibbs(int sweeps, double tolerance, int width, double negligible, int draws)
        implements Serializable {
    private static final int LARGEST_WIDTH = 20;

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException when one is out of its range
     */
    public SparseGibbs {
        if (sweeps < 1 || !(tolerance >= 0)) {
            throw new IllegalArgumentException(
                    "sweeps must be at least 1 and the tolerance at least 0, got " + sweeps + " and " + tolerance);
        }
        if (width < 0 || width > LARGEST_WIDTH) {
            throw new IllegalArgumentException("width must be in 0.." + LARGEST_WIDTH + ", got " + width);
        }
        if (!(negligible >= 0 && negligible < 0.5) || draws < 0) {
            throw new IllegalArgumentException(
                    "negligible must be in [0, 0.5) and draws at least 0, got " + negligible + " and " + draws);
        }
    }

    /**
     * 20,000 sweeps to 1e-8, which only components that settle slowly need, sums over 14 open columns, links below 1e-12
     * left out, 4000 draws. Belief propagation can call a link of some weight 1e-7 where nearly all rows and columns are
     * matched, so a part is thinned no more than it must be.
     */
    public static SparseGibbs withDefaults() {
        return new SparseGibbs(20_000, 1e-8, 14, 1e-12, 4000);
    }

    /** The same with other sweeps. */
    public SparseGibbs withSweeps(int sweeps) {
        return new SparseGibbs(sweeps, tolerance, width, negligible, draws);
    }

    /** The same with another tolerance. */
    public SparseGibbs withTolerance(double tolerance) {
        return new SparseGibbs(sweeps, tolerance, width, negligible, draws);
    }

    /** The same with another width of the exact sums. */
    public SparseGibbs withWidth(int width) {
        return new SparseGibbs(sweeps, tolerance, width, negligible, draws);
    }

    /** The same with another number of draws. */
    public SparseGibbs withDraws(int draws) {
        return new SparseGibbs(sweeps, tolerance, width, negligible, draws);
    }

    /**
     * The marginals and the log sum.
     *
     * @param seed of the draws in wide parts; the result is the same for any number of threads
     */
    public SparseMarginals solve(SparseScores scores, long seed, Workers workers) {
        return solve(scores, new LinkPropagation(scores.graph(), NodeRule.atMostOne()), seed, workers);
    }

    /**
     * The same from the messages of an earlier run on the same pairs.
     *
     * @param messages kept by the result, so that it is not to be run again. Modified.
     */
    public SparseMarginals solve(SparseScores scores, LinkPropagation messages, long seed, Workers workers) {
        boolean settled = messages.run(scores.values(), sweeps, tolerance, workers);
        return new MarginalsBuilder(this, scores, messages, seed).build(settled, workers);
    }
}
