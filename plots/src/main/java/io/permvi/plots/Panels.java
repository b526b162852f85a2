package io.permvi.plots;

import java.awt.Graphics2D;
import java.awt.Insets;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Plots in rows and columns, their boxes aligned, with one title above and one legend and note below. Immutable.
 *
 * @param title above all; none where blank
 * @param columns plots in a row
 * @param plots row by row
 * @param note in small letters below
 */
public record Panels(String title, int columns, List<Plot> plots, String note) implements Picture {
    /** @throws IllegalArgumentException when there is no plot or no column */
    public Panels {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(note, "note");
        plots = List.copyOf(plots);
        if (plots.isEmpty() || columns < 1) {
            throw new IllegalArgumentException(
                    "panels need a plot and a column, got " + plots.size() + " plots in " + columns + " columns");
        }
    }

    /** Plots side by side. */
    public static Panels of(String title, int columns, List<Plot> plots) {
        return new Panels(title, columns, plots, "");
    }

    /** With this note below. */
    public Panels withNote(String newNote) {
        return new Panels(title, columns, plots, newNote);
    }

    private int rows() {
        return (plots.size() + columns - 1) / columns;
    }

    private int columnWidth(int column) {
        return places(column % columns, columns, 0)
                .mapToObj(plots::get)
                .mapToInt(Plot::plotWidth)
                .max()
                .orElse(0);
    }

    private int rowHeight(int row) {
        return places(row * columns, 1, columns)
                .mapToObj(plots::get)
                .mapToInt(plot -> plot.plotHeight() + Plot.noteHeight(plot.note(), plot.plotWidth()))
                .max()
                .orElse(0);
    }

    /** The plots of a column or, where a count is given, of a row. */
    private IntStream places(int first, int step, int count) {
        int end = count > 0 ? Math.min(plots.size(), first + count) : plots.size();
        return IntStream.iterate(first, k -> k < end, k -> k + step);
    }

    @Override
    public int width() {
        return IntStream.range(0, Math.min(columns, plots.size()))
                .map(this::columnWidth)
                .sum();
    }

    private int titleHeight() {
        int lines = Letters.TITLE.wrapped(title, width() - 24).size();
        return lines == 0 ? 0 : lines * Letters.TITLE.lineHeight() + 10;
    }

    private Legend legend() {
        return Legend.of(plots.stream().filter(Plot::legend).toList());
    }

    @Override
    public int height() {
        return titleHeight()
                + IntStream.range(0, rows()).map(this::rowHeight).sum()
                + legend().height(width())
                + Plot.noteHeight(note, width());
    }

    @Override
    public void paint(Graphics2D graphics) {
        double y = 8 + Letters.TITLE.lineHeight() / 2.0;
        List<String> lines = Letters.TITLE.wrapped(title, width() - 24);
        Letters.TITLE.drawLines(graphics, lines, width() / 2.0, y, 0.5, Palette.TRUTH);
        int top = titleHeight();
        for (int row = 0; row < rows(); row++) {
            paintRow(graphics, row, top);
            top += rowHeight(row);
        }
        legend().paint(graphics, width(), top);
        Plot.paintNote(graphics, note, width(), top + legend().height(width()));
    }

    private void paintRow(Graphics2D graphics, int row, int top) {
        int left = 0;
        for (int k = row * columns; k < Math.min(plots.size(), (row + 1) * columns); k++) {
            Graphics2D part = (Graphics2D) graphics.create();
            part.translate(left, top);
            Plot plot = plots.get(k);
            new Frame(plot).paint(part, aligned(k));
            Plot.paintNote(part, plot.note(), plot.plotWidth(), plot.plotHeight());
            part.dispose();
            left += columnWidth(k);
        }
    }

    /** The widest insets of the column to both sides, the highest of the row above and below. */
    private Insets aligned(int k) {
        Insets common = new Insets(0, 0, 0, 0);
        places(k % columns, columns, 0)
                .mapToObj(plots::get)
                .map(plot -> new Frame(plot).insets())
                .forEach(insets -> {
                    common.left = Math.max(common.left, insets.left);
                    common.right = Math.max(common.right, insets.right);
                });
        places(k / columns * columns, 1, columns)
                .mapToObj(plots::get)
                .map(plot -> new Frame(plot).insets())
                .forEach(insets -> {
                    common.top = Math.max(common.top, insets.top);
                    common.bottom = Math.max(common.bottom, insets.bottom);
                });
        return common;
    }
}
