package io.permvi.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Insets;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** Title, axes, ticks and grid of a plot, and where its box lies. */
final class Frame {
    private static final int MOST_NUMBERS = 12;
    private static final Color GRID = new Color(232, 232, 232);
    private static final Color BORDER = new Color(150, 150, 150);
    private static final int PAD = 10;
    private static final int TICK = 4;
    private static final int NAME_LINE = 13;

    private final Plot plot;
    private final Range xData;
    private final Range yData;
    private final Optional<Shades> shades;

    Frame(Plot plot) {
        this.plot = plot;
        xData = Range.of(plot.xAxis(), values(Drawing::xs));
        yData = Range.of(plot.yAxis(), values(Drawing::ys));
        shades =
                plot.layers().stream().flatMap(layer -> layer.shades().stream()).findFirst();
    }

    private DoubleStream values(Function<Drawing, DoubleStream> of) {
        return plot.layers().stream().flatMapToDouble(of::apply);
    }

    /** What title, ticks and titles of the axes take on each side. */
    Insets insets() {
        int top = PAD + titleLines().size() * (Letters.TITLE.lineHeight() + 2);
        int right = PAD + 8 + shades.map(ShadeBar::width).orElse(0);
        int left = PAD + titleRoom(plot.yAxis()) + yLabelWidth() + (silent(plot.yAxis()) ? 0 : TICK + 4);
        int bottom = PAD + titleRoom(plot.xAxis()) + xLabelHeight(plot.plotWidth() - left - right);
        return new Insets(top, left, bottom, right);
    }

    private List<String> titleLines() {
        return Letters.TITLE.wrapped(plot.title(), plot.plotWidth() - 2 * PAD);
    }

    private static boolean silent(Axis axis) {
        return axis.labels().equals(List.of(""));
    }

    private static int titleRoom(Axis axis) {
        return axis.title().isBlank() ? 0 : Letters.PLAIN.lineHeight() + 4;
    }

    private int yLabelWidth() {
        return yTicks(yData, plot.plotHeight() - 90).stream()
                .mapToInt(tick -> Letters.SMALL.width(tick.label()))
                .max()
                .orElse(0);
    }

    private List<Ticks.Tick> yTicks(Range range, double high) {
        List<String> labels = plot.yAxis().labels();
        double most = labels.isEmpty()
                ? Math.max(Math.min(MOST_NUMBERS, high / 34), Math.min(4, high / 20))
                : high / nameRoom(labels, range, high);
        return Ticks.of(plot.yAxis(), range, (int) Math.max(2, most));
    }

    /** A line for each name; numbers that are too many for that stand further apart. */
    private static int nameRoom(List<String> labels, Range range, double room) {
        boolean dense = room / range.length() < NAME_LINE;
        return dense && isNumber(labels.get(labels.size() - 1)) ? 45 : NAME_LINE;
    }

    private static boolean isNumber(String label) {
        return label.chars().allMatch(Character::isDigit);
    }

    private int xLabelHeight(double wide) {
        if (silent(plot.xAxis())) {
            return 0;
        }
        int height = Letters.SMALL.lineHeight();
        if (upright(wide)) {
            height = xTicks(xData, wide).stream()
                    .mapToInt(tick -> Letters.SMALL.width(tick.label()))
                    .max()
                    .orElse(0);
        }
        return TICK + 4 + height;
    }

    /** Whether the names below stand upright: where they are too wide to lie side by side. */
    private boolean upright(double wide) {
        List<String> labels = plot.xAxis().labels();
        int widest = labels.stream().mapToInt(Letters.SMALL::width).max().orElse(0);
        return (widest + 8) * xData.length() > wide && !sparse(wide);
    }

    /** Whether only some of the numbers below are written. */
    private boolean sparse(double wide) {
        List<String> labels = plot.xAxis().labels();
        String last = labels.isEmpty() ? "" : labels.get(labels.size() - 1);
        return isNumber(last) && (Letters.SMALL.width(last) + 8) * xData.length() > wide;
    }

    /** As many as have room for their labels. */
    private List<Ticks.Tick> xTicks(Range range, double wide) {
        if (!plot.xAxis().labels().isEmpty()) {
            double each = upright(wide) ? NAME_LINE : sparse(wide) ? 45 : 1;
            return Ticks.of(plot.xAxis(), range, (int) Math.max(1, wide / each));
        }
        for (int most = MOST_NUMBERS; most > 2; most--) {
            List<Ticks.Tick> ticks = Ticks.of(plot.xAxis(), range, most);
            if (haveRoom(ticks, range, wide)) {
                return ticks;
            }
        }
        return Ticks.of(plot.xAxis(), range, 2);
    }

    private static boolean haveRoom(List<Ticks.Tick> ticks, Range range, double wide) {
        double end = Double.NEGATIVE_INFINITY;
        for (Ticks.Tick tick : ticks) {
            if (!tick.label().isEmpty()) {
                double half = Letters.SMALL.width(tick.label()) / 2.0;
                double at = wide * range.share(tick.value());
                if (at - half < end + 10) {
                    return false;
                }
                end = at + half;
            }
        }
        return true;
    }

    /** Paints the plot without legend and note, its box within these insets. */
    void paint(Graphics2D graphics, Insets insets) {
        Rectangle2D box = new Rectangle2D.Double(
                insets.left,
                insets.top,
                plot.plotWidth() - insets.left - insets.right,
                plot.plotHeight() - insets.top - insets.bottom);
        Plane plane = plane(box);
        List<Ticks.Tick> xTicks = xTicks(plane.xRange(), box.getWidth());
        List<Ticks.Tick> yTicks = yTicks(plane.yRange(), box.getHeight());
        paintTitle(graphics);
        boolean matrix = shades.isPresent();
        if (!matrix) {
            paintGrid(graphics, plane, xTicks, yTicks);
        }
        plot.layers().forEach(layer -> layer.paint(graphics, plane));
        graphics.setColor(BORDER);
        graphics.setStroke(new BasicStroke(1));
        graphics.draw(box);
        paintX(graphics, plane, xTicks);
        paintY(graphics, plane, yTicks);
        shades.ifPresent(bar -> ShadeBar.paint(graphics, bar, box));
    }

    private Plane plane(Rectangle2D box) {
        Range x = xData;
        Range y = yData;
        if (plot.equalUnits()) {
            double unit = Math.max(x.length() / box.getWidth(), y.length() / box.getHeight());
            x = x.stretchedTo(unit * box.getWidth());
            y = y.stretchedTo(unit * box.getHeight());
        }
        return new Plane(box, plot.xAxis(), plot.yAxis(), x, y);
    }

    private void paintTitle(Graphics2D graphics) {
        double y = PAD + Letters.TITLE.lineHeight() / 2.0 - 2;
        Letters.TITLE.drawLines(graphics, titleLines(), plot.plotWidth() / 2.0, y, 0.5, Palette.TRUTH);
    }

    private void paintGrid(Graphics2D graphics, Plane plane, List<Ticks.Tick> xTicks, List<Ticks.Tick> yTicks) {
        graphics.setColor(GRID);
        graphics.setStroke(new BasicStroke(1));
        Rectangle2D box = plane.box();
        for (Ticks.Tick tick : xTicks) {
            if (plot.xAxis().labels().isEmpty() && !tick.label().isEmpty()) {
                double x = plane.x(tick.value());
                Strokes.line(graphics, x, box.getMinY(), x, box.getMaxY());
            }
        }
        for (Ticks.Tick tick : yTicks) {
            if (!silent(plot.yAxis()) && !tick.label().isEmpty()) {
                double y = plane.y(tick.value());
                Strokes.line(graphics, box.getMinX(), y, box.getMaxX(), y);
            }
        }
    }

    private void paintX(Graphics2D graphics, Plane plane, List<Ticks.Tick> ticks) {
        Rectangle2D box = plane.box();
        boolean upright = !plot.xAxis().labels().isEmpty() && upright(box.getWidth());
        double y = box.getMaxY();
        for (Ticks.Tick tick : silent(plot.xAxis()) ? List.<Ticks.Tick>of() : ticks) {
            double x = plane.x(tick.value());
            graphics.setColor(BORDER);
            Strokes.line(graphics, x, y, x, y + (tick.label().isEmpty() ? TICK / 2.0 : TICK));
            if (upright) {
                Letters.SMALL.drawUpright(graphics, tick.label(), x, y + TICK + 3, 1, Palette.TRUTH);
            } else {
                Letters.SMALL.draw(graphics, tick.label(), x, y + TICK + 9, 0.5, Palette.TRUTH);
            }
        }
        double titleY = y + xLabelHeight(box.getWidth()) + 4 + Letters.PLAIN.lineHeight() / 2.0;
        Letters.PLAIN.draw(graphics, plot.xAxis().title(), box.getCenterX(), titleY, 0.5, Palette.TRUTH);
    }

    private void paintY(Graphics2D graphics, Plane plane, List<Ticks.Tick> ticks) {
        Rectangle2D box = plane.box();
        double x = box.getMinX();
        double widest = 0;
        for (Ticks.Tick tick : silent(plot.yAxis()) ? List.<Ticks.Tick>of() : ticks) {
            double y = plane.y(tick.value());
            graphics.setColor(BORDER);
            graphics.setStroke(new BasicStroke(1));
            Strokes.line(graphics, x - (tick.label().isEmpty() ? TICK / 2.0 : TICK), y, x, y);
            Letters.SMALL.draw(graphics, tick.label(), x - TICK - 4, y, 1, Palette.TRUTH);
            widest = Math.max(widest, Letters.SMALL.width(tick.label()));
        }
        double titleX = x - TICK - 4 - widest - 4 - Letters.PLAIN.lineHeight() / 2.0;
        Letters.PLAIN.drawUpright(graphics, plot.yAxis().title(), titleX, box.getCenterY(), 0.5, Palette.TRUTH);
    }
}
