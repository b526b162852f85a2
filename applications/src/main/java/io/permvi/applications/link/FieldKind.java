package io.permvi.applications.link;

/** How the values of a column are compared. */
public enum FieldKind {
    /** By their ratio. */
    NUMBER,
    /** By edit distance, shared words and the rarity of the value. */
    STRING,
    /** By the words and letters that they share. */
    TEXT;

    private static final double PARSED = 0.9;
    private static final double WITH_POINT = 0.2;
    private static final double TEXT_WORDS = 4;

    /** What the values themselves look like: numbers with decimals, texts of more than four words, or strings. */
    static FieldKind of(Column column) {
        double present = column.present();
        double numbers = 0;
        double points = 0;
        for (int v = 0; v < column.values(); v++) {
            boolean number = !Double.isNaN(NumberComparison.parse(column.text(v)));
            numbers += number ? column.count(v) : 0;
            points += number && column.text(v).indexOf('.') >= 0 ? column.count(v) : 0;
        }
        if (numbers >= PARSED * present && points >= WITH_POINT * present) {
            return NUMBER;
        }
        return meanWords(column) > TEXT_WORDS ? TEXT : STRING;
    }

    static double meanWords(Column column) {
        double words = 0;
        for (int v = 0; v < column.values(); v++) {
            words += (double) column.count(v)
                    * Tokens.words(column.text(v), false).size();
        }
        return words / Math.max(1, column.present());
    }
}
