package io.permvi.applications.points;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Points of a CSV file with the columns x, y and, where they are in space, z.
 *
 * @param coordinates two or three rows of n numbers
 * @param labels n texts of the label column, empty ones without such a column
 */
public record PointsFile(double[][] coordinates, List<String> labels) {
    private static final int LEAST_POINTS = 4;

    public static PointsFile read(Path file, String labelColumn) {
        List<double[]> rows = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        List<String> columns = new ArrayList<>(List.of("x", "y"));
        boolean[] hasLabels = new boolean[1];
        CsvTable.read(
                file,
                List.copyOf(columns),
                header -> {
                    if (header.contains("z")) {
                        columns.add("z");
                    }
                    hasLabels[0] = header.contains(labelColumn);
                },
                row -> {
                    rows.add(columns.stream().mapToDouble(row::measure).toArray());
                    labels.add(hasLabels[0] ? row.text(labelColumn) : "");
                });
        if (rows.size() < LEAST_POINTS) {
            throw new InputException(file + ": needs at least " + LEAST_POINTS + " points, got " + rows.size());
        }
        double[][] coordinates = new double[columns.size()][rows.size()];
        for (int d = 0; d < coordinates.length; d++) {
            for (int i = 0; i < rows.size(); i++) {
                coordinates[d][i] = rows.get(i)[d];
            }
        }
        PointsFile points = new PointsFile(coordinates, labels);
        if (points.radius() == 0) {
            throw new InputException(file + ": all points are at one place, so no motion can be told from them");
        }
        return points;
    }

    public int size() {
        return labels.size();
    }

    public int dimensions() {
        return coordinates.length;
    }

    /** The root of the mean squared distance from the center. */
    double radius() {
        double square = 0;
        for (double[] axis : coordinates) {
            double mean = 0;
            for (double v : axis) {
                mean += v / axis.length;
            }
            for (double v : axis) {
                square += (v - mean) * (v - mean) / axis.length;
            }
        }
        return Math.sqrt(square);
    }
}
