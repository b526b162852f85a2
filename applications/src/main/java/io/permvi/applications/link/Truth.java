package io.permvi.applications.link;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntBiFunction;

/** Which records are the same, as far as known: the partner in the second file of each record of the first, or none. */
public final class Truth {
    private final int[] partnerOfA;
    private final int[] partnerOfB;
    private int count;

    private Truth(int sizeA, int sizeB) {
        partnerOfA = new int[sizeA];
        partnerOfB = new int[sizeB];
        Arrays.fill(partnerOfA, -1);
        Arrays.fill(partnerOfB, -1);
    }

    /**
     * Reads pairs of ids: the first column of the first file's, the second column of the second's.
     *
     * @throws InputException when an id is unknown or linked twice
     */
    public static Truth read(Path file, Records a, Records b) {
        ToIntBiFunction<CsvTable.Row, String> numbersA = a.numbers();
        ToIntBiFunction<CsvTable.Row, String> numbersB = b.numbers();
        Truth truth = new Truth(a.size(), b.size());
        String[] columns = new String[2];
        CsvTable.read(
                file,
                List.of(),
                header -> {
                    if (header.size() < 2) {
                        throw new InputException(file + ": needs two columns of ids, the header has " + header);
                    }
                    columns[0] = header.get(0);
                    columns[1] = header.get(1);
                },
                row -> {
                    int i = numbersA.applyAsInt(row, columns[0]);
                    int j = numbersB.applyAsInt(row, columns[1]);
                    if (truth.partnerOfA[i] >= 0 || truth.partnerOfB[j] >= 0) {
                        throw row.mistake(columns[0], "links a record a second time");
                    }
                    truth.partnerOfA[i] = j;
                    truth.partnerOfB[j] = i;
                    truth.count++;
                });
        return truth;
    }

    /** The number of true links. */
    public int count() {
        return count;
    }

    /** Whether a pair of records is a true link. */
    public boolean links(int i, int j) {
        return partnerOfA[i] == j;
    }

    /** Whether the truth says something about one of two records, namely that it belongs to a third. */
    public boolean contradicts(int i, int j) {
        return partnerOfA[i] != j && (partnerOfA[i] >= 0 || partnerOfB[j] >= 0);
    }
}
