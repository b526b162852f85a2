package io.permvi.relaxations.autodiff;

/** Copies a block of one input to where it belongs; what it does not reach is left as it is. */
record BlockCopy(int fromRow, int fromColumn, int toRow, int toColumn) implements Operation {

    @Override
    public void forward(Var output) {
        copy(output, output.input(0), output.rows(), output.columns());
    }

    @Override
    public void backward(Var output) {
        pullBack(output, output.input(0), output.rows(), output.columns());
    }

    void copy(Var output, Var input, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(
                    input.value().data,
                    (fromRow + i) * input.columns() + fromColumn,
                    output.value().data,
                    (toRow + i) * output.columns() + toColumn,
                    columns);
        }
    }

    void pullBack(Var output, Var input, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            int from = (fromRow + i) * input.columns() + fromColumn;
            int to = (toRow + i) * output.columns() + toColumn;
            for (int j = 0; j < columns; j++) {
                input.adjoint().data[from + j] += output.adjoint().data[to + j];
            }
        }
    }
}
