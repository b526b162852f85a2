package io.permvi.inference.networks;

import org.ejml.data.DMatrixRMaj;

/**
 * A minibatch of sets of one size.
 *
 * @param size items of a set
 * @param features a row for each item, the sets one after the other; read in place, not copied
 */
public record SetBatch(int size, DMatrixRMaj features) {
    /** Checks that the rows are whole sets. */
    public SetBatch {
        if (size < 1 || features.numRows % size != 0) {
            throw new IllegalArgumentException(
                    features.numRows + " rows are not a whole number of sets of " + size + " items");
        }
    }
}
