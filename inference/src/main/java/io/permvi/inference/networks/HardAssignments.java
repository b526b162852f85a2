package io.permvi.inference.networks;

import io.permvi.relaxations.assignment.LinearAssignment;
import org.ejml.data.DMatrixRMaj;

/** The best permutation of each set, M(g) of Mena et al. 2018, equation 2. Owns its buffers; for one thread. */
public final class HardAssignments {
    private final LinearAssignment assignment;
    private final DMatrixRMaj score;

    /** For sets of n items. */
    public HardAssignments(int n) {
        assignment = new LinearAssignment(n, n);
        score = new DMatrixRMaj(n, n);
    }

    /**
     * The place of each item of one set.
     *
     * @param scores square matrices stacked by rows. Not modified.
     * @param set which of them
     * @param placeOfItem Modified.
     */
    public void assign(DMatrixRMaj scores, int set, int[] placeOfItem) {
        int length = score.getNumElements();
        System.arraycopy(scores.data, set * length, score.data, 0, length);
        assignment.maximize(score, placeOfItem);
    }
}
