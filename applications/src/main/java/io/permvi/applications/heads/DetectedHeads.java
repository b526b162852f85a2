package io.permvi.applications.heads;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Heads as a detector sees them: false, double and missing cells, in pixels. The size of a pixel is the step of the
 * grid on which the cells of the same head lie in its other file, where they are in micrometers. Fractions of pixels are
 * rounded, so that the points lie on the grid that tells the microscope.
 */
public final class DetectedHeads {
    private static final List<String> COLUMNS = List.of("x", "y", "z", "r", "g", "b", "name");

    private DetectedHeads() {}

    /** Those of the heads that the folder has, by id. */
    public static Map<String, Head> in(Path folder, List<HeadFile> heads) {
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder + ": no such folder");
        }
        Map<String, Head> detected = new HashMap<>();
        for (HeadFile head : heads) {
            Path file = folder.resolve(head.head().id() + ".csv");
            if (Files.isRegularFile(file)) {
                detected.put(head.head().id(), read(file, head.head()));
            }
        }
        return detected;
    }

    private static Head read(Path file, Head same) {
        double[] grid = HandPrior.gridOf(same);
        List<double[]> points = new ArrayList<>();
        List<String> names = new ArrayList<>();
        CsvTable.read(file, COLUMNS, row -> {
            points.add(COLUMNS.subList(0, 6).stream().mapToDouble(row::measure).toArray());
            names.add(HeadFile.plainName(row.text("name")));
        });
        double[][] positions = HeadFile.columns(points, 0);
        for (int d = 0; d < 3; d++) {
            for (int i = 0; i < names.size(); i++) {
                positions[d][i] = grid[d] * Math.rint(positions[d][i]);
            }
        }
        return new Head(same.id(), positions, HeadFile.columns(points, 3), names);
    }
}
