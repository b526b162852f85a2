package io.permvi.relaxations.autodiff;

/**
 * A matrix value on a {@link Tape}, with the operations that make new ones. Shapes are checked when an operation is
 * recorded: each method throws {@code IllegalArgumentException} when they do not fit, or when the values belong to
 * different tapes. No operation modifies its inputs.
 *
 * <p>Valid until the tape is cleared.
 */
public final class Var extends Node {
    Var(Tape tape, int index) {
        super(tape, index);
    }

    @Override
    Var self() {
        return this;
    }

    /** Entrywise sum of two matrices of one shape, or of one and a 1 by 1 value. */
    public Var plus(Var other) {
        return entrywise("plus", BinaryOperation.PLUS, other);
    }

    /** Entrywise difference of two matrices of one shape, or of one and a 1 by 1 value. */
    public Var minus(Var other) {
        return entrywise("minus", BinaryOperation.MINUS, other);
    }

    /** Entrywise product of two matrices of one shape, or of one and a 1 by 1 value. */
    public Var timesElementwise(Var other) {
        return entrywise("timesElementwise", BinaryOperation.TIMES, other);
    }

    /** Entrywise quotient of two matrices of one shape, or of one and a 1 by 1 value. */
    public Var dividedByElementwise(Var other) {
        return entrywise("dividedByElementwise", BinaryOperation.DIVIDED, other);
    }

    /** Every entry times a number. */
    public Var times(double factor) {
        return tape().record(ScalarOperation.TIMES, rows(), columns(), factor, this);
    }

    /** Every entry plus a number. */
    public Var plus(double summand) {
        return tape().record(ScalarOperation.PLUS, rows(), columns(), summand, this);
    }

    /** Every entry times a 1 by 1 value. */
    public Var scaledBy(Var factor) {
        require(factor.rows() == 1 && factor.columns() == 1, "scaledBy needs a 1 x 1 factor, got ", factor);
        return tape().record(MatrixOperation.SCALED, rows(), columns(), this, factor);
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
        return tape().record(MatrixOperation.PRODUCT, rows(), right.columns(), this, right);
    }

    /** The transpose. */
    public Var transpose() {
        return tape().record(MatrixOperation.TRANSPOSE, columns(), rows(), this);
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
        return tape().record(new BlockProduct(blocks, transposeLeft, transposeRight), rows, columns, this, right);
    }

    /** The same entries, row after row, in another shape. */
    public Var reshaped(int rows, int columns) {
        if ((long) rows * columns != value().getNumElements()) {
            throw new IllegalArgumentException("cannot reshape " + shape() + " to " + rows + " x " + columns);
        }
        return tape().record(ScalarOperation.TIMES, rows, columns, 1, this);
    }

    /** The sum of all entries, 1 by 1. */
    public Var sum() {
        return tape().record(ReductionOperation.SUM, 1, 1, this);
    }

    /** The sum of the squares of all entries, 1 by 1. */
    public Var sumOfSquares() {
        return tape().record(ReductionOperation.SUM_OF_SQUARES, 1, 1, this);
    }

    /** The inner product of two matrices of one shape: the sum of their entrywise product, 1 by 1. */
    public Var dot(Var other) {
        Tape.requireSameShape("dot", this, other);
        return tape().record(MatrixOperation.INNER_PRODUCT, 1, 1, this, other);
    }

    /** The sum of each row, m by 1. */
    public Var rowSums() {
        return tape().record(ReductionOperation.ROW_SUMS, rows(), 1, this);
    }

    /** The sum of each column, 1 by n. */
    public Var columnSums() {
        return tape().record(ReductionOperation.COLUMN_SUMS, 1, columns(), this);
    }

    /** The logarithm of the sum of the exponentials of each row, m by 1; safe for entries of any size. */
    public Var logSumExpRows() {
        return tape().record(ReductionOperation.LOG_SUM_EXP_ROWS, rows(), 1, this);
    }

    /**
     * {@code |a_i - b_j|^2} of each row of this and each row of another, m by n.
     *
     * @param other n rows of as many columns
     */
    public Var squaredDistances(Var other) {
        return mult(other.transpose())
                .times(-2)
                .plusRow(other.square().rowSums().transpose())
                .plusColumn(square().rowSums());
    }

    /** A row added to every row. */
    public Var plusRow(Var row) {
        require(row.rows() == 1 && row.columns() == columns(), "plusRow needs a row of as many columns, got ", row);
        return tape().record(BroadcastOperation.PLUS_ROW, rows(), columns(), this, row);
    }

    /** A column added to every column. */
    public Var plusColumn(Var column) {
        require(
                column.columns() == 1 && column.rows() == rows(),
                "plusColumn needs a column of as many rows, got ",
                column);
        return tape().record(BroadcastOperation.PLUS_COLUMN, rows(), columns(), this, column);
    }

    /** Every row times a row, entry by entry: the product with a diagonal matrix on the right. */
    public Var timesRow(Var row) {
        require(row.rows() == 1 && row.columns() == columns(), "timesRow needs a row of as many columns, got ", row);
        return tape().record(BroadcastOperation.TIMES_ROW, rows(), columns(), this, row);
    }

    /** Every column times a column, entry by entry: the product with a diagonal matrix on the left. */
    public Var timesColumn(Var column) {
        require(
                column.columns() == 1 && column.rows() == rows(),
                "timesColumn needs a column of as many rows, got ",
                column);
        return tape().record(BroadcastOperation.TIMES_COLUMN, rows(), columns(), this, column);
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

    /** log(1 + x) of each entry, exact for small x. */
    public Var log1p() {
        return entrywise(UnaryOperation.LOG1P);
    }

    /** exp(x) - 1 of each entry, exact for small x. */
    public Var expm1() {
        return entrywise(UnaryOperation.EXPM1);
    }

    /** The absolute value of each entry; the derivative at 0 is taken as 0. */
    public Var abs() {
        return entrywise(UnaryOperation.ABS);
    }

    /** log Gamma(x) of each entry, which must be above 0. */
    public Var logGamma() {
        return entrywise(UnaryOperation.LOG_GAMMA);
    }

    /** Each entry to a power. */
    public Var pow(double exponent) {
        return tape().record(ScalarOperation.POWER, rows(), columns(), exponent, this);
    }

    /** Each entry, but at least a number; where it is less, the derivative is 0. */
    public Var max(double least) {
        return tape().record(ScalarOperation.MAXIMUM, rows(), columns(), least, this);
    }

    /** Each entry, but at most a number; where it is more, the derivative is 0. */
    public Var min(double most) {
        return tape().record(ScalarOperation.MINIMUM, rows(), columns(), most, this);
    }

    /** Each entry, but between two numbers; outside, the derivative is 0. */
    public Var clip(double least, double most) {
        return max(least).min(most);
    }

    /** The larger of each two entries; where they are equal, the derivative is that of this value. */
    public Var max(Var other) {
        return entrywise("max", BinaryOperation.MAXIMUM, other);
    }

    /** The smaller of each two entries; where they are equal, the derivative is that of this value. */
    public Var min(Var other) {
        return entrywise("min", BinaryOperation.MINIMUM, other);
    }

    /** The logarithm of the softmax of each row. */
    public Var logSoftmaxRows() {
        return plusColumn(logSumExpRows().negate());
    }

    /** The softmax of each row. */
    public Var softmaxRows() {
        return logSoftmaxRows().exp();
    }

    /** The sums of each row's entries up to each of them. */
    public Var cumulativeSums() {
        return tape().record(ReductionOperation.CUMULATIVE_SUMS, rows(), columns(), this);
    }

    /** The block of so many rows and columns that starts at a row and a column. */
    public Var slice(int firstRow, int firstColumn, int rows, int columns) {
        if (firstRow < 0
                || firstColumn < 0
                || rows < 0
                || columns < 0
                || firstRow + rows > rows()
                || firstColumn + columns > columns()) {
            throw new IllegalArgumentException("a slice of " + rows + " x " + columns + " at " + firstRow + ", "
                    + firstColumn + " does not lie in " + shape());
        }
        return tape().record(new BlockCopy(firstRow, firstColumn, 0, 0), rows, columns, this);
    }

    /** The diagonal of a square matrix as a column. */
    public Var diagonal() {
        require(rows() == columns(), "diagonal needs a square matrix, got ", this);
        return tape().record(ReductionOperation.DIAGONAL, rows(), 1, this);
    }

    /** The lower triangular L of {@code L L' = (A + A') / 2}; NaN where that is not positive definite. */
    public Var cholesky() {
        require(rows() == columns(), "cholesky needs a square matrix, got ", this);
        return tape().record(LinearOperation.CHOLESKY, rows(), columns(), this);
    }

    /** The solution x of {@code A x = b}; NaN where A is singular. */
    public Var solve(Var right) {
        require(
                rows() == columns() && right.rows() == rows(),
                "solve needs a square matrix and as many rows, got ",
                right);
        return tape().record(LinearOperation.SOLVE, rows(), right.columns(), this, right);
    }

    /** log |det A|; minus infinity, with adjoints that are not finite, where A is singular. */
    public Var logDeterminant() {
        require(rows() == columns(), "logDeterminant needs a square matrix, got ", this);
        return tape().record(LinearOperation.LOG_DETERMINANT, 1, 1, this);
    }

    /** A 1 by 1 value at each entry of a matrix of a shape. */
    public Var spread(int rows, int columns) {
        require(isScalar(), "spread needs a 1 x 1 value, got ", this);
        return tape().record(BroadcastOperation.SPREAD, rows, columns, this);
    }

    private boolean isScalar() {
        return rows() == 1 && columns() == 1;
    }

    private Var entrywise(UnaryOperation unary) {
        return tape().record(unary, rows(), columns(), this);
    }

    private Var entrywise(String name, BinaryOperation binary, Var other) {
        Var left = isScalar() && !other.isScalar() ? spread(other.rows(), other.columns()) : this;
        Var right = other.isScalar() && !isScalar() ? other.spread(rows(), columns()) : other;
        Tape.requireSameShape(name, left, right);
        return tape().record(binary, left.rows(), left.columns(), left, right);
    }

    private void require(boolean fits, String message, Var other) {
        if (!fits) {
            throw new IllegalArgumentException(message + other.shape() + " for " + shape());
        }
    }
}
