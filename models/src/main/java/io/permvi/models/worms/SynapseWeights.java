package io.permvi.models.worms;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.linalg.internal.SparseRows;
import org.ejml.data.DMatrixRMaj;

/** The weights of one evaluation, packed for products from either side; shared by the worms of a pass. */
final class SynapseWeights {
    private final SparsityPattern synapses;
    private final SparsityPattern synapsesOfTarget;
    private final int[] transposeOrder;
    private final double[] packed;
    private final double[] packedTransposed;
    private final SparseRows rows;
    private final SparseRows transposedRows;

    SynapseWeights(SparsityPattern synapses) {
        this.synapses = synapses;
        synapsesOfTarget = synapses.transpose();
        transposeOrder = synapses.transposeOrder();
        packed = new double[synapses.count()];
        packedTransposed = new double[synapses.count()];
        rows = new SparseRows(synapses.copyOfRowStarts(), synapses.copyOfColumns());
        transposedRows = new SparseRows(synapsesOfTarget.copyOfRowStarts(), synapsesOfTarget.copyOfColumns());
    }

    /** Takes the weights of a point. */
    void set(DMatrixRMaj weights) {
        synapses.gather(weights, packed, 0);
        for (int e = 0; e < packed.length; e++) {
            packedTransposed[e] = packed[transposeOrder[e]];
        }
        rows.set(packed);
        transposedRows.set(packedTransposed);
    }

    /** The neurons that act on each neuron. */
    SparsityPattern synapsesOfTarget() {
        return synapsesOfTarget;
    }

    /** The number of a synapse among those by source, from its number among those by target. */
    int synapse(int ofTarget) {
        return transposeOrder[ofTarget];
    }

    /** The weight of a synapse, by its number. */
    double value(int synapse) {
        return packed[synapse];
    }

    double sumOfSquares() {
        double squares = 0;
        for (double value : packed) {
            squares += value * value;
        }
        return squares;
    }

    /** W, for products. */
    SparseRows rows() {
        return rows;
    }

    /** W', for products. */
    SparseRows transposedRows() {
        return transposedRows;
    }
}
