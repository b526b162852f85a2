package io.permvi.relaxations.assignment;

/**
 * Shortest paths over candidate lists, for long rows: a path grows along the listed entries only, and a row's other
 * entries are looked at when their bound says that one of them might be shorter. So every path is a shortest one of the
 * full problem.
 */
final class ListedShortestPaths extends ShortestPathMatching {
    private final CandidateLists candidates;
    private final ColumnHeap heap;
    /** The score of the entry that matches each column. */
    private final double[] matchedScore;

    private final int[] predecessor;
    private final int[] scannedRow;
    private final double[] scannedOffset;
    private final int[] doneColumn;
    private final double[] doneDistance;
    private int scanned;
    /** What an entry outside the lists of the scanned rows cannot undercut, and the row that says so. */
    private double limit;

    private int limitAt;
    private double endDistance;
    private int endColumn;

    ListedShortestPaths(ScoreRows rows) {
        super(rows);
        candidates = new CandidateLists(rows);
        heap = new ColumnHeap(n);
        matchedScore = new double[n];
        predecessor = new int[n];
        scannedRow = new int[m + 1];
        scannedOffset = new double[m + 1];
        doneColumn = new int[m];
        doneDistance = new double[m];
    }

    @Override
    void clear() {
        candidates.clear();
    }

    @Override
    int take(int i, double rowPotential) {
        return remember(i, candidates.list(i, columnPotential, rowPotential, rowOfColumn));
    }

    @Override
    int take(int i) {
        return remember(i, candidates.list(i, columnPotential, rowOfColumn));
    }

    @Override
    double leastReducedCost() {
        return candidates.leastReducedCost();
    }

    private int remember(int i, int column) {
        if (column >= 0) {
            matchedScore[column] = rows.get(i, column);
        }
        return column;
    }

    @Override
    void requireFinite() {
        candidates.requireFinite();
    }

    /** Keys are reduced costs of the path so far up to a constant of the row it starts at. */
    @Override
    double augment(int start) {
        heap.clear();
        for (int j = 0; j < n && start == m; j++) {
            if (rowOfColumn[j] == m) {
                heap.close(j);
            }
        }
        scanned = 0;
        endDistance = Double.POSITIVE_INFINITY;
        limit = Double.POSITIVE_INFINITY;
        int row = start;
        double offset = 0;
        while (true) {
            scan(row, offset);
            while (limit < Math.min(heap.least(), endDistance)) {
                widen();
            }
            if (heap.least() >= endDistance) {
                break;
            }
            double distance = heap.least();
            int column = heap.remove();
            doneColumn[scanned - 1] = column;
            doneDistance[scanned - 1] = distance;
            row = rowOfColumn[column];
            offset = distance - (columnPotential[column] - matchedScore[column]);
        }
        if (endDistance == Double.POSITIVE_INFINITY) {
            throw infeasible(scannedRow, scanned, doneColumn);
        }
        for (int k = 0; k < scanned - 1; k++) {
            columnPotential[doneColumn[k]] += endDistance - doneDistance[k];
        }
        follow();
        return endDistance;
    }

    private void scan(int row, double offset) {
        scannedRow[scanned] = row;
        scannedOffset[scanned] = offset;
        relaxRow(row, offset);
        double bound = candidates.bound(row) + offset;
        if (bound < limit) {
            limit = bound;
            limitAt = scanned;
        }
        scanned++;
    }

    private void relaxRow(int row, double offset) {
        if (candidates.whole(row)) {
            candidates.reduceWhole(row, columnPotential);
            for (int j = 0; j < n; j++) {
                relax(row, j, candidates.reduced(j) + offset);
            }
            return;
        }
        int end = candidates.end(row);
        for (int e = candidates.start(row); e < end; e++) {
            int column = candidates.column(e);
            relax(row, column, (columnPotential[column] - candidates.score(e)) + offset);
        }
    }

    private void relax(int row, int column, double distance) {
        if (distance < endDistance && distance < heap.key[column]) {
            predecessor[column] = row;
            if (rowOfColumn[column] < 0) {
                endDistance = distance;
                endColumn = column;
            } else {
                heap.lower(column, distance);
            }
        }
    }

    /** Looks further along the row whose entries outside its list might be shortest. */
    private void widen() {
        int row = scannedRow[limitAt];
        double offset = scannedOffset[limitAt];
        double nearest = Math.min(heap.least(), endDistance);
        double needed = nearest == Double.POSITIVE_INFINITY ? limit : nearest;
        candidates.extend(row, columnPotential, needed - offset);
        relaxRow(row, offset);
        limit = Double.POSITIVE_INFINITY;
        for (int k = 0; k < scanned; k++) {
            double bound = candidates.bound(scannedRow[k]) + scannedOffset[k];
            if (bound < limit) {
                limit = bound;
                limitAt = k;
            }
        }
    }

    /** Shifts the matches along the path that ends in a free column. */
    private void follow() {
        int column = endColumn;
        int k = scanned - 1;
        while (true) {
            int row = predecessor[column];
            while (scannedRow[k] != row) {
                k--;
            }
            rowOfColumn[column] = row;
            matchedScore[column] = rows.get(row, column);
            if (k == 0) {
                return;
            }
            column = doneColumn[k - 1];
        }
    }
}
