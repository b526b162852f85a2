package io.permvi.relaxations.assignment;

import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Space;
import org.ejml.data.DMatrixRMaj;

/** The value of a space with the largest total score, {@code max sum_i s[i][place(i)]}; for one thread, reused. */
public interface LinearMaximum {

    /** That of any space; unmatched items of a partial one add nothing. */
    static LinearMaximum of(Space space) {
        return of(space, 0);
    }

    /**
     * That of any space.
     *
     * @param unmatchedScore what an item adds that stays unmatched; not used unless the space is partial
     */
    static LinearMaximum of(Space space, double unmatchedScore) {
        return space instanceof MatchingSpace matchings
                ? new MaximumMatching(matchings, unmatchedScore)
                : new RowMaxima((Categories) space);
    }

    /**
     * The best value.
     *
     * @param score items by places; entries that are not allowed are not read. Not modified.
     * @param places receives the place of each item, {@link Matching#UNMATCHED} for none. Modified.
     * @return its total score
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when the space is empty
     * @throws IllegalArgumentException when an allowed score is not finite or a shape does not fit
     */
    double maximize(DMatrixRMaj score, int[] places);
}
