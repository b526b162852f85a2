package io.permvi.inference.networks;

import io.permvi.relaxations.autodiff.Operation;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.linalg.MatrixProducts;
import org.ejml.data.DMatrixRMaj;

/** activation(x W + b) in one node, so that a large batch is written and read once. Inputs: x, W, b (a row). */
record DenseOperation(Activation activation) implements Operation {

    @Override
    public void forward(Var output) {
        DMatrixRMaj y = output.value();
        MatrixProducts.multiply(output.input(0).value(), output.input(1).value(), y);
        double[] bias = output.input(2).value().data;
        int n = y.numCols;
        for (int from = 0; from < y.getNumElements(); from += n) {
            for (int j = 0; j < n; j++) {
                y.data[from + j] += bias[j];
            }
            activation.apply(y.data, from, from + n);
        }
    }

    @Override
    public void backward(Var output) {
        DMatrixRMaj y = output.value();
        DMatrixRMaj slope = output.workspace("dense", DMatrixRMaj.class, () -> new DMatrixRMaj(0, 0));
        slope.reshape(y.numRows, y.numCols);
        System.arraycopy(output.adjoint().data, 0, slope.data, 0, y.getNumElements());
        activation.timesSlope(y.data, slope.data, y.getNumElements());
        Var x = output.input(0);
        Var weights = output.input(1);
        if (x.needsAdjoint()) {
            MatrixProducts.multiply(false, true, 1, slope, weights.value(), 1, x.adjoint());
        }
        if (weights.needsAdjoint()) {
            MatrixProducts.multiply(true, false, 1, x.value(), slope, 1, weights.adjoint());
        }
        if (output.input(2).needsAdjoint()) {
            addColumnSums(slope, output.input(2).adjoint().data);
        }
    }

    private static void addColumnSums(DMatrixRMaj matrix, double[] sums) {
        int n = matrix.numCols;
        for (int from = 0; from < matrix.getNumElements(); from += n) {
            for (int j = 0; j < n; j++) {
                sums[j] += matrix.data[from + j];
            }
        }
    }
}
