package io.permvi.examples.networks;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.puzzles.ImageSource;
import io.permvi.applications.puzzles.PuzzleCut;
import io.permvi.applications.puzzles.PuzzleNetwork;
import io.permvi.applications.puzzles.PuzzleScore;
import io.permvi.applications.puzzles.PuzzleSolver;
import io.permvi.examples.common.ProgressReport;
import io.permvi.relaxations.random.DrawRandom;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** The scores of a network on test images: both rules, the strict floor, and the errors of the pictures. */
final class PuzzleReport {
    private static final int MINIBATCH = 32;

    private final PuzzleNetwork network;
    private final ImageSource source;
    private final int images;
    private final int kicks;
    private final PuzzleScore strict = new PuzzleScore();
    private final PuzzleScore interchangeable = new PuzzleScore();
    private final PuzzleScore floor = new PuzzleScore();
    private double absoluteError;
    private double squaredError;

    /**
     * Solves the first test images.
     *
     * @param images how many
     * @param kicks of the search that improves each answer; 0 for the network's own
     * @param seed of the shuffling
     */
    PuzzleReport(NetworkFiles.Trained<PuzzleNetwork> trained, ImageSource source, int images, int kicks, long seed) {
        this.kicks = kicks;
        this.network = trained.network();
        this.source = source;
        this.images = images;
        try (ProgressReport progress = ProgressReport.start("solving", images)) {
            for (int first = 0; first < images; first += MINIBATCH) {
                int count = Math.min(MINIBATCH, images - first);
                solve(new PuzzleSolver(network, trained.weights(), count, kicks), first, count, seed);
                progress.update(first + count, String.format(Locale.ROOT, "wrong %.4f", interchangeable.wrong()));
            }
        }
    }

    private void solve(PuzzleSolver solver, int first, int count, long seed) {
        PuzzleCut cut = network.cut();
        double[] pixels = new double[source.length()];
        int[] places = new int[cut.pieceCount()];
        int[] group = new int[cut.pieceCount()];
        for (int t = 0; t < count; t++) {
            source.test(first + t, pixels);
            solver.set(t, pixels, DrawRandom.of(seed, first + t, 1));
        }
        solver.solve();
        for (int t = 0; t < count; t++) {
            var inOrder = new DMatrixRMaj(cut.pieceCount(), cut.pixelsOfPiece());
            source.test(first + t, pixels);
            cut.cut(pixels, IntStream.range(0, cut.pieceCount()).toArray(), 0, inOrder);
            cut.findGroups(inOrder, 0, group);
            solver.places(t, places);
            strict.addStrict(places);
            interchangeable.addInterchangeable(places, group);
            floor.addFloor(group, DrawRandom.of(seed, first + t, 2));
            addPictureErrors(inOrder, places);
        }
    }

    private void addPictureErrors(DMatrixRMaj inOrder, int[] places) {
        int length = inOrder.numCols;
        double absolute = 0;
        double squared = 0;
        for (int piece = 0; piece < places.length; piece++) {
            for (int k = 0; k < length; k++) {
                double error = inOrder.data[piece * length + k] - inOrder.data[places[piece] * length + k];
                absolute += Math.abs(error);
                squared += error * error;
            }
        }
        absoluteError += absolute / inOrder.getNumElements();
        squaredError += squared / inOrder.getNumElements();
    }

    /** Prints the table and writes scores.csv and summary.json. */
    void write(OutputFolder out, PrintWriter log) {
        List<Line> lines = List.of(
                Line.of("interchangeable", interchangeable), Line.of("strict", strict), Line.of("strict floor", floor));
        log.printf(
                "%s, %s, %,d test images%s%n",
                network.images(),
                network.cut().description(),
                images,
                kicks > 0 ? ", answers improved by search, " + kicks + " kicks" : "");
        log.printf("%-16s %8s %8s %8s%n", "rule", "tau", "wrong", "any");
        for (Line line : lines) {
            log.printf(
                    Locale.ROOT, "%-16s %8.4f %8.4f %8.4f%n", line.rule(), line.tau(), line.wrong(), line.anyWrong());
        }
        double l1 = absoluteError / images;
        double l2 = squaredError / images;
        log.printf(Locale.ROOT, "pixel errors: l1 %.5f (mean absolute), l2 %.5f (mean squared)%n", l1, l2);
        out.writeRecords("scores.csv", Line.class, lines);
        Map<String, Object> summary = new LinkedHashMap<>(network.settings());
        summary.put("cut", network.cut().description());
        summary.put("testImages", images);
        summary.put("searchKicks", kicks);
        summary.put("interchangeable", lines.get(0));
        summary.put("strict", lines.get(1));
        summary.put("strictFloor", lines.get(2));
        summary.put("l1", l1);
        summary.put("l2", l2);
        out.writeSummary("jigsaw evaluate", summary);
    }

    private record Line(String rule, double tau, double wrong, double anyWrong) {
        static Line of(String rule, PuzzleScore score) {
            return new Line(rule, score.tau(), score.wrong(), score.anyWrong());
        }
    }
}
