package io.permvi.applications.link;

import io.permvi.applications.files.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

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
        return of(a.name(), a.columns(), b.name(), b.columns(), said, () -> FieldMapProposal.of(a, b));
    }

    /**
     * The same where only the headers are known.
     *
     * @param proposal what to write where nothing is shared, {@code a=b}
     * @throws InputException when a column is not there, or nothing is shared
     */
    public static FieldMap of(
            String nameA,
            List<String> columnsA,
            String nameB,
            List<String> columnsB,
            Map<String, String> said,
            Supplier<String> proposal) {
        said.forEach((left, right) -> {
            require(nameA, columnsA, left);
            require(nameB, columnsB, right);
        });
        List<String> namesA = new ArrayList<>();
        List<String> namesB = new ArrayList<>();
        for (String name : columnsA) {
            String partner = said.getOrDefault(name, said.containsValue(name) ? "" : name);
            if (columnsB.contains(partner)) {
                namesA.add(name);
                namesB.add(partner);
            }
        }
        if (namesA.isEmpty()) {
            throw new InputException(nameA + " and " + nameB + " share no column: the first has " + columnsA
                    + ", the second " + columnsB + "; say which are the same, as in --map " + proposal.get());
        }
        return new FieldMap(namesA, namesB);
    }

    private static void require(String name, List<String> columns, String column) {
        if (!columns.contains(column)) {
            throw new InputException(name + ": no column '" + column + "' to map; the header has " + columns);
        }
    }
}
