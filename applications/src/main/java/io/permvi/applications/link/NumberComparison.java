package io.permvi.applications.link;

/** Numbers by their relative difference: equal, within 2, 10 or 30 percent, or further apart. */
final class NumberComparison extends ValueComparison {
    private static final double[] WITHIN = {0.3, 0.1, 0.02, 0};
    private static final String[] NAMES = {"further apart", "within 30 %", "within 10 %", "within 2 %", "equal"};

    private final double[] numbers;

    NumberComparison(Column column) {
        super(column);
        numbers = new double[column.values()];
        for (int v = 0; v < numbers.length; v++) {
            numbers[v] = parse(column.text(v));
        }
    }

    /** The number that a cell holds, maybe behind a currency sign; NaN where it holds none. */
    static double parse(String text) {
        String plain = text.replaceAll("^[$€£]\\s*|(?<=\\d),(?=\\d{3})", "");
        if (!plain.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)")) {
            return Double.NaN;
        }
        return Double.parseDouble(plain);
    }

    @Override
    byte levelOrMissing(int x, int y) {
        boolean known = x >= 0 && y >= 0 && !Double.isNaN(numbers[x]) && !Double.isNaN(numbers[y]);
        return known ? (byte) level(x, y) : MISSING;
    }

    @Override
    int level(int x, int y) {
        double difference = Math.abs(numbers[x] - numbers[y]);
        double size = Math.max(Math.abs(numbers[x]), Math.abs(numbers[y]));
        int level = 0;
        while (level < WITHIN.length && difference <= WITHIN[level] * size) {
            level++;
        }
        return level;
    }

    @Override
    public int levels() {
        return NAMES.length;
    }

    @Override
    public String describe(int level) {
        return NAMES[level];
    }
}
