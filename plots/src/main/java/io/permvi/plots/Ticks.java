package io.permvi.plots;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers along an axis: 1, 2 or 5 times a power of ten apart, on a logarithmic axis too. */
final class Ticks {
    private Ticks() {}

    /** A value and what is written beside it; nothing beside a small tick. */
    record Tick(double value, String label) {}

    /** At most {@code most} labelled ticks, at least two where numbers are shown. */
    static List<Tick> of(Axis axis, Range range, int most) {
        if (!axis.labels().isEmpty()) {
            return names(axis.labels(), most);
        }
        return range.scale() == Axis.Scale.LOGARITHMIC
                ? logarithmic(range, Math.max(3, most))
                : linear(range.low(), range.high(), Math.max(2, most));
    }

    /** Every k-th name, so that no two touch; among numbers from 0 or 1 these are round. */
    private static List<Tick> names(List<String> labels, int most) {
        int every = most >= labels.size() ? 1 : (int) roundUp((double) labels.size() / Math.max(1, most));
        List<Tick> ticks = new ArrayList<>();
        int first = labels.get(0).equals("0") ? 0 : every - 1;
        for (int k = first; k < labels.size(); k += every) {
            ticks.add(new Tick(k, labels.get(k)));
        }
        return ticks;
    }

    private static List<Tick> linear(double low, double high, int most) {
        double step = roundUp((high - low) / most);
        List<Tick> ticks = new ArrayList<>();
        double tolerance = 1e-9 * (high - low);
        for (double k = Math.ceil((low - tolerance) / step); k * step <= high + tolerance; k++) {
            ticks.add(new Tick(k * step, label(k * step, step)));
        }
        return ticks;
    }

    /** The smallest of 1, 2 and 5 times a power of ten that is no smaller. */
    static double roundUp(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (int multiple : new int[] {1, 2, 5}) {
            if (multiple * power >= value * (1 - 1e-9)) {
                return multiple * power;
            }
        }
        return 10 * power;
    }

    /** Powers of ten; between them 2 and 5 where there is room; linear steps within less than a decade. */
    private static List<Tick> logarithmic(Range range, int most) {
        int first = (int) Math.ceil(range.low() - 1e-9);
        int last = (int) Math.floor(range.high() + 1e-9);
        if (range.length() < 1 - 1e-9) {
            return linear(Math.pow(10, range.low()), Math.pow(10, range.high()), Math.min(most, 6));
        }
        boolean between = 3 * range.length() <= most;
        int every = Math.max(1, (int) Math.ceil((last - first + 1.0) / most));
        boolean scientific = first < -4 || last > 5;
        List<Tick> ticks = new ArrayList<>();
        for (int decade = first - 1; decade <= last; decade++) {
            for (int multiple = 1; multiple < 10; multiple++) {
                double value = multiple * Math.pow(10, decade);
                double at = Math.log10(value);
                if (at < range.low() - 1e-9 || at > range.high() + 1e-9) {
                    continue;
                }
                boolean labelled =
                        multiple == 1 ? Math.floorMod(decade, every) == 0 : between && (multiple == 2 || multiple == 5);
                String label = scientific ? multiple + "e" + decade : label(value, Math.pow(10, decade));
                if (labelled || every == 1) {
                    ticks.add(new Tick(value, labelled ? label : ""));
                }
            }
        }
        return ticks;
    }

    /** A number with the digits that steps of this size need. */
    static String label(double value, double step) {
        double size = Math.max(Math.abs(value), step);
        if (value != 0 && (size >= 1e7 || size < 1e-4)) {
            String text = String.format(Locale.ROOT, "%.6e", value);
            return new BigDecimal(text.substring(0, text.indexOf('e')))
                            .stripTrailingZeros()
                            .toPlainString()
                    + "e" + Integer.parseInt(text.substring(text.indexOf('e') + 1));
        }
        int digits = Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN);
        return rounded.signum() == 0 ? "0" : String.format(Locale.ROOT, "%,." + digits + "f", rounded);
    }
}
