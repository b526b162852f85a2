package io.permvi.applications.link;

import io.permvi.applications.files.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which column of the first file is which of the second.
 *
 * @param namesA columns of the first file
 * @param namesB the column of the second file for each
 */
public record FieldMap(List<String> namesA, List<String> namesB) {

    /** Copies the lists. */
    public FieldMap {
        namesA = List.copyOf(namesA);
        namesB = List.copyOf(namesB);
        if (namesA.size() != namesB.size()) {
            throw new IllegalArgumentException("each column needs a partner, got " + namesA + " and " + namesB);
        }
    }

    /**
     * Columns of the same name, and those that are said to be the same.
     *
     * @param said from columns of the first file to columns of the second
     * @throws InputException when a column is not there, or nothing is shared
     */
    public static FieldMap of(Records a, Records b, Map<String, String> said) {
        said.forEach((left, right) -> {
            require(a, left);
            require(b, right);
        });
        List<String> namesA = new ArrayList<>();
        List<String> namesB = new ArrayList<>();
        for (String name : a.columns()) {
            String partner = said.getOrDefault(name, said.containsValue(name) ? "" : name);
            if (b.columns().contains(partner)) {
                namesA.add(name);
                namesB.add(partner);
            }
        }
        if (namesA.isEmpty()) {
            throw new InputException(a.name() + " and " + b.name() + " share no column: the first has " + a.columns()
                    + ", the second " + b.columns() + "; say which are the same, as in --map "
                    + FieldMapProposal.of(a, b));
        }
        return new FieldMap(namesA, namesB);
    }

    private static void require(Records records, String column) {
        if (!records.columns().contains(column)) {
            throw new InputException(
                    records.name() + ": no column '" + column + "' to map; the header has " + records.columns());
        }
    }
}
