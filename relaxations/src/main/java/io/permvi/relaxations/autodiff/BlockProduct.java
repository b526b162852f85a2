package io.permvi.relaxations.autodiff;

import io.permvi.relaxations.linalg.MatrixProducts;
import org.ejml.data.DMatrixRMaj;

/** Products of pairs of small matrices, stacked by rows. */
record BlockProduct(int blocks, boolean transposeLeft, boolean transposeRight) implements Operation {
    @Override
    public void forward(Var output) {
        MatrixProducts.multiplyBlocks(
                blocks,
                transposeLeft,
                transposeRight,
                1,
                output.input(0).value(),
                output.input(1).value(),
                0,
                output.value());
    }

    @Override
    public void backward(Var output) {
        Var left = output.input(0);
        Var right = output.input(1);
        DMatrixRMaj dy = output.adjoint();
        if (left.needsAdjoint()) {
            // y = op(a) op(b): d op(a) = dy op(b)', transposed once more when a was
            if (transposeLeft) {
                MatrixProducts.multiplyBlocks(blocks, transposeRight, true, 1, right.value(), dy, 1, left.adjoint());
            } else {
                MatrixProducts.multiplyBlocks(blocks, false, !transposeRight, 1, dy, right.value(), 1, left.adjoint());
            }
        }
        if (right.needsAdjoint()) {
            if (transposeRight) {
                MatrixProducts.multiplyBlocks(blocks, true, transposeLeft, 1, dy, left.value(), 1, right.adjoint());
            } else {
                MatrixProducts.multiplyBlocks(blocks, !transposeLeft, false, 1, left.value(), dy, 1, right.adjoint());
            }
        }
    }
}
