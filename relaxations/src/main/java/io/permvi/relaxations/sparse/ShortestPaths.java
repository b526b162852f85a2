package io.permvi.relaxations.sparse;

import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import java.util.Arrays;

/**
 * The search of {@link SparseAssignment} in one component. Columns have prices; a row sees each of its pairs at {@code
 * price - score} and, where it may stay alone, that at 0. Rows take their cheapest offer one after the other; where it is
 * taken, the shortest path to a free column, or to a row that gives up its own, moves the matches.
 */
final class ShortestPaths {
    private final SparseScores scores;
    private final boolean partial;
    private final int[] pairOfRow;
    private final int[] pairOfColumn;
    private final double[] price;
    private final double[] distance;
    private final int[] previous;

    private int[] heapColumn = new int[16];
    private double[] heapKey = new double[16];
    private int heapSize;
    private int[] touched = new int[16];
    private int touchedCount;
    private int[] done = new int[16];
    private int doneCount;
    /** The end of the shortest path so far: the pair to a free column, or -1 with the row that stays alone. */
    private int endPair;

    private int endRow;
    private double endDistance;

    ShortestPaths(
            SparseScores scores,
            boolean partial,
            int[] pairOfRow,
            int[] pairOfColumn,
            double[] price,
            double[] distance,
            int[] previous) {
        this.scores = scores;
        this.partial = partial;
        this.pairOfRow = pairOfRow;
        this.pairOfColumn = pairOfColumn;
        this.price = price;
        this.distance = distance;
        this.previous = previous;
    }

    void solve(Components components, int c) {
        for (int k = 0; k < components.nodeCount(c); k++) {
            int node = components.node(c, k);
            if (node < scores.rows() && !takeFree(node)) {
                augment(node);
            }
        }
    }

    /** Gives a row its cheapest offer if nobody has it; whether that settles the row. */
    private boolean takeFree(int row) {
        int best = -1;
        double least = partial ? 0 : Double.POSITIVE_INFINITY;
        for (int e = scores.rowStart(row); e < scores.rowStart(row + 1); e++) {
            double reduced = price[scores.column(e)] - scores.value(e);
            if (reduced < least) {
                least = reduced;
                best = e;
            }
        }
        if (best < 0) {
            return true;
        }
        if (pairOfColumn[scores.column(best)] >= 0) {
            return false;
        }
        match(row, best);
        return true;
    }

    private void match(int row, int pair) {
        pairOfRow[row] = pair;
        pairOfColumn[scores.column(pair)] = pair;
    }

    private void augment(int start) {
        heapSize = 0;
        touchedCount = 0;
        doneCount = 0;
        endPair = -1;
        endRow = -1;
        endDistance = Double.POSITIVE_INFINITY;
        relax(start, 0, Double.NEGATIVE_INFINITY);
        while (heapSize > 0 && heapKey[0] < endDistance) {
            double key = heapKey[0];
            int column = pop();
            if (key > distance[column]) {
                continue;
            }
            done = grow(done, doneCount);
            done[doneCount++] = column;
            int pair = pairOfColumn[column];
            relax(scores.row(pair), key - (price[column] - scores.value(pair)), key);
        }
        if (endDistance == Double.POSITIVE_INFINITY) {
            throw stuck(start);
        }
        for (int k = 0; k < doneCount; k++) {
            price[done[k]] += endDistance - distance[done[k]];
        }
        follow(start);
        for (int k = 0; k < touchedCount; k++) {
            distance[touched[k]] = Double.POSITIVE_INFINITY;
        }
    }

    /**
     * Looks along the pairs of a row that is reached at an offset. No path ends before {@code least}, the distance of the
     * last column; what rounding puts below it must not reopen a column that is done.
     */
    private void relax(int row, double offset, double least) {
        if (partial && offset < endDistance) {
            endDistance = offset;
            endPair = -1;
            endRow = row;
        }
        int own = pairOfRow[row];
        for (int e = scores.rowStart(row); e < scores.rowStart(row + 1); e++) {
            int column = scores.column(e);
            double reached = Math.max(least, (price[column] - scores.value(e)) + offset);
            if (e == own || !(reached < endDistance) || !(reached < distance[column])) {
                continue;
            }
            if (pairOfColumn[column] < 0) {
                endDistance = reached;
                endPair = e;
                endRow = row;
            } else {
                if (distance[column] == Double.POSITIVE_INFINITY) {
                    touched = grow(touched, touchedCount);
                    touched[touchedCount++] = column;
                }
                distance[column] = reached;
                previous[column] = e;
                push(column, reached);
            }
        }
    }

    /** Shifts the matches along the path from its end to the row that started it. */
    private void follow(int start) {
        int row = endRow;
        int pair = endPair;
        while (true) {
            int given = pairOfRow[row];
            if (pair < 0) {
                pairOfRow[row] = -1;
            } else {
                match(row, pair);
            }
            if (row == start) {
                return;
            }
            // the column that this row gives up goes to the row that reached it
            pair = previous[scores.column(given)];
            row = scores.row(pair);
        }
    }

    private InfeasibleMatchingException stuck(int start) {
        int[] rows = new int[doneCount + 1];
        rows[0] = start;
        for (int k = 0; k < doneCount; k++) {
            rows[k + 1] = scores.row(pairOfColumn[done[k]]);
        }
        int[] columns = Arrays.copyOf(done, doneCount);
        Arrays.sort(rows);
        Arrays.sort(columns);
        return new InfeasibleMatchingException(rows, columns);
    }

    private static int[] grow(int[] list, int count) {
        return count < list.length ? list : Arrays.copyOf(list, 2 * count);
    }

    private void push(int column, double key) {
        if (heapSize == heapKey.length) {
            heapColumn = Arrays.copyOf(heapColumn, 2 * heapSize);
            heapKey = Arrays.copyOf(heapKey, 2 * heapSize);
        }
        int at = heapSize++;
        while (at > 0 && heapKey[(at - 1) / 2] > key) {
            heapKey[at] = heapKey[(at - 1) / 2];
            heapColumn[at] = heapColumn[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heapKey[at] = key;
        heapColumn[at] = column;
    }

    private int pop() {
        int top = heapColumn[0];
        double key = heapKey[--heapSize];
        int column = heapColumn[heapSize];
        int at = 0;
        while (2 * at + 1 < heapSize) {
            int child = 2 * at + 1;
            if (child + 1 < heapSize && heapKey[child + 1] < heapKey[child]) {
                child++;
            }
            if (heapKey[child] >= key) {
                break;
            }
            heapKey[at] = heapKey[child];
            heapColumn[at] = heapColumn[child];
            at = child;
        }
        heapKey[at] = key;
        heapColumn[at] = column;
        return top;
    }
}
