package io.permvi.applications.files;

import java.util.regex.Pattern;

/**
 * Texts that a spreadsheet would run when it opens a table: formulas that call something. They are written behind an
 * apostrophe, which spreadsheets do not show, and read without it, so that a name is the same after a way through files.
 */
final class FormulaCell {
    private static final Pattern CALLS = Pattern.compile("[=+\\-@\\t\\r].*[(|!].*", Pattern.DOTALL);
    private static final char APOSTROPHE = '\'';

    private FormulaCell() {}

    /** A cell as it is written. */
    static Object written(Object cell) {
        return cell instanceof String text && CALLS.matcher(text).matches() ? APOSTROPHE + text : cell;
    }

    /** A cell as it was meant. */
    static String read(String text) {
        return text.length() > 1
                        && text.charAt(0) == APOSTROPHE
                        && CALLS.matcher(text.substring(1)).matches()
                ? text.substring(1)
                : text;
    }
}
