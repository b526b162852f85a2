package io.permvi.relaxations.assignment;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import org.ejml.data.DMatrixRMaj;

/**
 * The matching of a {@link MatchingSpace} with the largest total score: {@code max sum_i s[i][place(i)]}, where in a
 * partial space an item that stays unmatched adds {@code unmatchedScore}. Owns its buffers, serves one thread and is
 * reused; a solve allocates nothing. Cost as {@link LinearAssignment}.
 */
public final class MaximumMatching implements LinearMaximum {
    private final MatchingSpace space;
    private final double unmatchedScore;
    private final LinearAssignment assignment;
    private final SparsityPattern allowed;
    private final DMatrixRMaj padded;

    /**
     * @param space the matchings to choose from
     * @param unmatchedScore what an item adds that stays unmatched; not used unless the space is partial
     */
    public MaximumMatching(MatchingSpace space, double unmatchedScore) {
        this.space = space;
        this.unmatchedScore = unmatchedScore;
        int m = space.items();
        int n = space.places();
        // a partial space gives each item a dummy place of its own for staying unmatched
        int width = space.partial() ? n + m : n;
        assignment = new LinearAssignment(m, width);
        allowed = space.partial()
                ? SparsityPattern.where(
                        m, width, (i, j) -> j < n ? space.allowed().allows(i, j) : j == n + i)
                : space.allowed();
        padded = space.partial() ? new DMatrixRMaj(m, width) : new DMatrixRMaj(0, 0);
    }

    /** {@inheritDoc} */
    @Override
    public double maximize(DMatrixRMaj score, int[] places) {
        requireShapes(space.allowed(), score, places);
        if (!space.partial()) {
            return allowed.isFull() ? assignment.maximize(score, places) : assignment.maximize(score, allowed, places);
        }
        int m = space.items();
        int n = space.places();
        for (int i = 0; i < m; i++) {
            System.arraycopy(score.data, i * n, padded.data, i * (n + m), n);
            padded.data[i * (n + m) + n + i] = unmatchedScore;
        }
        double best = assignment.maximize(padded, allowed, places);
        for (int i = 0; i < m; i++) {
            places[i] = places[i] < n ? places[i] : Matching.UNMATCHED;
        }
        return best;
    }

    static void requireShapes(SparsityPattern allowed, DMatrixRMaj score, int[] places) {
        if (score.numRows != allowed.rows() || score.numCols != allowed.columns() || places.length != score.numRows) {
            throw new IllegalArgumentException("score must be " + allowed.rows() + " x " + allowed.columns()
                    + " and places " + allowed.rows() + ", got " + score.numRows + " x " + score.numCols + " and "
                    + places.length);
        }
    }
}
