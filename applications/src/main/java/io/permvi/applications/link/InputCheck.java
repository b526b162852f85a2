package io.permvi.applications.link;

import io.permvi.applications.files.InputException;
import java.util.ArrayList;
import java.util.List;

/** Looks at two files before they are linked: what cannot be linked is refused, what is suspicious is said. */
public final class InputCheck {
    private static final double NEARLY_ALL = 0.95;
    private static final double MANY = 0.3;

    private InputCheck() {}

    /**
     * What a person should know about the columns, one sentence each.
     *
     * @throws InputException when no shared column has a value in both files
     */
    public static List<String> warnings(Records a, Records b, FieldMap fields) {
        List<String> warnings = new ArrayList<>();
        int usable = 0;
        for (int k = 0; k < fields.namesA().size(); k++) {
            String name = fields.namesA().get(k);
            Column column = Column.of(
                    name,
                    a.cells().get(a.columns().indexOf(name)),
                    b.cells().get(b.columns().indexOf(fields.namesB().get(k))));
            int presentA = present(column, true);
            int presentB = present(column, false);
            if (presentA == 0 || presentB == 0) {
                warnings.add(
                        "column '" + name + "' is empty in " + (presentA == 0 ? a : b).name() + "; it says nothing");
                continue;
            }
            usable++;
            if (isIdentifier(column, presentA, presentB)) {
                warnings.add(
                        "column '" + name + "' is different for nearly every record and shared by many of both files:"
                                + " links will rest on it; if it is the truth, leave it out with --without " + name);
            }
        }
        if (usable == 0) {
            throw new InputException(a.name() + " and " + b.name()
                    + ": no shared column has a value in both files, so that there is nothing to compare");
        }
        if (usable == 1) {
            warnings.add(
                    "only one column is compared; probabilities rest on it alone. Columns of other names are compared"
                            + " with --map, as in --map " + FieldMapProposal.of(a, b));
        }
        return warnings;
    }

    private static int present(Column column, boolean first) {
        int present = 0;
        for (int v = 0; v < column.values(); v++) {
            present += first ? column.countA(v) : column.countB(v);
        }
        return present;
    }

    private static boolean isIdentifier(Column column, int presentA, int presentB) {
        int differentA = 0;
        int differentB = 0;
        int shared = 0;
        for (int v = 0; v < column.values(); v++) {
            differentA += column.countA(v) > 0 ? 1 : 0;
            differentB += column.countB(v) > 0 ? 1 : 0;
            shared += column.countA(v) == 1 && column.countB(v) == 1 ? 1 : 0;
        }
        return differentA > NEARLY_ALL * presentA
                && differentB > NEARLY_ALL * presentB
                && shared > MANY * Math.min(presentA, presentB)
                && ColumnLook.of(column).meanWords() < 1.1;
    }
}
