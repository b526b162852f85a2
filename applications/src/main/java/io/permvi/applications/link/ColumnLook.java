package io.permvi.applications.link;

import java.io.Serializable;

/**
 * What the values of a column look like, as sums over them, so that the looks of parts of a file add up.
 *
 * @param present values that are there
 * @param numbers how many of them are numbers
 * @param points numbers with a point
 * @param dates days in ISO form
 * @param words the words of all values
 */
public record ColumnLook(double present, double numbers, double points, double dates, double words)
        implements Serializable {
    /** Of no value. */
    public static final ColumnLook NONE = new ColumnLook(0, 0, 0, 0, 0);

    private static final double PARSED = 0.9;
    private static final double WITH_POINT = 0.2;
    private static final double TEXT_WORDS = 4;
    private static final double SEVERAL_WORDS = 1.5;

    /** Of one value that {@code count} records have, in the form of {@link Value#plain}. */
    public static ColumnLook of(String plain, int count) {
        boolean number = !Double.isNaN(NumberLevels.parse(plain));
        return new ColumnLook(
                count,
                number ? count : 0,
                number && plain.indexOf('.') >= 0 ? count : 0,
                NearValues.day(plain).isPresent() ? count : 0,
                (double) count * Tokens.words(plain, false).size());
    }

    static ColumnLook of(Column column) {
        ColumnLook sum = NONE;
        for (int v = 0; v < column.values(); v++) {
            sum = sum.plus(of(column.text(v), column.count(v)));
        }
        return sum;
    }

    /** Of these values and others. */
    public ColumnLook plus(ColumnLook other) {
        return new ColumnLook(
                present + other.present,
                numbers + other.numbers,
                points + other.points,
                dates + other.dates,
                words + other.words);
    }

    /** Numbers with decimals, texts of more than four words, or strings. */
    public FieldKind kind() {
        if (numbers >= PARSED * present && points >= WITH_POINT * present) {
            return FieldKind.NUMBER;
        }
        return meanWords() > TEXT_WORDS ? FieldKind.TEXT : FieldKind.STRING;
    }

    double meanWords() {
        return words / Math.max(1, present);
    }

    /** Whether the words of a value are worth a look of their own. */
    public boolean hasSeveralWords() {
        return meanWords() > SEVERAL_WORDS;
    }

    /** Whether nearly all values are dates. */
    boolean isDate() {
        return dates > 0 && dates >= PARSED * present;
    }
}
