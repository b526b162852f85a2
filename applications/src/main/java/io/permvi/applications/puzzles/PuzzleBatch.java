package io.permvi.applications.puzzles;

import org.ejml.data.DMatrixRMaj;

/**
 * A minibatch of puzzles whose pieces fill a grid. All matrices are read in place, not copied.
 *
 * @param rows rows of the grid; places are counted row by row
 * @param columns columns of the grid
 * @param pieces a row of features for each piece, the puzzles one after the other
 * @param after what a piece shows to the piece after it: first the right sides of all pieces, then all lower sides
 * @param before what a piece shows to the piece before it: first the left sides of all pieces, then all upper sides
 */
public record PuzzleBatch(int rows, int columns, DMatrixRMaj pieces, DMatrixRMaj after, DMatrixRMaj before) {
    /** Checks that shapes agree. */
    public PuzzleBatch {
        if (rows < 1 || columns < 1 || pieces.numRows % (rows * columns) != 0) {
            throw new IllegalArgumentException(
                    pieces.numRows + " pieces do not fill grids of " + rows + " x " + columns);
        }
        boolean fits = after.numRows == 2 * pieces.numRows
                && before.numRows == 2 * pieces.numRows
                && after.numCols == before.numCols;
        if (!fits) {
            throw new IllegalArgumentException("sides of " + pieces.numRows + " pieces must be two matrices with "
                    + 2 * pieces.numRows + " rows and equal columns, got " + after.numRows + " x " + after.numCols
                    + " and " + before.numRows + " x " + before.numCols);
        }
    }

    /** The number of pieces of a puzzle. */
    public int size() {
        return rows * columns;
    }

    /** The number of puzzles. */
    public int puzzles() {
        return pieces.numRows / size();
    }
}
