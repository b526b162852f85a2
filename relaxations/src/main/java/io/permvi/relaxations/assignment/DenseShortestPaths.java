package io.permvi.relaxations.assignment;

import java.util.Arrays;

/**
 * Shortest paths over whole rows, for short ones: a step lowers every key in a loop without branches or lists, which the
 * compiler vectorizes, and finds the least. Which row gave a column its key is found afterwards, along the final path
 * only, by evaluating the same expression again.
 */
final class DenseShortestPaths extends ShortestPathMatching {
    private final double[][] scores;
    private final double[] key;
    /** Column potentials; infinite for columns that are done, so that their keys stay infinite. */
    private final double[] active;

    private final double[] check;
    private final int[] scannedRow;
    private final double[] scannedOffset;
    private final int[] doneColumn;
    private final double[] doneDistance;
    private double leastReducedCost;

    DenseShortestPaths(ScoreRows rows) {
        super(rows);
        scores = new double[m + 1][n];
        key = new double[n];
        active = new double[n];
        check = new double[n];
        scannedRow = new int[m + 1];
        scannedOffset = new double[m + 1];
        doneColumn = new int[m];
        doneDistance = new double[m];
    }

    @Override
    void clear() {
        Arrays.fill(check, 0);
    }

    @Override
    int take(int i, double rowPotential) {
        double[] row = scores[i];
        load(i, row);
        for (int j = 0; j < n; j++) {
            if (row[j] - rowPotential == columnPotential[j] && rowOfColumn[j] < 0) {
                return j;
            }
        }
        return -1;
    }

    @Override
    int take(int i) {
        double[] row = scores[i];
        load(i, row);
        double least = Double.POSITIVE_INFINITY;
        int at = -1;
        for (int j = 0; j < n; j++) {
            double reduced = columnPotential[j] - row[j];
            if (reduced < least || reduced == least && at >= 0 && rowOfColumn[at] >= 0) {
                least = reduced;
                at = j;
            }
        }
        leastReducedCost = least;
        return at < 0 || rowOfColumn[at] >= 0 ? -1 : at;
    }

    @Override
    double leastReducedCost() {
        return leastReducedCost;
    }

    private void load(int i, double[] row) {
        rows.load(i, row);
        if (rows.partial()) {
            return;
        }
        if (n <= SHORT) {
            for (int j = 0; j < n; j++) {
                check[j] += 0.0 * row[j];
            }
        } else {
            addZeros(row, check, n);
        }
    }

    /** Adds 0 for every finite value, NaN for any other. */
    private static void addZeros(double[] values, double[] check, int n) {
        for (int j = 0; j < n; j++) {
            check[j] += 0.0 * values[j];
        }
    }

    @Override
    void requireFinite() {
        double sum = 0;
        for (int j = 0; j < n; j++) {
            sum += check[j];
        }
        if (sum != 0) {
            throw rows.notFinite();
        }
    }

    /** Keys are reduced costs of the path so far up to a constant of the row it starts at. */
    @Override
    double augment(int start) {
        Arrays.fill(key, Double.POSITIVE_INFINITY);
        System.arraycopy(columnPotential, 0, active, 0, n);
        for (int j = 0; j < n && start == m; j++) {
            if (rowOfColumn[j] == m) {
                active[j] = Double.POSITIVE_INFINITY;
            }
        }
        int row = start;
        double offset = 0;
        for (int scanned = 0; ; scanned++) {
            scannedRow[scanned] = row;
            scannedOffset[scanned] = offset;
            int column = n <= SHORT ? scanShort(scores[row], offset) : scanLong(scores[row], offset);
            if (column < 0) {
                throw infeasible(scannedRow, scanned + 1, doneColumn);
            }
            double distance = key[column];
            if (rowOfColumn[column] < 0) {
                follow(column, distance, scanned);
                for (int k = 0; k < scanned; k++) {
                    columnPotential[doneColumn[k]] += distance - doneDistance[k];
                }
                return distance;
            }
            doneColumn[scanned] = column;
            doneDistance[scanned] = distance;
            key[column] = Double.POSITIVE_INFINITY;
            active[column] = Double.POSITIVE_INFINITY;
            row = rowOfColumn[column];
            offset = distance - (columnPotential[column] - scores[row][column]);
        }
    }

    private int scanShort(double[] row, double offset) {
        double least = Double.POSITIVE_INFINITY;
        int at = -1;
        for (int j = 0; j < n; j++) {
            double distance = (active[j] - row[j]) + offset;
            distance = distance < key[j] ? distance : key[j];
            key[j] = distance;
            if (distance < least) {
                least = distance;
                at = j;
            }
        }
        return at;
    }

    private int scanLong(double[] row, double offset) {
        lower(key, active, row, offset, n);
        double least = Double.POSITIVE_INFINITY;
        int at = -1;
        for (int j = 0; j < n; j++) {
            if (key[j] < least) {
                least = key[j];
                at = j;
            }
        }
        return at;
    }

    private static void lower(double[] key, double[] active, double[] row, double offset, int n) {
        for (int j = 0; j < n; j++) {
            key[j] = Math.min(key[j], (active[j] - row[j]) + offset);
        }
    }

    /** Shifts the matches along the path that ends in a free column; the same expression finds the same key again. */
    private void follow(int end, double distance, int lastScanned) {
        int column = end;
        double sought = distance;
        int from = lastScanned;
        while (true) {
            int k = 0;
            double v = columnPotential[column];
            while (k < from && (v - scores[scannedRow[k]][column]) + scannedOffset[k] != sought) {
                k++;
            }
            rowOfColumn[column] = scannedRow[k];
            if (k == 0) {
                return;
            }
            column = doneColumn[k - 1];
            sought = doneDistance[k - 1];
            from = k - 1;
        }
    }
}
