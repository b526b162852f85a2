package io.permvi.relaxations.autodiff;

import java.util.Arrays;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;

/** What a value on a tape remembers: where it came from, its matrix and its adjoint. */
abstract class Node {
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

    Node(Tape tape, int index) {
        this.tape = tape;
        this.index = index;
    }

    /** The tape on which this value was recorded. */
    public final Tape tape() {
        return tape;
    }

    /** The number of rows. */
    public final int rows() {
        return value.numRows;
    }

    /** The number of columns. */
    public final int columns() {
        return value.numCols;
    }

    /** The value; only the operation that records it may write into it. */
    public final DMatrixRMaj value() {
        return value;
    }

    /**
     * The value of a scalar.
     *
     * @throws IllegalStateException when it is not 1 by 1
     */
    public final double scalar() {
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
    public final DMatrixRMaj adjoint() {
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
    public final boolean needsAdjoint() {
        return needsAdjoint;
    }

    /** The number of inputs of the operation that made this value; 0 for constants and variables. */
    public final int inputCount() {
        return inputCount;
    }

    /** An input of the operation that made this value. */
    public final Var input(int k) {
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
    public final <T> T workspace(Object key, Class<T> type, Supplier<? extends T> maker) {
        if (!type.isInstance(workspace) || !key.equals(workspaceKey)) {
            workspace = maker.get();
            workspaceKey = key;
        }
        return type.cast(workspace);
    }

    final String shape() {
        return value.numRows + " x " + value.numCols;
    }

    final int index() {
        return index;
    }

    final double constantScalar() {
        return scalar;
    }

    final boolean isVariable() {
        return operation == Leaf.INSTANCE && needsAdjoint;
    }

    final void becomeLeaf(DMatrixRMaj matrix, boolean variable) {
        value = matrix;
        operation = Leaf.INSTANCE;
        inputCount = 0;
        needsAdjoint = variable;
        adjointReady = false;
    }

    final void become(Operation made, int rows, int columns, double constant) {
        value = Tape.fit(ownValue, rows, columns);
        operation = made;
        inputCount = 0;
        needsAdjoint = false;
        adjointReady = false;
        scalar = constant;
    }

    final void addInput(Var input) {
        if (inputCount == inputs.length) {
            inputs = Arrays.copyOf(inputs, 2 * inputs.length);
        }
        inputs[inputCount++] = input;
        needsAdjoint |= input.needsAdjoint();
    }

    final void resetAdjoint(boolean wanted) {
        adjointReady = needsAdjoint && wanted;
        if (adjointReady) {
            Tape.zero(Tape.fit(adjoint, rows(), columns()));
        }
    }

    final DMatrixRMaj adjointBuffer() {
        return adjoint;
    }

    abstract Var self();

    final void pullBack() {
        if (needsAdjoint && inputCount > 0) {
            operation.backward(self());
        }
    }
}
