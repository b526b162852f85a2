package io.permvi.applications.puzzles;

import io.permvi.applications.files.InputException;
import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import java.util.Arrays;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/**
 * How an image becomes a puzzle: the central square of {@code grid * side} pixels is cut into square pieces. Where that is
 * larger than the image, black pixels surround it; where one line is left over, the last row and column are dropped.
 *
 * @param grid pieces along each border
 * @param side pixels along each border of a piece
 * @param size pixels along each border of an image
 * @param channels numbers of a pixel
 */
public record PuzzleCut(int grid, int side, int size, int channels) {
    /** Pixel lines at each side of a piece that a network compares. */
    private static final int LINES = 2;

    /** Features of a piece are means over cells when it has more pixels along a border than this. */
    private static final int LARGEST_GRAY = 14;

    private static final int LARGEST_COLOR = 8;

    public PuzzleCut {
        if (grid < 2 || grid > size / LINES) {
            throw new InputException("--grid must be from 2 to " + size / LINES + ", got " + grid);
        }
        if (side < LINES || side > size) {
            throw new InputException("--side must be from " + LINES + " to " + size + " pixels, got " + side);
        }
    }

    /** The cut with sides rounded to the nearest number of pixels. */
    public static int nearestSide(int grid, int size) {
        return Math.max(LINES, (int) Math.round((double) size / Math.max(1, grid)));
    }

    /** The cut that a network file remembers. */
    public static PuzzleCut from(ArrayFile file) throws ArrayFileException {
        return new PuzzleCut(
                file.intSetting("grid"), file.intSetting("side"), file.intSetting("size"), file.intSetting("channels"));
    }

    /** Adds what a network file remembers. */
    public void addTo(Map<String, String> settings) {
        settings.put("grid", String.valueOf(grid));
        settings.put("side", String.valueOf(side));
        settings.put("size", String.valueOf(size));
        settings.put("channels", String.valueOf(channels));
    }

    public int pieceCount() {
        return grid * grid;
    }

    public int pixelsOfPiece() {
        return side * side * channels;
    }

    /** Cells of a piece's features along each border. */
    private int cells() {
        return Math.min(side, channels == 1 ? LARGEST_GRAY : LARGEST_COLOR);
    }

    int pieceFeatures() {
        return cells() * cells() * channels;
    }

    int sideFeatures() {
        return LINES * side * channels;
    }

    /** The first pixel of the cut in the image; negative where black pixels are added. */
    private int start() {
        return Math.floorDiv(size - grid * side, 2);
    }

    /** What is cut, for tables. */
    public String description() {
        int used = grid * side;
        String frame = used == size ? "whole image" : used > size ? "padded to " + used : "cropped to " + used;
        return grid + "x" + grid + ", piece side " + side + ", " + frame;
    }

    /**
     * The pieces of an image.
     *
     * @param pixels the image. Not modified.
     * @param placeOfRow the place of the piece that comes into each row. Not modified.
     * @param firstRow of {@code pieces}
     * @param pieces a row of pixels for each piece, channels innermost. Modified.
     */
    public void cut(double[] pixels, int[] placeOfRow, int firstRow, DMatrixRMaj pieces) {
        for (int r = 0; r < pieceCount(); r++) {
            int top = start() + placeOfRow[r] / grid * side;
            int left = start() + placeOfRow[r] % grid * side;
            int to = (firstRow + r) * pixelsOfPiece();
            for (int y = top; y < top + side; y++) {
                for (int x = left; x < left + side; x++) {
                    boolean inside = y >= 0 && y < size && x >= 0 && x < size;
                    for (int c = 0; c < channels; c++) {
                        pieces.data[to++] = inside ? pixels[(y * size + x) * channels + c] : 0;
                    }
                }
            }
        }
    }

    /** Buffers for a minibatch of puzzles and what a network sees of them. */
    final class Minibatch {
        private final int puzzles;
        private final DMatrixRMaj pieces;
        private final DMatrixRMaj features;
        private final DMatrixRMaj after;
        private final DMatrixRMaj before;
        private final double[] mean;

        /** For so many puzzles. */
        Minibatch(int puzzles) {
            this.puzzles = puzzles;
            pieces = new DMatrixRMaj(puzzles * pieceCount(), pixelsOfPiece());
            features = new DMatrixRMaj(puzzles * pieceCount(), pieceFeatures());
            after = new DMatrixRMaj(2 * puzzles * pieceCount(), sideFeatures());
            before = new DMatrixRMaj(2 * puzzles * pieceCount(), sideFeatures());
            mean = new double[channels];
        }

        /** The pixels of the pieces, the puzzles one after the other. */
        DMatrixRMaj pieces() {
            return pieces;
        }

        /** Cuts an image into one of the puzzles. */
        void set(int puzzle, double[] pixels, int[] placeOfRow) {
            cut(pixels, placeOfRow, puzzle * pieceCount(), pieces);
        }

        /** What the network sees, once all puzzles are set. */
        PuzzleBatch batch() {
            int half = puzzles * pieceCount();
            for (int t = 0; t < puzzles; t++) {
                setMean(t);
                for (int row = t * pieceCount(); row < (t + 1) * pieceCount(); row++) {
                    setFeatures(row);
                    setSide(row, side - 1, -1, true, after, row);
                    setSide(row, side - 1, -1, false, after, half + row);
                    setSide(row, 0, 1, true, before, row);
                    setSide(row, 0, 1, false, before, half + row);
                }
            }
            return new PuzzleBatch(grid, grid, features, after, before);
        }

        /** The mean color of a puzzle, which photographs are compared without; gray drawings keep their black at 0. */
        private void setMean(int puzzle) {
            Arrays.fill(mean, 0);
            if (channels == 1) {
                return;
            }
            int from = puzzle * pieceCount() * pixelsOfPiece();
            int length = pieceCount() * pixelsOfPiece();
            for (int i = 0; i < length; i++) {
                mean[i % channels] += pieces.data[from + i] * channels / length;
            }
        }

        private void setFeatures(int row) {
            int cells = cells();
            for (int v = 0; v < cells; v++) {
                for (int u = 0; u < cells; u++) {
                    for (int c = 0; c < channels; c++) {
                        features.data[((row * cells + v) * cells + u) * channels + c] = cell(row, v, u, c) - mean[c];
                    }
                }
            }
        }

        private double cell(int row, int v, int u, int c) {
            int cells = cells();
            int top = v * side / cells;
            int bottom = (v + 1) * side / cells;
            int left = u * side / cells;
            int right = (u + 1) * side / cells;
            double sum = 0;
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    sum += pieces.data[row * pixelsOfPiece() + (y * side + x) * channels + c];
                }
            }
            return sum / ((bottom - top) * (right - left));
        }

        /** The lines next to a side, the touching one first. */
        private void setSide(int row, int first, int step, boolean vertical, DMatrixRMaj sides, int to) {
            int at = to * sideFeatures();
            for (int line = first, k = 0; k < LINES; k++, line += step) {
                for (int i = 0; i < side; i++) {
                    int pixel = vertical ? i * side + line : line * side + i;
                    for (int c = 0; c < channels; c++) {
                        sides.data[at++] = pieces.data[row * pixelsOfPiece() + pixel * channels + c] - mean[c];
                    }
                }
            }
        }
    }

    /**
     * The groups of pieces that look alike.
     *
     * @param pieces a row of pixels for each piece. Not modified.
     * @param firstRow of the puzzle
     * @param group the first piece of the same look, for each piece. Modified.
     */
    public void findGroups(DMatrixRMaj pieces, int firstRow, int[] group) {
        for (int i = 0; i < pieceCount(); i++) {
            group[i] = i;
            for (int j = 0; j < i && group[i] == i; j++) {
                if (group[j] == j && sameLook(pieces, firstRow + i, firstRow + j)) {
                    group[i] = j;
                }
            }
        }
    }

    private boolean sameLook(DMatrixRMaj pieces, int a, int b) {
        int length = pixelsOfPiece();
        return Arrays.equals(pieces.data, a * length, (a + 1) * length, pieces.data, b * length, (b + 1) * length);
    }
}
