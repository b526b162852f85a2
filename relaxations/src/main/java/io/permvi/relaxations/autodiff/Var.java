package io.permvi.relaxations.autodiff;

import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;

/**
 * A matrix value on a {@link Tape}, with the operations that make new ones. Shapes are checked when an operation is
 * recorded: each method throws {@code IllegalArgumentException} when they do not fit, or when the values belong to
 * different tapes. No operation modifies its inputs.
 *
 * <p>Valid until the tape is cleared.
 */
public final class Var {
    private final Tape tape;
    private final int index;
    private final DMatrixRMaj ownValue = new DMatrixRMaj(0, 0);
    private final DMatrixRMaj adjoint = new DMatrixRMaj(0, 0);
    private DMatrixRMaj value = ownValue;
    private Operation operation = Leaf.INSTANCE;
    private Var[] inputs = new Var[2];
    private int inputCount;
    private boolean needsAdjoint;
    private boolean adjointReady;
    private double scalar;
    private Object workspaceKey = "";
    private Object workspace = "";

    private enum Leaf implements Operation {
        INSTANCE;

        @Override
        public void forward(Var output) {}

        @Override
        public void backward(Var output) {}
    }

    Var(Tape tape, int index) {
        this.tape = tape;
        this.index = index;
    }

    /** The tape on which this value was recorded. */
    public Tape tape() {
        return tape;
    }

    /** The number of rows. */
    public int rows() {
        return value.numRows;
    }

    /** The number of columns. */
    public int columns() {
        return value.numCols;
    }

    /** The value; only the operation that records it may write into it. */
    public DMatrixRMaj value() {
        return value;
    }

    /**
     * The value of a scalar.
     *
     * @throws IllegalStateException when it is not 1 by 1
     */
    public double scalar() {
        if (value.numRows != 1 || value.numCols != 1) {
            throw new IllegalStateException("a scalar was asked for, but the value is " + shape());
        }
        return value.data[0];
    }

    /**
     * The adjoint: the derivative of the output of the last {@link Tape#backward} by this value. An {@link Operation}
     * adds to it in its backward pass; everyone else only reads it.
     *
     * @throws IllegalStateException before the first backward of this record, or when nothing differentiable stands
     *     before this value (see {@link #needsAdjoint})
     */
    public DMatrixRMaj adjoint() {
        if (!needsAdjoint) {
            throw new IllegalStateException("a constant has no adjoint");
        }
        if (!adjointReady) {
            throw new IllegalStateException(
                    "adjoint before backward, or of a value that was recorded after the output");
        }
        return adjoint;
    }

    /** Whether this value depends on a variable, so that the backward pass computes its adjoint. */
    public boolean needsAdjoint() {
        return needsAdjoint;
    }

    /** The number of inputs of the operation that made this value; 0 for constants and variables. */
    public int inputCount() {
        return inputCount;
    }

    /** An input of the operation that made this value. */
    public Var input(int k) {
        if (k < 0 || k >= inputCount) {
            throw new IndexOutOfBoundsException("input " + k + " of an operation with " + inputCount);
        }
        return inputs[k];
    }

    /**
     * What an operation remembers from its forward to its backward pass, or buffers that it needs. The tape keeps the
     * object with the position of this value and hands it out again as long as the key stays equal, also after {@link
     * Tape#clear}.
     *
     * @param key says for what the workspace was made: the operation's class and the sizes, for instance
     * @param type the class of the workspace
     * @param maker makes a new one
     */
    public <T> T workspace(Object key, Class<T> type, Supplier<? extends T> maker) {
        if (!type.isInstance(workspace) || !key.equals(workspaceKey)) {
            workspace = maker.get();
            workspaceKey = key;
        }
        return type.cast(workspace);
    }

    /** Entrywise sum of two matrices of one shape. */
    public Var plus(Var other) {
        return entrywise("plus", BinaryOperation.PLUS, other);
    }

    /** Entrywise difference of two matrices of one shape. */
    public Var minus(Var other) {
        return entrywise("minus", BinaryOperation.MINUS, other);
    }

    /** Entrywise product of two matrices of one shape. */
    public Var timesElementwise(Var other) {
        return entrywise("timesElementwise", BinaryOperation.TIMES, other);
    }

    /** Entrywise quotient of two matrices of one shape. */
    public Var dividedByElementwise(Var other) {
        return entrywise("dividedByElementwise", BinaryOperation.DIVIDED, other);
    }

    /** Every entry times a number. */
    public Var times(double factor) {
        return tape.record(ScalarOperation.TIMES, rows(), columns(), factor, this);
    }

    /** Every entry plus a number. */
    public Var plus(double summand) {
        return tape.record(ScalarOperation.PLUS, rows(), columns(), summand, this);
    }

    /** Every entry times a 1 by 1 value. */
    public Var scaledBy(Var factor) {
        require(factor.rows() == 1 && factor.columns() == 1, "scaledBy needs a 1 x 1 factor, got ", factor);
        return tape.record(MatrixOperation.SCALED, rows(), columns(), this, factor);
    }

    /** Every entry negated. */
    public Var negate() {
        return times(-1);
    }

    /** The matrix product, m by k times k by n. */
    public Var mult(Var right) {
        if (columns() != right.rows()) {
            throw new IllegalArgumentException("mult needs as many columns on the left as rows on the right, got "
                    + shape() + " and " + right.shape());
        }
        return tape.record(MatrixOperation.PRODUCT, rows(), right.columns(), this, right);
    }

    /** The transpose. */
    public Var transpose() {
        return tape.record(MatrixOperation.TRANSPOSE, columns(), rows(), this);
    }

    /**
     * Products of many pairs of small matrices that are stacked by rows: block t of the result is {@code op(a_t) op(b_t)},
     * where a is this value, b is {@code right}, and op transposes each block when asked.
     *
     * @param blocks the number of pairs, a divisor of the rows of both
     */
    public Var blockMult(Var right, int blocks, boolean transposeLeft, boolean transposeRight) {
        require(rows() % blocks == 0 && right.rows() % blocks == 0, "blockMult needs whole blocks, got ", right);
        int rows = transposeLeft ? columns() * blocks : rows();
        int columns = transposeRight ? right.rows() / blocks : right.columns();
        return tape.record(BlockProduct.of(transposeLeft, transposeRight), rows, columns, blocks, this, right);
    }

    /** The same entries, row after row, in another shape. */
    public Var reshaped(int rows, int columns) {
        if ((long) rows * columns != value.getNumElements()) {
            throw new IllegalArgumentException("cannot reshape " + shape() + " to " + rows + " x " + columns);
        }
        return tape.record(ScalarOperation.TIMES, rows, columns, 1, this);
    }

    /** The sum of all entries, 1 by 1. */
    public Var sum() {
        return tape.record(ReductionOperation.SUM, 1, 1, this);
    }

    /** The sum of the squares of all entries, 1 by 1. */
    public Var sumOfSquares() {
        return tape.record(ReductionOperation.SUM_OF_SQUARES, 1, 1, this);
    }

    /** The inner product of two matrices of one shape: the sum of their entrywise product, 1 by 1. */
    public Var dot(Var other) {
        Tape.requireSameShape("dot", this, other);
        return tape.record(MatrixOperation.INNER_PRODUCT, 1, 1, this, other);
    }

    /** The sum of each row, m by 1. */
    public Var rowSums() {
        return tape.record(ReductionOperation.ROW_SUMS, rows(), 1, this);
    }

    /** The sum of each column, 1 by n. */
    public Var columnSums() {
        return tape.record(ReductionOperation.COLUMN_SUMS, 1, columns(), this);
    }

    /** The logarithm of the sum of the exponentials of each row, m by 1; safe for entries of any size. */
    public Var logSumExpRows() {
        return tape.record(ReductionOperation.LOG_SUM_EXP_ROWS, rows(), 1, this);
    }

    /** A row added to every row. */
    public Var plusRow(Var row) {
        require(row.rows() == 1 && row.columns() == columns(), "plusRow needs a row of as many columns, got ", row);
        return tape.record(BroadcastOperation.PLUS_ROW, rows(), columns(), this, row);
    }

    /** A column added to every column. */
    public Var plusColumn(Var column) {
        require(
                column.columns() == 1 && column.rows() == rows(),
                "plusColumn needs a column of as many rows, got ",
                column);
        return tape.record(BroadcastOperation.PLUS_COLUMN, rows(), columns(), this, column);
    }

    /** Every row times a row, entry by entry: the product with a diagonal matrix on the right. */
    public Var timesRow(Var row) {
        require(row.rows() == 1 && row.columns() == columns(), "timesRow needs a row of as many columns, got ", row);
        return tape.record(BroadcastOperation.TIMES_ROW, rows(), columns(), this, row);
    }

    /** Every column times a column, entry by entry: the product with a diagonal matrix on the left. */
    public Var timesColumn(Var column) {
        require(
                column.columns() == 1 && column.rows() == rows(),
                "timesColumn needs a column of as many rows, got ",
                column);
        return tape.record(BroadcastOperation.TIMES_COLUMN, rows(), columns(), this, column);
    }

    /** The exponential of each entry. */
    public Var exp() {
        return entrywise(UnaryOperation.EXP);
    }

    /** The natural logarithm of each entry. */
    public Var log() {
        return entrywise(UnaryOperation.LOG);
    }

    /** The square of each entry. */
    public Var square() {
        return entrywise(UnaryOperation.SQUARE);
    }

    /** The square root of each entry. */
    public Var sqrt() {
        return entrywise(UnaryOperation.SQRT);
    }

    /** The hyperbolic tangent of each entry. */
    public Var tanh() {
        return entrywise(UnaryOperation.TANH);
    }

    /** 1 / (1 + exp(-x)) of each entry. */
    public Var sigmoid() {
        return entrywise(UnaryOperation.SIGMOID);
    }

    /** log(1 + exp(x)) of each entry, without overflow. */
    public Var softplus() {
        return entrywise(UnaryOperation.SOFTPLUS);
    }

    /** max(x, 0) of each entry; the derivative at 0 is taken as 0. */
    public Var relu() {
        return entrywise(UnaryOperation.RELU);
    }

    private Var entrywise(UnaryOperation unary) {
        return tape.record(unary, rows(), columns(), this);
    }

    private Var entrywise(String name, BinaryOperation binary, Var other) {
        Tape.requireSameShape(name, this, other);
        return tape.record(binary, rows(), columns(), this, other);
    }

    private void require(boolean fits, String message, Var other) {
        if (!fits) {
            throw new IllegalArgumentException(message + other.shape() + " for " + shape());
        }
    }

    String shape() {
        return value.numRows + " x " + value.numCols;
    }

    int index() {
        return index;
    }

    double constantScalar() {
        return scalar;
    }

    boolean isVariable() {
        return operation == Leaf.INSTANCE && needsAdjoint;
    }

    void becomeLeaf(DMatrixRMaj matrix, boolean variable) {
        value = matrix;
        operation = Leaf.INSTANCE;
        inputCount = 0;
        needsAdjoint = variable;
        adjointReady = false;
    }

    void become(Operation made, int rows, int columns, double constant) {
        value = Tape.fit(ownValue, rows, columns);
        operation = made;
        inputCount = 0;
        needsAdjoint = false;
        adjointReady = false;
        scalar = constant;
    }

    void addInput(Var input) {
        if (inputCount == inputs.length) {
            inputs = java.util.Arrays.copyOf(inputs, 2 * inputs.length);
        }
        inputs[inputCount++] = input;
        needsAdjoint |= input.needsAdjoint;
    }

    void resetAdjoint(boolean wanted) {
        adjointReady = needsAdjoint && wanted;
        if (adjointReady) {
            Tape.zero(Tape.fit(adjoint, rows(), columns()));
        }
    }

    DMatrixRMaj adjointBuffer() {
        return adjoint;
    }

    void pullBack() {
        if (needsAdjoint && inputCount > 0) {
            operation.backward(this);
        }
    }
}
