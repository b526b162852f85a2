package io.permvi.applications.heads.formats;

import io.permvi.applications.files.InputException;
import io.permvi.applications.heads.Head;
import io.permvi.applications.heads.HeadFile;
import io.permvi.applications.heads.KnownNames;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cells of a head as a file has them.
 *
 * @param file that was read
 * @param cells in its order
 * @param sure the least confidence at which a name of a person counts as confirmed; infinite where none does
 */
public record HeadCells(Path file, List<Cell> cells, double sure) {

    /** Copies the list. */
    public HeadCells {
        cells = List.copyOf(cells);
    }

    /** The head that the file is about. */
    public String id() {
        return HeadFile.idOf(file);
    }

    /** The same with other cells. */
    public HeadCells withCells(List<Cell> other) {
        return new HeadCells(file, other, sure);
    }

    /** The cells as the programs take them: the user's names as names, the sure ones as confirmed.
     *
     * @throws InputException when the file has no colors
     */
    public HeadFile toHead(PrintWriter warnings) {
        if (!cells.stream().allMatch(Cell::isColored)) {
            throw new InputException(
                    file + ": the cells have no colors, and names are told by positions and colors; its own"
                            + " names can be given as --known");
        }
        double[][] positions = new double[3][cells.size()];
        double[][] colors = new double[3][cells.size()];
        Map<Integer, String> confirmed = new HashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            for (int d = 0; d < 3; d++) {
                positions[d][i] = cell.position()[d];
                colors[d][i] = cell.color()[d];
            }
            String name = HeadFile.neuronOf(cell.user().name());
            if (!name.isEmpty() && cell.user().confidence() >= sure) {
                confirmed.put(i, name);
            }
        }
        List<String> names = cells.stream()
                .map(cell -> HeadFile.neuronOf(cell.user().name()))
                .toList();
        Head head = new Head(id(), positions, colors, names);
        return HeadFile.checked(file, head, new KnownNames(file.toString(), confirmed), Optional.empty(), warnings);
    }
}
