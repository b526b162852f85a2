package io.permvi.applications.link;

import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What comparing two values of a column must know of both files: how its values look, how many records have a value and a
 * word.
 *
 * @param name of the column
 * @param look of its values
 * @param records of both files, with a value or without
 * @param counts records by value; those of rare values may be left out
 * @param wordCounts records by word, where values have several; words of one record may be left out
 */
public record ColumnFacts(
        String name, ColumnLook look, double records, Map<String, Integer> counts, Map<String, Integer> wordCounts)
        implements Serializable {
    /** A value that fewer of the records with any value share is rare: how rare makes no difference. */
    public static final double RARE = 0.0005;

    static ColumnFacts of(Column column, ColumnLook look) {
        Map<String, Integer> counts = new HashMap<>();
        Map<String, Integer> wordCounts = new HashMap<>();
        for (int v = 0; v < column.values(); v++) {
            int count = column.count(v);
            if (count / look.present() >= RARE) {
                counts.put(column.text(v), count);
            }
            if (look.hasSeveralWords()) {
                words(column.text(v)).forEach(word -> wordCounts.merge(word, count, Integer::sum));
            }
        }
        return new ColumnFacts(column.name(), look, column.sizeA() + column.sizeB(), counts, wordCounts);
    }

    /** The different words of a value. */
    public static List<String> words(String plain) {
        return new HashSet<>(Tokens.words(plain, true)).stream().sorted().toList();
    }

    /** What is known of a value in the form of {@link Value#plain}; empty ones are missing. */
    public Value value(String plain) {
        List<String> words = look.hasSeveralWords() ? words(plain) : List.of();
        double[] idf = words.stream()
                .mapToDouble(word -> Math.log(records / wordCounts.getOrDefault(word, 1)))
                .toArray();
        double number = look.kind() == FieldKind.NUMBER ? NumberLevels.parse(plain) : Double.NaN;
        return new Value(plain, counts.getOrDefault(plain, 0) / look.present(), number, words, idf);
    }

    /**
     * How two values agree.
     *
     * @throws IllegalStateException for texts, whose levels depend on all candidates
     */
    public ValueLevels levels() {
        return switch (look.kind()) {
            case NUMBER -> new NumberLevels(name);
            case STRING -> new StringLevels(name, look.isDate());
            case TEXT -> throw new IllegalStateException("column " + name + " holds texts");
        };
    }
}
