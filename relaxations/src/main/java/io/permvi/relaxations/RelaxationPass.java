package io.permvi.relaxations;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Space;
import org.ejml.data.DMatrixRMaj;

/**
 * The frame of a pass: it checks shapes, the temperature and that a forward came before, so that a construction writes
 * its map and pullback only.
 */
public abstract class RelaxationPass implements Relaxation.Pass {
    /** The m by n entries that may be one. */
    protected final SparsityPattern allowed;

    private final int inputRows;
    private final int inputColumns;
    private double temperature;

    /**
     * @param relaxation whose pass it is
     * @param space that it serves
     */
    protected RelaxationPass(Relaxation relaxation, Space space) {
        allowed = space.allowed();
        inputRows = relaxation.inputRows(space);
        inputColumns = relaxation.inputColumns(space);
    }

    /**
     * x = map of psi.
     *
     * @param psi input rows by input columns; entries that are not allowed are not to be read. Not modified.
     * @param temperature one that {@link #requireTemperature} took
     * @param x items by places; entries that are not allowed are to become 0. Modified.
     */
    protected abstract void map(DMatrixRMaj psi, double temperature, DMatrixRMaj x);

    /**
     * The gradient with respect to psi at the point of the last map, of which nothing but what this class kept is left.
     *
     * @param xAdjoint items by places. Not modified.
     * @param temperature that of the last map
     * @param psiAdjoint input rows by input columns, to be overwritten; 0 where not allowed. Modified.
     */
    protected abstract void pullBack(DMatrixRMaj xAdjoint, double temperature, DMatrixRMaj psiAdjoint);

    /**
     * Checks a temperature: above 0 and finite unless overridden.
     *
     * @throws IllegalArgumentException when it is not served
     */
    protected void requireTemperature(double temperature) {
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("temperature must be above 0 and finite, got " + temperature);
        }
    }

    @Override
    public final void forward(DMatrixRMaj psi, double temperature, DMatrixRMaj x) {
        requireTemperature(temperature);
        requireInput("psi", psi);
        requireValue("x", x);
        map(psi, temperature, x);
        this.temperature = temperature;
    }

    @Override
    public final void backward(DMatrixRMaj xAdjoint, DMatrixRMaj psiAdjoint) {
        requireBackward(xAdjoint, psiAdjoint);
        pullBack(xAdjoint, temperature, psiAdjoint);
    }

    final void requireBackward(DMatrixRMaj xAdjoint, DMatrixRMaj psiAdjoint) {
        lastTemperature();
        requireValue("xAdjoint", xAdjoint);
        requireInput("psiAdjoint", psiAdjoint);
    }

    /** The temperature of the last forward. */
    final double lastTemperature() {
        if (temperature == 0) {
            throw new IllegalStateException("the relaxation has no point yet: call forward first");
        }
        return temperature;
    }

    final void requireInput(String name, DMatrixRMaj matrix) {
        requireShape(name, matrix, inputRows, inputColumns);
    }

    final void requireValue(String name, DMatrixRMaj matrix) {
        requireShape(name, matrix, allowed.rows(), allowed.columns());
    }

    private static void requireShape(String name, DMatrixRMaj matrix, int rows, int columns) {
        if (matrix.numRows != rows || matrix.numCols != columns) {
            throw new IllegalArgumentException(
                    name + " must be " + rows + " x " + columns + ", got " + matrix.numRows + " x " + matrix.numCols);
        }
    }
}
