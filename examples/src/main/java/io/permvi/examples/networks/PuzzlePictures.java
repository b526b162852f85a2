package io.permvi.examples.networks;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.puzzles.ImageSource;
import io.permvi.applications.puzzles.PuzzleCut;
import io.permvi.applications.puzzles.PuzzleNetwork;
import io.permvi.applications.puzzles.PuzzleSolver;
import io.permvi.plots.ImageGrid;
import io.permvi.plots.Shades;
import io.permvi.relaxations.random.DrawRandom;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Puzzles as pictures: scrambled, softly rebuilt at several temperatures, solved (Mena et al. 2018, figure 2a). */
final class PuzzlePictures {
    private static final int CELL = 130;
    private static final double[] TEMPERATURES = {10, 3, 1};

    private final PuzzleCut cut;
    private final ImageSource source;
    private final int first;
    private final int images;
    private final PuzzleSolver solver;

    PuzzlePictures(NetworkFiles.Trained<PuzzleNetwork> trained, ImageSource source, int first, int images, long seed) {
        this.cut = trained.network().cut();
        this.source = source;
        this.first = first;
        this.images = images;
        this.solver = new PuzzleSolver(trained.network(), trained.weights(), images, 0);
        double[] pixels = new double[source.length()];
        for (int t = 0; t < images; t++) {
            source.test(first + t, pixels);
            solver.set(t, pixels, DrawRandom.of(seed, first + t, 1));
        }
        solver.solve();
    }

    /** Writes puzzles.png and scores.png. */
    void write(OutputFolder out) {
        List<String> headings = new ArrayList<>(List.of("scrambled"));
        for (double temperature : TEMPERATURES) {
            headings.add("soft, temperature " + Math.round(temperature));
        }
        headings.addAll(List.of("hard", "original"));
        List<List<BufferedImage>> puzzles = new ArrayList<>();
        List<List<BufferedImage>> matrices = new ArrayList<>();
        for (int t = 0; t < images; t++) {
            puzzles.add(pictures(t));
            matrices.add(matrices(t));
        }
        ImageGrid solved = new ImageGrid(
                "Puzzles of " + source.format().name() + " images: " + cut.description(),
                headings,
                puzzles,
                CELL,
                "Test images " + first + " to " + (first + images - 1)
                        + ". Soft: what stands at each place in the mean, P' X. Hard: the best assignment.");
        out.write("puzzles.png", solved::save);
        ImageGrid scores = new ImageGrid(
                "Scores g before and after the Sinkhorn operator S",
                List.of("scores g", "S(g / 10)", "S(g / 3)", "S(g)", "hard"),
                matrices,
                CELL,
                "Rows: pieces in the order of their true places; columns: places. Scores: white is the smallest of a matrix,"
                        + " dark blue the largest. The others: white is 0, dark blue is 1, by the square root.");
        out.write("scores.png", scores::save);
    }

    private List<BufferedImage> pictures(int t) {
        DMatrixRMaj pieces = solver.pieces(t);
        List<BufferedImage> row = new ArrayList<>(List.of(assembled(pieces)));
        for (double temperature : TEMPERATURES) {
            row.add(assembled(rebuilt(solver.relaxed(t, temperature), pieces)));
        }
        row.add(assembled(rebuilt(hard(t), pieces)));
        DMatrixRMaj truth = new DMatrixRMaj(cut.pieceCount(), cut.pieceCount());
        for (int r = 0; r < cut.pieceCount(); r++) {
            truth.set(r, solver.placeOfRow(t, r), 1);
        }
        row.add(assembled(rebuilt(truth, pieces)));
        return row;
    }

    private List<BufferedImage> matrices(int t) {
        List<BufferedImage> row = new ArrayList<>();
        DMatrixRMaj scores = inOrder(t, solver.scores(t));
        Shades share = Shades.ofProbabilities();
        row.add(ImageGrid.image(scores, Shades.of("score", scores.data)));
        for (double temperature : TEMPERATURES) {
            row.add(ImageGrid.image(inOrder(t, solver.relaxed(t, temperature)), share));
        }
        row.add(ImageGrid.image(inOrder(t, hard(t)), share));
        return row;
    }

    /** The solution as a matrix, shuffled pieces by places. */
    private DMatrixRMaj hard(int t) {
        int[] placeOfPiece = new int[cut.pieceCount()];
        solver.places(t, placeOfPiece);
        DMatrixRMaj matrix = new DMatrixRMaj(cut.pieceCount(), cut.pieceCount());
        for (int r = 0; r < cut.pieceCount(); r++) {
            matrix.set(r, placeOfPiece[solver.placeOfRow(t, r)], 1);
        }
        return matrix;
    }

    private DMatrixRMaj inOrder(int t, DMatrixRMaj shuffled) {
        DMatrixRMaj matrix = new DMatrixRMaj(cut.pieceCount(), cut.pieceCount());
        for (int r = 0; r < cut.pieceCount(); r++) {
            for (int q = 0; q < cut.pieceCount(); q++) {
                matrix.set(solver.placeOfRow(t, r), q, shuffled.get(r, q));
            }
        }
        return matrix;
    }

    private static DMatrixRMaj rebuilt(DMatrixRMaj relaxed, DMatrixRMaj pieces) {
        DMatrixRMaj rebuilt = new DMatrixRMaj(pieces.numRows, pieces.numCols);
        CommonOps_DDRM.multTransA(relaxed, pieces, rebuilt);
        return rebuilt;
    }

    private BufferedImage assembled(DMatrixRMaj pieces) {
        return assembled(cut, pieces);
    }

    /** The picture that pieces make when laid row by row. */
    static BufferedImage assembled(PuzzleCut cut, DMatrixRMaj pieces) {
        int side = cut.side();
        int width = cut.grid() * side;
        double[] pixels = new double[width * width * cut.channels()];
        for (int q = 0; q < cut.pieceCount(); q++) {
            for (int k = 0; k < cut.pixelsOfPiece(); k++) {
                int pixel = k / cut.channels();
                int y = q / cut.grid() * side + pixel / side;
                int x = q % cut.grid() * side + pixel % side;
                pixels[(y * width + x) * cut.channels() + k % cut.channels()] = pieces.get(q, k);
            }
        }
        return ImageGrid.image(pixels, width, width, cut.channels());
    }
}
