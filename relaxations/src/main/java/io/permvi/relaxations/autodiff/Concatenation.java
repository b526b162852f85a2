package io.permvi.relaxations.autodiff;

/** Matrices below one another, or side by side. */
enum Concatenation implements Operation {
    ROWS,
    COLUMNS;

    private interface BlockVisitor {
        void accept(BlockCopy copy, Var input);
    }

    @Override
    public void forward(Var output) {
        forEachBlock(output, (copy, input) -> copy.copy(output, input, input.rows(), input.columns()));
    }

    @Override
    public void backward(Var output) {
        forEachBlock(output, (copy, input) -> {
            if (input.needsAdjoint()) {
                copy.pullBack(output, input, input.rows(), input.columns());
            }
        });
    }

    private void forEachBlock(Var output, BlockVisitor visitor) {
        int at = 0;
        for (int k = 0; k < output.inputCount(); k++) {
            Var input = output.input(k);
            visitor.accept(this == ROWS ? new BlockCopy(0, 0, at, 0) : new BlockCopy(0, 0, 0, at), input);
            at += this == ROWS ? input.rows() : input.columns();
        }
    }

    /** Records the concatenation of values that fit. */
    Var record(Tape tape, Var... parts) {
        int rows = 0;
        int columns = 0;
        for (Var part : parts) {
            boolean fits = this == ROWS ? part.columns() == parts[0].columns() : part.rows() == parts[0].rows();
            if (!fits) {
                throw new IllegalArgumentException("parts need equally many " + (this == ROWS ? "columns" : "rows")
                        + ", got " + parts[0].shape() + " and " + part.shape());
            }
            rows = this == ROWS ? rows + part.rows() : part.rows();
            columns = this == COLUMNS ? columns + part.columns() : part.columns();
        }
        return tape.record(this, rows, columns, parts);
    }
}
