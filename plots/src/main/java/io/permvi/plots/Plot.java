package io.permvi.plots;

import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Layers over two axes, with a title above, a legend and a note below. Immutable.
 *
 * @param title above the plot
 * @param xAxis across
 * @param yAxis upward
 * @param layers from the lowest to the highest
 * @param note what a reader must know, in small letters below
 * @param plotWidth of the whole in pixels
 * @param plotHeight in pixels, without legend and note
 * @param equalUnits whether a unit across is as long as one upward
 * @param legend whether there is a legend, once two series have names
 */
public record Plot(
        String title,
        Axis xAxis,
        Axis yAxis,
        List<Drawing> layers,
        String note,
        int plotWidth,
        int plotHeight,
        boolean equalUnits,
        boolean legend)
        implements Picture {

    private static final int LEAST = 120;

    /** @throws IllegalArgumentException when it is narrower or lower than 120 pixels */
    public Plot {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(note, "note");
        layers = List.copyOf(layers);
        if (plotWidth < LEAST || plotHeight < LEAST) {
            throw new IllegalArgumentException("a plot must be at least " + LEAST + " x " + LEAST + " pixels, got "
                    + plotWidth + " x " + plotHeight);
        }
    }

    /** An empty plot of 640 x 420 pixels. */
    public static Plot of(String title, Axis xAxis, Axis yAxis) {
        return new Plot(title, xAxis, yAxis, List.of(), "", 640, 420, false, true);
    }

    /** With a layer more, on top. */
    public Plot with(Drawing layer) {
        List<Drawing> more = new ArrayList<>(layers);
        more.add(layer);
        return new Plot(title, xAxis, yAxis, more, note, plotWidth, plotHeight, equalUnits, legend);
    }

    /** With layers more, each on top of those before. */
    public Plot with(List<? extends Drawing> several) {
        List<Drawing> more = new ArrayList<>(layers);
        more.addAll(several);
        return new Plot(title, xAxis, yAxis, more, note, plotWidth, plotHeight, equalUnits, legend);
    }

    /** Without the values in the cells of matrices, where something is drawn on top. */
    public Plot withoutNumbers() {
        List<Drawing> plain = layers.stream()
                .map(layer -> layer instanceof Cells cells ? new Cells(cells.values(), cells.shade(), false) : layer)
                .toList();
        return new Plot(title, xAxis, yAxis, plain, note, plotWidth, plotHeight, equalUnits, legend);
    }

    /** Over other axes. */
    public Plot withAxes(Axis newX, Axis newY) {
        return new Plot(title, newX, newY, layers, note, plotWidth, plotHeight, equalUnits, legend);
    }

    /** With another title. */
    public Plot withTitle(String newTitle) {
        return new Plot(newTitle, xAxis, yAxis, layers, note, plotWidth, plotHeight, equalUnits, legend);
    }

    /** Of this size. */
    public Plot withSize(int newWidth, int newHeight) {
        return new Plot(title, xAxis, yAxis, layers, note, newWidth, newHeight, equalUnits, legend);
    }

    /** With this note below. */
    public Plot withNote(String newNote) {
        return new Plot(title, xAxis, yAxis, layers, newNote, plotWidth, plotHeight, equalUnits, legend);
    }

    /** With units of one length on both axes, as where both are lengths. */
    public Plot withEqualUnits() {
        return new Plot(title, xAxis, yAxis, layers, note, plotWidth, plotHeight, true, legend);
    }

    /** Without a legend. */
    public Plot withoutLegend() {
        return new Plot(title, xAxis, yAxis, layers, note, plotWidth, plotHeight, equalUnits, false);
    }

    @Override
    public int width() {
        return plotWidth;
    }

    @Override
    public int height() {
        return plotHeight + (legend ? Legend.of(List.of(this)).height(plotWidth) : 0) + noteHeight(plotWidth);
    }

    @Override
    public void paint(Graphics2D graphics) {
        Frame frame = new Frame(this);
        frame.paint(graphics, frame.insets());
        int top = plotHeight;
        if (legend) {
            Legend entries = Legend.of(List.of(this));
            entries.paint(graphics, plotWidth, top);
            top += entries.height(plotWidth);
        }
        paintNote(graphics, note, plotWidth, top);
    }

    private int noteHeight(int room) {
        return noteHeight(note, room);
    }

    static int noteHeight(String text, int room) {
        int lines = Letters.SMALL.wrapped(text, room - 24).size();
        return lines == 0 ? 0 : lines * Letters.SMALL.lineHeight() + 8;
    }

    static void paintNote(Graphics2D graphics, String text, int room, int top) {
        List<String> lines = Letters.SMALL.wrapped(text, room - 24);
        Letters.SMALL.drawLines(graphics, lines, 12, top + 6, 0, new java.awt.Color(80, 80, 80));
    }
}
