package io.permvi.applications.heads.formats;

import com.fasterxml.jackson.databind.JsonNode;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code blobs.json} of npex and eats-worm: positions in voxels, each with the order of its axes, and names with a
 * status of -1 (rejected), 0 (open) or 1 (accepted).
 */
final class BlobFile {
    private static final List<String> AXES = List.of("X", "Y", "Z");
    private static final List<String> MORE = List.of("index", "prov", "pad");
    private static final int ACCEPTED = 1;

    private BlobFile() {}

    static HeadCells read(Path file, double[] spacing) {
        List<Cell> cells = new ArrayList<>();
        JsonNode blobs = JsonFile.tree(file).path("blobs");
        for (int b = 0; b < blobs.size(); b++) {
            cells.add(cell(file, b + 1, blobs.get(b), spacing));
        }
        return new HeadCells(file, cells, ACCEPTED);
    }

    private static Cell cell(Path file, int number, JsonNode blob, double[] spacing) {
        JsonNode axes = blob.path("dims");
        JsonNode at = blob.path("pos");
        double[] position = new double[3];
        boolean[] seen = new boolean[3];
        for (int a = 0; a < axes.size(); a++) {
            int d = AXES.indexOf(axes.get(a).asText());
            if (d >= 0 && at.path(a).isNumber()) {
                position[d] = at.get(a).asDouble() * spacing[d];
                seen[d] = true;
            }
        }
        if (!(seen[0] && seen[1] && seen[2])) {
            throw new InputException(file + ", blob " + number
                    + ": 'pos' must be a number for each of X, Y, Z in 'dims', got " + at + " and " + axes);
        }
        String name = blob.path("ID").asText("");
        Map<String, String> more = new LinkedHashMap<>();
        for (String entry : MORE) {
            if (blob.has(entry)) {
                more.put(
                        entry,
                        blob.get(entry).isTextual()
                                ? blob.get(entry).asText()
                                : blob.get(entry).toString());
            }
        }
        return new Cell(
                position,
                new double[0],
                new Cell.Given(name, blob.path("status").asDouble(-1)),
                Cell.Given.NONE,
                more);
    }
}
