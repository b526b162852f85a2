package io.permvi.plots;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names of series beside their signs, in lines as wide as there is room. */
record Legend(List<Drawing.Key> keys) {
    private static final int SIGN = 26;
    private static final int GAP = 20;
    private static final int LINE = 18;

    /** Of plots that stand together: each name once; nothing where there is a single series. */
    static Legend of(List<Plot> plots) {
        Map<String, Drawing.Key> keys = new LinkedHashMap<>();
        for (Plot plot : plots) {
            for (Drawing layer : plot.layers()) {
                layer.key().ifPresent(key -> keys.putIfAbsent(key.name(), key));
            }
        }
        return new Legend(keys.size() > 1 ? List.copyOf(keys.values()) : List.of());
    }

    private int width(Drawing.Key key) {
        return SIGN + 6 + Letters.PLAIN.width(key.name()) + GAP;
    }

    private List<List<Drawing.Key>> lines(int room) {
        List<List<Drawing.Key>> lines = new ArrayList<>();
        int used = Integer.MAX_VALUE;
        for (Drawing.Key key : keys) {
            if (used > room - 20 - width(key)) {
                lines.add(new ArrayList<>());
                used = 0;
            }
            lines.get(lines.size() - 1).add(key);
            used += width(key);
        }
        return lines;
    }

    int height(int room) {
        return keys.isEmpty() ? 0 : lines(room).size() * LINE + 8;
    }

    /** Each line in the middle. */
    void paint(Graphics2D graphics, int room, int top) {
        double y = top + LINE / 2.0;
        for (List<Drawing.Key> line : lines(room)) {
            int total = line.stream().mapToInt(this::width).sum() - GAP;
            double x = Math.max(10, (room - total) / 2.0);
            for (Drawing.Key key : line) {
                sign(graphics, key, x, y);
                Letters.PLAIN.draw(graphics, key.name(), x + SIGN + 6, y, 0, Palette.TRUTH);
                x += width(key);
            }
            y += LINE;
        }
    }

    private static void sign(Graphics2D graphics, Drawing.Key key, double x, double y) {
        graphics.setColor(key.color());
        if (key.mark() == Drawing.Mark.BOX) {
            graphics.fill(new Rectangle2D.Double(x + 7, y - 5, 12, 10));
        }
        if (key.mark() == Drawing.Mark.LINE || key.mark() == Drawing.Mark.BOTH) {
            graphics.setStroke(Series.stroke(2.4f, key.dashed()));
            Strokes.line(graphics, x, y, x + SIGN, y);
        }
        if (key.mark() == Drawing.Mark.POINT || key.mark() == Drawing.Mark.BOTH) {
            key.shape().paint(graphics, x + SIGN / 2.0, y, 8);
        }
    }
}
