package io.permvi.plots;

import java.awt.Color;
import java.util.List;
import java.util.Map;

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

    /** Methods that share a color never stand in one picture, or one of them is dashed. */
    private static final Map<String, Look> METHODS = Map.ofEntries(
            Map.entry("stick-breaking", solid(0)),
            Map.entry("rounding", solid(1)),
            Map.entry("gumbel-matching", solid(2)),
            Map.entry("gumbel-sinkhorn", solid(3)),
            Map.entry("sequential", solid(4)),
            Map.entry("sequential-mixture", solid(5)),
            Map.entry("naive-mean-field", new Look(COLORS.get(6), true)),
            Map.entry("gumbel-softmax", solid(6)),
            Map.entry("exchanges", solid(0)),
            Map.entry("cold-exchanges", new Look(COLORS.get(0), true)),
            Map.entry("map", solid(2)),
            Map.entry("variational", solid(4)),
            Map.entry("mcmc", solid(5)),
            Map.entry("collapsed-gumbel-sinkhorn", new Look(COLORS.get(3), true)));

    private Palette() {}

    /** How a series looks: its color and whether its line is dashed. */
    public record Look(Color color, boolean dashed) {}

    /** The look of a method; a name that is not known gets one by its place among the series. */
    public static Look of(String method, int place) {
        if (method.startsWith("exact") || method.startsWith("truth")) {
            return new Look(TRUTH, false);
        }
        return METHODS.getOrDefault(method, look(place));
    }

    private static Look solid(int k) {
        return new Look(COLORS.get(k), false);
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
