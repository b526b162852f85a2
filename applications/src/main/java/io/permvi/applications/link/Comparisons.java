package io.permvi.applications.link;

import io.permvi.relaxations.parallel.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What two files have in common and how it is compared: the shared columns by their kinds, and, where a column holds texts
 * or a file has columns of its own, the whole records.
 */
final class Comparisons {
    static final String RECORD = "(record)";

    private final List<Column> columns;
    private final List<ColumnLook> looks;
    private final Column record;
    private final Tokens words;
    private final Tokens grams;
    private final List<Tokens> wordsOfText = new ArrayList<>();
    private final List<Tokens> gramsOfText = new ArrayList<>();
    private final boolean textual;

    /**
     * @param namesA the columns of the first file to be compared
     * @param namesB the column of the second file for each of them
     */
    Comparisons(Records a, Records b, List<String> namesA, List<String> namesB) {
        columns = IntStream.range(0, namesA.size())
                .mapToObj(k -> Column.of(
                        namesA.get(k),
                        a.cells().get(a.columns().indexOf(namesA.get(k))),
                        b.cells().get(b.columns().indexOf(namesB.get(k)))))
                .toList();
        looks = columns.stream().map(ColumnLook::of).toList();
        record = Column.of(RECORD, wholeRecords(a), wholeRecords(b));
        words = Tokens.words(record);
        grams = Tokens.grams(record);
        for (int k = 0; k < columns.size(); k++) {
            if (isText(k)) {
                wordsOfText.add(Tokens.words(columns.get(k)));
                gramsOfText.add(Tokens.grams(columns.get(k)));
            }
        }
        boolean unshared = namesA.size() < a.columns().size()
                || namesB.size() < b.columns().size();
        textual = unshared || !wordsOfText.isEmpty();
    }

    private static List<String> wholeRecords(Records records) {
        return IntStream.range(0, records.size())
                .mapToObj(
                        i -> records.cells().stream().map(cells -> cells.get(i)).collect(Collectors.joining(" ")))
                .toList();
    }

    /** Whether texts decide: then non-matches are learned from candidates, and whole records are compared too. */
    boolean textual() {
        return textual;
    }

    int columns() {
        return columns.size();
    }

    Column column(int k) {
        return columns.get(k);
    }

    private boolean isText(int k) {
        return looks.get(k).kind() == FieldKind.TEXT;
    }

    /** All comparisons, in the order of the columns, the whole record last. */
    List<Comparison> comparisons() {
        List<Comparison> comparisons = new ArrayList<>();
        int text = 0;
        for (int k = 0; k < columns.size(); k++) {
            Column column = columns.get(k);
            comparisons.add(
                    isText(k)
                            ? TextComparison.ofColumn(column, wordsOfText.get(text), gramsOfText.get(text))
                            : new ValueComparison(column, looks.get(k)));
            text += isText(k) ? 1 : 0;
        }
        if (textual) {
            comparisons.add(TextComparison.ofRecord(record, words, grams));
        }
        return comparisons;
    }

    /** All pairs of small files; else the nearest of each record by the whole record and by each text. */
    CandidatePairs candidates(int nearest, long allUpTo, Workers workers) {
        if ((long) record.sizeA() * record.sizeB() <= allUpTo) {
            return CandidatePairs.all(record.sizeA(), record.sizeB());
        }
        PairSet pairs = new PairSet();
        new Neighbors(record, words, nearest).addTo(pairs, workers);
        new Neighbors(record, grams, nearest).addTo(pairs, workers);
        int text = 0;
        for (int k = 0; k < columns.size(); k++) {
            if (isText(k)) {
                new Neighbors(columns.get(k), wordsOfText.get(text), nearest).addTo(pairs, workers);
                new Neighbors(columns.get(k), gramsOfText.get(text), nearest).addTo(pairs, workers);
                text++;
            }
        }
        addNear(pairs, nearest, workers);
        return pairs.toList();
    }

    /** Neighbors by number and date together, where there are both. */
    private void addNear(PairSet pairs, int nearest, Workers workers) {
        for (int k = 0; k < columns.size(); k++) {
            for (int d = 0; d < columns.size(); d++) {
                if (looks.get(k).kind() == FieldKind.NUMBER && looks.get(d).isDate()) {
                    Column near = NearValues.column(columns.get(k), columns.get(d));
                    new Neighbors(near, Tokens.words(near), nearest).addTo(pairs, workers);
                }
            }
        }
    }

    /** The nearest pairs inside one file, each once: pairs that are as alike as candidates, and no links. */
    CandidatePairs within(boolean first, int nearest, Workers workers) {
        PairSet found = new PairSet();
        // each record is its own nearest
        new Neighbors(record.within(first), words, nearest + 1).addTo(found, workers);
        new Neighbors(record.within(first), grams, nearest + 1).addTo(found, workers);
        return found.toList().once();
    }
}
