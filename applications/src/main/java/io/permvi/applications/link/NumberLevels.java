package io.permvi.applications.link;

import java.util.regex.Pattern;

/**
 * Numbers by their relative difference: equal, within 2, 10 or 30 percent, or further apart.
 *
 * @param name of the column
 */
record NumberLevels(String name) implements ValueLevels {
    private static final Pattern PASSED_OVER = Pattern.compile("^[$€£]\\s*|(?<=\\d),(?=\\d{3})");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)");
    private static final double[] WITHIN = {0.3, 0.1, 0.02, 0};
    private static final String[] NAMES = {"further apart", "within 30 %", "within 10 %", "within 2 %", "equal"};

    /** The number that a cell holds, maybe behind a currency sign; NaN where it holds none. */
    static double parse(String text) {
        String plain = PASSED_OVER.matcher(text).replaceAll("");
        return NUMBER.matcher(plain).matches() ? Double.parseDouble(plain) : Double.NaN;
    }

    @Override
    public byte level(Value x, Value y) {
        double difference = Math.abs(x.number() - y.number());
        double size = Math.max(Math.abs(x.number()), Math.abs(y.number()));
        if (Double.isNaN(difference)) {
            return MISSING;
        }
        byte level = 0;
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
