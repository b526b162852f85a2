package io.permvi.applications.heads.formats;

import io.permvi.applications.files.OutputFolder;
import java.util.ArrayList;
import java.util.List;

/** The files of heads that are written. */
public enum HeadWriter {
    /** This library's own table. */
    TABLE {
        @Override
        public void write(OutputFolder folder, String name, HeadCells head) {
            PlainTable.write(folder, name, head.cells());
        }
    },
    /** What NeuroPAL_ID reads. Of its own exports all that is not a name is kept to the last digit. */
    NEUROPAL_ID {
        @Override
        public void write(OutputFolder folder, String name, HeadCells head) {
            NeuropalTable table = HeadFormat.of(head.file()) == HeadFormat.NEUROPAL_ID
                    ? NeuropalTable.read(head.file()).withNames(head.cells())
                    : NeuropalTable.of(head.cells());
            folder.writeLines(name, table.lines());
        }
    },
    /** Points of napari: axes z, y, x in micrometers, names as features. */
    NAPARI {
        @Override
        public void write(OutputFolder folder, String name, HeadCells head) {
            List<String> header = List.of(
                    "index", "axis-0", "axis-1", "axis-2", "name", "confidence", "auto_name", "auto_confidence");
            folder.writeCsv(name, header, rows -> {
                for (int i = 0; i < head.cells().size(); i++) {
                    Cell cell = head.cells().get(i);
                    double[] at = cell.position();
                    List<Object> row = new ArrayList<>(List.of((double) i, at[2], at[1], at[0]));
                    row.addAll(List.of(cell.user().name(), cell.user().confidence()));
                    row.addAll(List.of(cell.automatic().name(), cell.automatic().confidence()));
                    rows.add(row.toArray());
                }
            });
        }
    };

    /** Writes a head. */
    public abstract void write(OutputFolder folder, String name, HeadCells head);
}
