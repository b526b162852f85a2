package io.permvi.applications.link;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Records that lie near each other by a number and a date, as payments do whose texts are common words: each record gets
 * tokens for the cells of two shifted grids, so that records within about a tenth and three days share one at least.
 */
final class NearValues {
    private static final double RATIO = Math.log(1.2);
    private static final int DAYS = 6;

    private NearValues() {}

    /** The day that a text in ISO form names, since 1970; empty where it names none. */
    static OptionalLong day(String text) {
        if (text.length() < 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(LocalDate.parse(text.substring(0, 10)).toEpochDay());
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    /** The tokens of all records, as a column of its own. */
    static Column column(Column number, Column date) {
        return Column.of(
                "(near)",
                IntStream.range(0, number.sizeA())
                        .mapToObj(i -> tokens(number, number.a(i), date, date.a(i)))
                        .toList(),
                IntStream.range(0, number.sizeB())
                        .mapToObj(j -> tokens(number, number.b(j), date, date.b(j)))
                        .toList());
    }

    private static String tokens(Column number, int amount, Column date, int when) {
        double size = amount < 0 ? Double.NaN : Math.abs(NumberLevels.parse(number.text(amount)));
        OptionalLong day = when < 0 ? OptionalLong.empty() : day(date.text(when));
        if (!(size > 0) || day.isEmpty()) {
            return "";
        }
        List<String> tokens = new ArrayList<>();
        for (int shift = 0; shift < 2; shift++) {
            long cell = (long) Math.floor(Math.log(size) / RATIO + 0.5 * shift) + 10_000;
            for (int later = 0; later < 2; later++) {
                long window = Math.floorDiv(day.getAsLong() + (long) later * DAYS / 2, DAYS) + 1_000_000;
                tokens.add("n" + shift + "x" + cell + "d" + later + "x" + window);
            }
        }
        return String.join(" ", tokens);
    }
}
