package io.permvi.relaxations.sparse;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A Markov chain on the partial matchings of a problem, for parts too wide for exact sums: a pair drawn at random is added
 * or removed, takes the partner of one of its ends, or exchanges partners with both; Metropolis acceptance. The moves of
 * Jerrum and Sinclair (1989) and the exchange. Cost O(log of a row's pairs) a move.
 */
final class MatchingChain {
    private final SparseScores scores;
    private final RandomGenerator random;
    private final int[] pairOfRow;
    private final int[] pairOfColumn;

    /** Starts at a matching, given by the pair of each row. */
    MatchingChain(SparseScores scores, int[] start, RandomGenerator random) {
        this.scores = scores;
        this.random = random;
        pairOfRow = start.clone();
        pairOfColumn = new int[scores.columns()];
        Arrays.fill(pairOfColumn, -1);
        for (int e : pairOfRow) {
            if (e >= 0) {
                pairOfColumn[scores.column(e)] = e;
            }
        }
    }

    /** As many moves as there are pairs. */
    void sweep() {
        for (int move = 0; move < scores.pairs(); move++) {
            move(random.nextInt(scores.pairs()));
        }
    }

    private void move(int pair) {
        int byRow = pairOfRow[scores.row(pair)];
        int byColumn = pairOfColumn[scores.column(pair)];
        if (byRow == pair) {
            if (accepts(-scores.value(pair))) {
                remove(pair);
            }
            return;
        }
        int across = -1;
        if (byRow >= 0 && byColumn >= 0) {
            across = scores.pair(scores.row(byColumn), scores.column(byRow));
            if (across < 0) {
                return;
            }
        }
        if (accepts(scores.value(pair) + value(across) - value(byRow) - value(byColumn))) {
            remove(byRow);
            remove(byColumn);
            add(pair);
            add(across);
        }
    }

    private double value(int pair) {
        return pair < 0 ? 0 : scores.value(pair);
    }

    private boolean accepts(double change) {
        return change >= 0 || random.nextDouble() < Math.exp(change);
    }

    private void remove(int pair) {
        if (pair >= 0) {
            pairOfRow[scores.row(pair)] = -1;
            pairOfColumn[scores.column(pair)] = -1;
        }
    }

    private void add(int pair) {
        if (pair >= 0) {
            pairOfRow[scores.row(pair)] = pair;
            pairOfColumn[scores.column(pair)] = pair;
        }
    }

    /** The pair of each row now, -1 for none; the chain's own array, changed by the next sweep. */
    int[] pairOfRow() {
        return pairOfRow;
    }
}
