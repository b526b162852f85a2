package io.permvi.relaxations.assignment;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import org.ejml.data.DMatrixRMaj;

/**
 * The matching of a {@link MatchingSpace} with the largest total score: {@code max sum_i s[i][place(i)]}, where in a
 * partial space an item that stays unmatched adds {@code unmatchedScore}. Owns its buffers, serves one thread and is
 * reused; a solve allocates nothing. Cost as {@link LinearAssignment}.
 */
public final class MaximumMatching {
    private final MatchingSpace space;
    private final double unmatchedScore;
    private final LinearAssignment assignment;
    private final SparsityPattern allowed;
    private final DMatrixRMaj padded;

    /** Unmatched items of a partial space add nothing. */
    public MaximumMatching(MatchingSpace space) {
        this(space, 0);
    }

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

    /**
     * The best matching.
     *
     * @param score items by places; entries that are not allowed are not read. Not modified.
     * @param places receives the place of each item, {@link Matching#UNMATCHED} for none. Modified.
     * @return its total score
     * @throws InfeasibleMatchingException when the space holds no matching
     * @throws IllegalArgumentException when an allowed score is not finite or a shape does not fit
     */
    public double maximize(DMatrixRMaj score, int[] places) {
        if (space.shared()) {
            return bestOfEachRow(score, places);
        }
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

    private double bestOfEachRow(DMatrixRMaj score, int[] places) {
        int n = space.places();
        int[] starts = space.allowed().rowStarts();
        int[] columns = space.allowed().columnIndices();
        double total = 0;
        for (int i = 0; i < places.length; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                double value = score.data[i * n + columns[e]];
                if (!(Math.abs(value) <= Double.MAX_VALUE)) {
                    throw new IllegalArgumentException(
                            "score (" + i + ", " + columns[e] + ") must be finite, got " + value);
                }
                if (value > largest) {
                    largest = value;
                    places[i] = columns[e];
                }
            }
            total += largest;
        }
        return total;
    }
}
