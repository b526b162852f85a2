package io.permvi.inference.optimize;

/** A number that depends on the step: a step size or a temperature. */
@FunctionalInterface
public interface Schedule {
    /** The value at a step, counted from 0. */
    double at(int step);

    /**
     * The same value at every step.
     *
     * @throws IllegalArgumentException unless the value is positive and finite
     */
    static Schedule constant(double value) {
        requirePositive("value", value);
        return step -> value;
    }

    /**
     * From {@code first} at step 0 geometrically to {@code last} at {@code steps}, then constant.
     *
     * @throws IllegalArgumentException unless both values are positive and finite and {@code steps} is at least 1
     */
    static Schedule geometric(double first, double last, int steps) {
        requirePositive("first value", first);
        requirePositive("last value", last);
        requireSteps(steps);
        double logRatio = Math.log(last / first);
        return step -> step >= steps ? last : first * Math.exp(logRatio * step / steps);
    }

    /**
     * From {@code first} at step 0 along half a cosine to {@code last} at {@code steps}, then constant.
     *
     * @throws IllegalArgumentException unless both values are positive and finite and {@code steps} is at least 1
     */
    static Schedule cosine(double first, double last, int steps) {
        requirePositive("first value", first);
        requirePositive("last value", last);
        requireSteps(steps);
        return step -> step >= steps ? last : last + 0.5 * (first - last) * (1 + Math.cos(Math.PI * step / steps));
    }

    private static void requirePositive(String what, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(what + " of a schedule must be positive and finite, got " + value);
        }
    }

    private static void requireSteps(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps of a schedule must be at least 1, got " + steps);
        }
    }
}
