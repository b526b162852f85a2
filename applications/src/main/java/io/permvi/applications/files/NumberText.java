package io.permvi.applications.files;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Numbers as tables write them: digits, a point, an exponent; nothing that a spreadsheet or a language adds to that. */
public final class NumberText {
    private static final char LAST_ASCII = '\u007f';

    private NumberText() {}

    /** What is wrong with a cell that should be a finite number, as the end of a sentence; empty where nothing is. */
    public static Optional<String> mistake(String text) {
        if (text.isEmpty()) {
            return Optional.of("must be a number, but the cell is empty");
        }
        if (isNotFinite(text)) {
            return Optional.of("must be a finite number, got " + text);
        }
        OptionalInt foreign = text.chars().filter(c -> c > LAST_ASCII).findFirst();
        if (foreign.isPresent()) {
            return Optional.of("must be a number, got '" + text + "', whose character "
                    + String.format(Locale.ROOT, "U+%04X", foreign.getAsInt())
                    + " belongs to no number; write digits, -, . and e");
        }
        if (text.indexOf(',') >= 0) {
            return Optional.of("must be a number, got '" + text
                    + "'; write a point before decimals and nothing between thousands");
        }
        if (!hasNumberCharacters(text)) {
            return Optional.of("must be a number, got '" + text + "'");
        }
        try {
            return Double.isFinite(Double.parseDouble(text))
                    ? Optional.empty()
                    : Optional.of("must be a finite number, got " + text);
        } catch (NumberFormatException e) {
            return Optional.of("must be a number, got '" + text + "'");
        }
    }

    /** The value of a text without a mistake, NaN of one with a mistake. */
    public static double parse(String text) {
        if (!hasNumberCharacters(text)) {
            return Double.NaN;
        }
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? value : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Whether a cell names a column rather than a value: it has a letter, and is no number of any spelling. */
    static boolean isWord(String text) {
        return text.chars().anyMatch(Character::isLetter)
                && !isNotFinite(text)
                && Double.isNaN(parse(text))
                && !text.equalsIgnoreCase("na");
    }

    private static boolean isNotFinite(String text) {
        String bare = text.replaceFirst("^[+-]", "").toLowerCase(Locale.ROOT);
        return bare.equals("nan") || bare.equals("inf") || bare.equals("infinity");
    }

    /** Java's own parser would also take {@code 1d}, {@code 0x1p3} and {@code NaN}. */
    private static boolean hasNumberCharacters(String text) {
        for (int k = 0; k < text.length(); k++) {
            char c = text.charAt(k);
            if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
