package io.permvi.applications.heads.formats;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.NumberText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Labels with {@code Coordinates} in one quoted cell, "x,y,z" in voxels: those of the AutoCellLabeler have a column
 * {@code Neuron Class} and alternatives, those of a person {@code Neuron} and comments. Confidence goes up to 5, and
 * has halves.
 */
final class LabelTable {
    private static final String AUTOMATIC = "Neuron Class";
    private static final String USER = "Neuron";
    private static final String COORDINATES = "Coordinates";
    private static final String CONFIDENCE = "Confidence";
    /** At 4 the labels are right for .95 and more. */
    private static final double SURE = 4;

    private LabelTable() {}

    static boolean isHeader(List<String> header) {
        return header.contains(COORDINATES) && (header.contains(AUTOMATIC) || header.contains(USER));
    }

    static HeadCells read(Path file, double[] spacing, PrintWriter warnings) {
        List<Cell> cells = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        int[] nowhere = new int[1];
        CsvTable.read(file, List.of(COORDINATES, CONFIDENCE), columns::addAll, row -> {
            if (row.text(COORDINATES).isEmpty()) {
                nowhere[0]++;
                return;
            }
            boolean automatic = columns.contains(AUTOMATIC);
            String confidence = row.text(CONFIDENCE);
            Cell.Given given = new Cell.Given(
                    row.text(automatic ? AUTOMATIC : USER), confidence.isEmpty() ? -1 : row.number(CONFIDENCE));
            Map<String, String> more = new LinkedHashMap<>();
            for (String column : columns) {
                if (!List.of(AUTOMATIC, USER, COORDINATES, CONFIDENCE).contains(column)) {
                    more.put(column, row.text(column));
                }
            }
            cells.add(new Cell(
                    position(row, spacing),
                    new double[0],
                    automatic ? Cell.Given.NONE : given,
                    automatic ? given : Cell.Given.NONE,
                    more));
        });
        if (nowhere[0] > 0) {
            warnings.printf("permvi: warning: %s: %d labels without coordinates are left out%n", file, nowhere[0]);
        }
        return new HeadCells(file, cells, SURE);
    }

    private static double[] position(CsvTable.Row row, double[] spacing) {
        String[] parts = row.text(COORDINATES).split(",", -1);
        double[] position = new double[3];
        for (int d = 0; d < 3; d++) {
            double voxel = parts.length == 3 ? NumberText.parse(parts[d].strip()) : Double.NaN;
            if (Double.isNaN(voxel)) {
                InputException mistake =
                        row.mistake(COORDINATES, "must be three numbers x,y,z, got '" + row.text(COORDINATES) + "'");
                throw mistake;
            }
            position[d] = voxel * spacing[d];
        }
        return position;
    }
}
