package io.permvi.plots;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * One axis: its title with the unit, its scale, and where it begins and ends (by the data where nothing is said).
 * Immutable.
 *
 * @param title what is measured, and in which unit
 * @param scale how values become lengths
 * @param min where it begins
 * @param max where it ends
 * @param labels names of the values 0, 1, 2, ...; empty on an axis of numbers
 * @param reversed whether values grow to the left or downward, like the rows of a matrix
 */
public record Axis(
        String title, Scale scale, OptionalDouble min, OptionalDouble max, List<String> labels, boolean reversed) {

    /** How values become lengths. */
    public enum Scale {
        /** Proportional. */
        LINEAR,
        /** By logarithm; values that are not positive are left out. */
        LOGARITHMIC;

        double forward(double value) {
            return this == LINEAR ? value : value > 0 ? Math.log10(value) : Double.NaN;
        }

        double backward(double length) {
            return this == LINEAR ? length : Math.pow(10, length);
        }
    }

    /**
     * @throws IllegalArgumentException when a limit is not finite, not positive on a logarithmic axis, or min is not
     *     below max
     */
    public Axis {
        Objects.requireNonNull(title, "title");
        labels = List.copyOf(labels);
        requireLimit(scale, min);
        requireLimit(scale, max);
        if (min.isPresent() && max.isPresent() && !(min.getAsDouble() < max.getAsDouble())) {
            throw new IllegalArgumentException(
                    "an axis must begin below its end, got " + min.getAsDouble() + " and " + max.getAsDouble());
        }
    }

    private static void requireLimit(Scale scale, OptionalDouble limit) {
        if (limit.isPresent() && !Double.isFinite(scale.forward(limit.getAsDouble()))) {
            throw new IllegalArgumentException("a limit of a " + scale.name().toLowerCase(java.util.Locale.ROOT)
                    + " axis must be a finite number" + (scale == Scale.LINEAR ? "" : " above 0") + ", got "
                    + limit.getAsDouble());
        }
    }

    /** An axis of numbers. */
    public static Axis of(String title) {
        return new Axis(title, Scale.LINEAR, OptionalDouble.empty(), OptionalDouble.empty(), List.of(), false);
    }

    /** A logarithmic axis of positive numbers. */
    public static Axis logarithmic(String title) {
        return new Axis(title, Scale.LOGARITHMIC, OptionalDouble.empty(), OptionalDouble.empty(), List.of(), false);
    }

    /** An axis of names, which stand at 0, 1, 2, ... */
    public static Axis of(String title, List<String> labels) {
        return new Axis(
                title,
                Scale.LINEAR,
                OptionalDouble.of(-0.5),
                OptionalDouble.of(Math.max(1, labels.size()) - 0.5),
                labels,
                false);
    }

    /** An axis of the positions 0, 1, 2, ... that are numbered from 1. */
    public static Axis numbered(String title, int count) {
        return of(
                title, IntStream.rangeClosed(1, count).mapToObj(String::valueOf).toList());
    }

    /** An axis without numbers. */
    public static Axis silent(double min, double max) {
        return new Axis("", Scale.LINEAR, OptionalDouble.of(min), OptionalDouble.of(max), List.of(""), false);
    }

    /** With these limits. */
    public Axis within(double newMin, double newMax) {
        return new Axis(title, scale, OptionalDouble.of(newMin), OptionalDouble.of(newMax), labels, reversed);
    }

    /** Beginning here. */
    public Axis from(double newMin) {
        return new Axis(title, scale, OptionalDouble.of(newMin), max, labels, reversed);
    }

    /** Ending here. */
    public Axis to(double newMax) {
        return new Axis(title, scale, min, OptionalDouble.of(newMax), labels, reversed);
    }

    /** Growing to the left or downward. */
    public Axis reverse() {
        return new Axis(title, scale, min, max, labels, !reversed);
    }
}
