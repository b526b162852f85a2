package io.permvi.relaxations.sorting;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.permutation.Space;

/**
 * A relaxation of sorting: psi is a column of one score an item, and x is near the permutation that puts the largest score
 * at place 0. Serves permutations without a mask: a score says nothing of single places.
 */
public interface SortingRelaxation extends Relaxation {
    /** One. */
    @Override
    default int inputColumns(Space space) {
        return 1;
    }

    /** The items by falling score. */
    @Override
    default LinearMaximum limit(Space space) {
        return new DescendingOrder(space.items());
    }
}
