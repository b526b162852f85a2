package io.permvi.inference.factor;

import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Which places a row may take when rows are matched one after the other within a mask, such that the rows still to come
 * can all be matched. It keeps a complete matching of the open rows; a place can be chosen when the row that holds it
 * reaches a spare place along alternating paths. Owns its buffers, serves one thread. O(allowed entries) per row.
 */
final class CompletableChoices {
    private final SparsityPattern byPlace;
    private final int[] start;
    private final int[] placeOfRow;
    private final int[] rowOfPlace;
    private final boolean[] taken;
    private final boolean[] spare;
    private final int[] via;
    private final int[] queue;

    CompletableChoices(SparsityPattern allowed) {
        byPlace = allowed.transpose();
        start = new int[allowed.rows()];
        new LinearAssignment(allowed.rows(), allowed.columns())
                .maximize(new DMatrixRMaj(allowed.rows(), allowed.columns()), allowed, start);
        placeOfRow = new int[allowed.rows()];
        rowOfPlace = new int[allowed.columns()];
        taken = new boolean[allowed.columns()];
        spare = new boolean[allowed.columns()];
        via = new int[allowed.columns()];
        queue = new int[allowed.columns()];
    }

    /** Opens all rows and places. */
    void reset() {
        System.arraycopy(start, 0, placeOfRow, 0, start.length);
        Arrays.fill(rowOfPlace, -1);
        Arrays.fill(taken, false);
        for (int i = 0; i < start.length; i++) {
            rowOfPlace[start[i]] = i;
        }
    }

    /** Finds what {@link #allows} tells about this open row. */
    void prepare(int row) {
        Arrays.fill(spare, false);
        int tail = 0;
        for (int j = 0; j < taken.length; j++) {
            if (!taken[j] && (rowOfPlace[j] < 0 || rowOfPlace[j] == row)) {
                spare[j] = true;
                via[j] = -1;
                queue[tail++] = j;
            }
        }
        for (int head = 0; head < tail; head++) {
            int j = queue[head];
            for (int e = byPlace.rowStart(j); e < byPlace.rowEnd(j); e++) {
                int held = placeOfRow[byPlace.column(e)];
                // the row could move from the place that it holds to j, which makes the held place spare
                if (held >= 0 && !spare[held]) {
                    spare[held] = true;
                    via[held] = j;
                    queue[tail++] = held;
                }
            }
        }
    }

    /** Whether the prepared row may take a place. */
    boolean allows(int place) {
        return spare[place];
    }

    /** Closes the prepared row at a place that it may take; the rows that stood in the way move along their path. */
    void take(int row, int place) {
        int from = place;
        int mover = rowOfPlace[from];
        rowOfPlace[placeOfRow[row]] = -1;
        while (mover >= 0 && mover != row) {
            int to = via[from];
            int next = rowOfPlace[to];
            rowOfPlace[to] = mover;
            placeOfRow[mover] = to;
            from = to;
            mover = next;
        }
        placeOfRow[row] = -1;
        rowOfPlace[place] = -1;
        taken[place] = true;
    }
}
