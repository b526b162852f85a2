package io.permvi.relaxations.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Matrix-level reverse-mode differentiation. Expressions are evaluated and recorded as they are written; {@link
 * #backward} then walks the record from its end and leaves the gradient in the adjoints of the variables.
 *
 * <pre>{@code
 * tape.clear();
 * Var w = tape.variable(weights);
 * Var y = tape.constant(x).mult(w).tanh().sumOfSquares();
 * tape.backward(y);
 * DMatrixRMaj gradient = w.adjoint();
 * }</pre>
 *
 * <p>The record is made afresh after every {@link #clear}, so it may differ from call to call; only the buffers are
 * reused, by position. Once the largest shapes have been seen, no matrix is allocated. All {@link Var}s and the matrices
 * they hand out are valid until the next {@link #clear}.
 *
 * <p>For one thread. Cost: a backward pass takes about twice the time of the recording, plus one write of each adjoint.
 */
public final class Tape {
    private final List<Var> nodes = new ArrayList<>();
    private int size;

    /** An empty tape. */
    public Tape() {}

    /**
     * A matrix with no derivative; it is read in place, not copied.
     *
     * @param matrix must stay unchanged until the last {@link #backward}. Not modified.
     */
    public Var constant(DMatrixRMaj matrix) {
        Var node = next();
        node.becomeLeaf(matrix, false);
        return node;
    }

    /** The numbers as a column with no derivative, copied; a single one is 1 by 1. */
    public Var constant(double... column) {
        return constant(new DMatrixRMaj(column.length, 1, true, column.clone()));
    }

    /** The rows of numbers as a matrix with no derivative, copied. */
    public Var constant(double[][] rows) {
        return constant(new DMatrixRMaj(rows));
    }

    /** Values of equally many columns, below one another. */
    public Var stacked(Var... parts) {
        return Concatenation.ROWS.record(this, parts);
    }

    /** Values of equally many rows, side by side. */
    public Var sideBySide(Var... parts) {
        return Concatenation.COLUMNS.record(this, parts);
    }

    /**
     * A matrix to differentiate by; it is read in place, not copied.
     *
     * @param matrix must stay unchanged until the last {@link #backward}. Not modified.
     */
    public Var variable(DMatrixRMaj matrix) {
        Var node = next();
        node.becomeLeaf(matrix, true);
        return node;
    }

    /**
     * Evaluates an operation and records it; the way by which every operation, of the library or of its users, arrives.
     *
     * @param rows rows of the output
     * @param columns columns of the output
     * @param inputs values of this tape, recorded since the last {@link #clear}
     * @throws IllegalArgumentException when an input belongs to another tape, or stood where nothing is recorded now
     *     (values are reused by position, so one kept over a {@link #clear} may also be another value by now)
     */
    public Var record(Operation operation, int rows, int columns, Var... inputs) {
        for (Var input : inputs) {
            require(input);
        }
        Var node = next();
        node.become(operation, rows, columns, 0);
        for (Var input : inputs) {
            node.addInput(input);
        }
        operation.forward(node);
        return node;
    }

    /** {@link #record(Operation, int, int, Var...)} with one input, without an array. */
    public Var record(Operation operation, int rows, int columns, Var input) {
        return record(operation, rows, columns, 0, input);
    }

    /** {@link #record(Operation, int, int, Var...)} with two inputs, without an array. */
    public Var record(Operation operation, int rows, int columns, Var first, Var second) {
        require(first);
        require(second);
        Var node = next();
        node.become(operation, rows, columns, 0);
        node.addInput(first);
        node.addInput(second);
        operation.forward(node);
        return node;
    }

    Var record(Operation operation, int rows, int columns, double scalar, Var input) {
        require(input);
        Var node = next();
        node.become(operation, rows, columns, scalar);
        node.addInput(input);
        operation.forward(node);
        return node;
    }

    /** Forgets the record; buffers are kept for the next one. */
    public void clear() {
        size = 0;
    }

    /**
     * The gradient of a scalar: afterwards {@link Var#adjoint} of each variable is the derivative of {@code scalar} by
     * it. Adjoints of earlier calls are overwritten.
     *
     * @param scalar a 1 by 1 value of this tape
     * @throws IllegalStateException when nothing has been recorded since the last {@link #clear}
     * @throws IllegalArgumentException when it is not 1 by 1 or not of this record
     */
    public void backward(Var scalar) {
        if (size == 0) {
            throw new IllegalStateException("backward before anything was recorded");
        }
        require(scalar);
        if (scalar.rows() != 1 || scalar.columns() != 1) {
            throw new IllegalArgumentException("the gradient of a scalar was asked for, but the value is "
                    + scalar.shape() + "; take its inner product with the adjoint of the output");
        }
        // of the whole record, so that what does not reach the output has gradient zero
        for (int i = 0; i < size; i++) {
            Var node = nodes.get(i);
            node.resetAdjoint(i <= scalar.index() || node.isVariable());
        }
        if (scalar.needsAdjoint()) {
            scalar.adjointBuffer().data[0] = 1;
            for (int i = scalar.index(); i >= 0; i--) {
                nodes.get(i).pullBack();
            }
        }
    }

    private Var next() {
        if (size == nodes.size()) {
            nodes.add(new Var(this, size));
        }
        return nodes.get(size++);
    }

    boolean holds(Var var) {
        return var.tape() == this && var.index() < size;
    }

    private void require(Var var) {
        if (!holds(var)) {
            throw new IllegalArgumentException(
                    var.tape() == this
                            ? "a value recorded before the tape was cleared cannot be used after"
                            : "a value of another tape cannot be used here");
        }
    }

    /** Makes sure that two inputs have one shape. */
    static void requireSameShape(String operation, Var a, Var b) {
        if (a.rows() != b.rows() || a.columns() != b.columns()) {
            throw new IllegalArgumentException(
                    operation + " needs two values of one shape, got " + a.shape() + " and " + b.shape());
        }
    }

    /** A matrix of at least this capacity with exactly this shape: the old one if it is large enough. */
    static DMatrixRMaj fit(DMatrixRMaj matrix, int rows, int columns) {
        matrix.reshape(rows, columns);
        return matrix;
    }

    static void zero(DMatrixRMaj matrix) {
        Arrays.fill(matrix.data, 0, matrix.numRows * matrix.numCols, 0);
    }
}
