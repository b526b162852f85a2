package io.permvi.plots;

import java.awt.Color;
import java.util.List;

/**
 * Colors that stay apart for most color-blind readers (Okabe and Ito 2008), and the look of each method, the same in
 * every picture.
 */
public final class Palette {
    /** Blue, vermilion, green, purple, orange, sky blue, gray. */
    public static final List<Color> COLORS = List.of(
            new Color(0, 114, 178),
            new Color(213, 94, 0),
            new Color(0, 158, 115),
            new Color(204, 121, 167),
            new Color(230, 159, 0),
            new Color(86, 180, 233),
            new Color(110, 110, 110));

    /** Of what is known: the exact answer, the truth. */
    public static final Color TRUTH = new Color(30, 30, 30);

    /** Of what only guides the eye. */
    public static final Color FAINT = new Color(165, 165, 165);

    /** In the order of their colors; the next seven have dashed lines. */
    private static final List<String> METHODS = List.of(
            "stick-breaking",
            "rounding",
            "gumbel-matching",
            "gumbel-sinkhorn",
            "sequential",
            "sequential-mixture",
            "naive-mean-field",
            "evidence",
            "given-match",
            "mcmc",
            "variational",
            "permanent",
            "map",
            "corrected");

    private Palette() {}

    /** How a series looks: its color and whether its line is dashed. */
    public record Look(Color color, boolean dashed) {}

    /** The look of a method; a name that is not known gets one by its place among the series. */
    public static Look of(String method, int place) {
        if (method.startsWith("exact") || method.startsWith("truth")) {
            return new Look(TRUTH, false);
        }
        int known = METHODS.indexOf(method);
        return look(known >= 0 ? known : place);
    }

    /** The look of the k-th series. */
    public static Look look(int k) {
        return new Look(COLORS.get(k % COLORS.size()), k / COLORS.size() % 2 == 1);
    }

    /** The k-th color. */
    public static Color color(int k) {
        return COLORS.get(k % COLORS.size());
    }
}
