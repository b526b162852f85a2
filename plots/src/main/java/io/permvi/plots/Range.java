package io.permvi.plots;

import java.util.stream.DoubleStream;

/** The part of an axis that is shown, in units of its scale; always finite and of positive length. */
record Range(Axis.Scale scale, double low, double high) {
    /** A share of the data's range that is left free on either side. */
    private static final double MARGIN = 0.04;

    /** What an axis shows of these values, which may hold numbers that are not finite. */
    static Range of(Axis axis, DoubleStream values) {
        double[] limits = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        values.map(axis.scale()::forward).filter(Double::isFinite).forEach(v -> {
            limits[0] = Math.min(limits[0], v);
            limits[1] = Math.max(limits[1], v);
        });
        if (limits[0] > limits[1]) {
            limits[0] = 0;
            limits[1] = 1;
        }
        double margin = limits[1] > limits[0]
                ? MARGIN * (limits[1] - limits[0])
                : axis.scale() == Axis.Scale.LOGARITHMIC ? 0.5 : Math.max(0.5, 1e-3 * Math.abs(limits[0]));
        double low = axis.min().isPresent() ? axis.scale().forward(axis.min().getAsDouble()) : limits[0] - margin;
        double high = axis.max().isPresent() ? axis.scale().forward(axis.max().getAsDouble()) : limits[1] + margin;
        if (low < high) {
            return new Range(axis.scale(), low, high);
        }
        double least = Math.max(1, Math.abs(low));
        return axis.min().isPresent()
                ? new Range(axis.scale(), low, low + least)
                : new Range(axis.scale(), high - least, high);
    }

    /** Where a value stands, 0 at the low end and 1 at the high one; not a number where it has no place. */
    double share(double value) {
        return (scale.forward(value) - low) / (high - low);
    }

    double length() {
        return high - low;
    }

    /** The same middle, another length. */
    Range stretchedTo(double length) {
        double middle = (low + high) / 2;
        return new Range(scale, middle - length / 2, middle + length / 2);
    }
}
