package io.permvi.plots;

import java.awt.Color;

/**
 * Values as shades from white over sky blue to dark blue, whose lightness falls steadily; values that are not finite are
 * gray.
 *
 * @param title what the shades measure, and in which unit
 * @param low the value that is white
 * @param high the value that is darkest
 * @param root whether shades follow the square root, so that small values can be seen
 */
public record Shades(String title, double low, double high, boolean root) {
    private static final Color[] STOPS = {Color.WHITE, new Color(86, 180, 233), new Color(0, 20, 90)};

    /** @throws IllegalArgumentException when low is not below high, or one of them is not finite */
    public Shades {
        if (!(Double.isFinite(low) && Double.isFinite(high) && low < high)) {
            throw new IllegalArgumentException(
                    "shades must run from a low to a high value, got " + low + " and " + high);
        }
    }

    /** Of probabilities, by their square root. */
    public static Shades ofProbabilities() {
        return new Shades("probability", 0, 1, true);
    }

    /** From the smallest to the largest of these values. */
    public static Shades of(String title, double[] values) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            low = Double.isFinite(value) ? Math.min(low, value) : low;
            high = Double.isFinite(value) ? Math.max(high, value) : high;
        }
        return low < high
                ? new Shades(title, low, high, false)
                : new Shades(title, low <= high ? low - 0.5 : 0, low <= high ? low + 0.5 : 1, false);
    }

    /** The shade of a value; beyond the ends, that of the end. */
    Color color(double value) {
        if (Double.isNaN(value)) {
            return new Color(225, 225, 225);
        }
        double share = Math.max(0, Math.min(1, (value - low) / (high - low)));
        return mixed(root ? Math.sqrt(share) : share);
    }

    /** The shade at a share of the bar. */
    static Color mixed(double share) {
        int first = share < 0.5 ? 0 : 1;
        double t = 2 * share - first;
        Color a = STOPS[first];
        Color b = STOPS[first + 1];
        return new Color(
                (int) Math.round(a.getRed() + t * (b.getRed() - a.getRed())),
                (int) Math.round(a.getGreen() + t * (b.getGreen() - a.getGreen())),
                (int) Math.round(a.getBlue() + t * (b.getBlue() - a.getBlue())));
    }

    /** Where a value stands on the bar. */
    double position(double value) {
        double share = (value - low) / (high - low);
        return root ? Math.sqrt(share) : share;
    }
}
