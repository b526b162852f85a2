package io.permvi.examples.tracks;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.tracks.Spots;
import io.permvi.applications.tracks.TrackResult;
import io.permvi.applications.tracks.TrackScores;
import io.permvi.plots.Axis;
import io.permvi.plots.CalibrationPictures;
import io.permvi.plots.Lines;
import io.permvi.plots.Palette;
import io.permvi.plots.Panels;
import io.permvi.plots.Picture;
import io.permvi.plots.Plot;
import io.permvi.plots.ReliabilityCurve;
import io.permvi.plots.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** The pictures of tracks. */
final class TrackPictures {
    /** Their names. */
    static final List<String> NAMES = List.of("tracks.png", "flow.png", "lineages.png", "certainty.png");

    private static final int WIDE = 900;
    private static final int MOST_ARROWS = 700;
    private static final int MOST_LINES = 40_000;
    private static final int LINEAGES = 12;
    private static final double SURE = 0.9;

    private final TrackResult result;
    private final Spots spots;

    TrackPictures(TrackResult result) {
        this.result = result;
        spots = result.spots();
    }

    void write(OutputFolder folder) {
        List<Picture> pictures = List.of(tracks(), flow(), lineages(), certainty());
        for (int k = 0; k < pictures.size(); k++) {
            pictures.get(k).save(folder.path().resolve(NAMES.get(k)));
        }
    }

    private Lines lines(String name, IntPredicate wanted, int color) {
        int[] links = Arrays.stream(result.taken()).filter(wanted).toArray();
        int every = Math.max(1, links.length / MOST_LINES);
        List<double[]> ends = IntStream.range(0, links.length)
                .filter(k -> k % every == 0)
                .mapToObj(k -> ends(result.source(links[k]), result.target(links[k])))
                .toList();
        return lines(name, ends, color, 1.2);
    }

    private static Lines lines(String name, List<double[]> ends, int color, double width) {
        return new Lines(name, ends, Collections.nCopies(ends.size(), 1.0), Palette.color(color), width);
    }

    private double[] ends(int i, int j) {
        return new double[] {spots.x(0, i), spots.x(1, i), spots.x(0, j), spots.x(1, j)};
    }

    private double[] coordinates(int axis, IntStream of) {
        return of.mapToDouble(i -> spots.x(axis, i)).toArray();
    }

    private static double extent(double[] values) {
        var range = Arrays.stream(values).summaryStatistics();
        return range.getMax() - range.getMin();
    }

    private Plot space(String title) {
        double[] x = coordinates(0, IntStream.range(0, spots.size()));
        double[] y = coordinates(1, IntStream.range(0, spots.size()));
        double shape = extent(y) / Math.max(1e-300, extent(x));
        int high = (int) (WIDE * Math.max(0.4, Math.min(1.2, shape))) + 60;
        return Plot.of(title, Axis.of("x"), Axis.of("y")).withEqualUnits().withSize(WIDE, high);
    }

    /** All links over space, doubtful ones on top. */
    private Picture tracks() {
        return space("Tracks: " + result.taken().length + " links of " + spots.size() + " spots")
                .with(lines("probability .9 or more", e -> result.probability(e) >= SURE, 0))
                .with(lines("less", e -> result.probability(e) < SURE, 1));
    }

    /** Where things go on average, for some of the spots. */
    private Picture flow() {
        int every = Math.max(1, spots.size() / MOST_ARROWS);
        int[] shown =
                IntStream.range(0, spots.size()).filter(i -> i % every == 0).toArray();
        double[] sizes = Arrays.stream(shown)
                .mapToDouble(i -> Math.hypot(result.flow(0, i), result.flow(1, i)))
                .sorted()
                .toArray();
        double typical = sizes[(int) (0.9 * (sizes.length - 1))];
        double[] x = coordinates(0, Arrays.stream(shown));
        double[] y = coordinates(1, Arrays.stream(shown));
        double scale = typical > 0 ? Math.max(1, 0.03 * extent(x) / typical) : 1;
        List<double[]> arrows = new ArrayList<>();
        for (int k = 0; k < shown.length; k++) {
            double[] flow = {scale * result.flow(0, shown[k]), scale * result.flow(1, shown[k])};
            arrows.add(new double[] {x[k], y[k], x[k] + flow[0], y[k] + flow[1]});
        }
        return space("Flow: expected displacement in a frame"
                        + (scale > 1 ? String.format(Locale.ROOT, ", %.0f times as long", scale) : ""))
                .with(lines("", arrows, 0, 1.5))
                .with(Series.points("", x, y, Palette.color(1)).withWidth(3))
                .withNote("Each line begins at its point.");
    }

    /** The largest families: time to the right, a line a track, joined where one divides. */
    private Picture lineages() {
        Lineage[] families = Lineage.largest(result, LINEAGES);
        List<double[]> lines = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        int row = 0;
        for (Lineage family : families) {
            row = family.draw(row, lines, weights) + 2;
        }
        return Plot.of(
                        "The " + families.length + " largest lineages",
                        Axis.of("frame"),
                        Axis.silent(-1, row).reverse())
                .with(new Lines("", lines, weights, Palette.color(0), 2.5))
                .withSize(WIDE, 120 + 9 * row)
                .withNote("A line a track; thin where a link is doubtful, upright where a track divides.");
    }

    /** How sure the links into each frame are, and how many spots have none. */
    private Picture certainty() {
        int frames = spots.frames();
        double[] time =
                IntStream.range(0, frames).mapToDouble(t -> spots.frame(0) + t).toArray();
        double[] links = new double[frames];
        double[] wrong = new double[frames];
        double[] starts = new double[frames];
        for (int e : result.taken()) {
            links[spots.time(result.target(e))]++;
            wrong[spots.time(result.target(e))] += 1 - result.probability(e);
        }
        for (int t = 0; t < frames; t++) {
            starts[t] = t == 0 ? Double.NaN : 100 * (1 - links[t] / Math.max(1, spots.count(t)));
            wrong[t] = links[t] == 0 ? Double.NaN : 100 * wrong[t] / links[t];
        }
        return Panels.of(
                "",
                1,
                List.of(
                        overTime("Links into each frame", "", "expected to be wrong (%)", time, wrong, 1),
                        overTime("", "frame", "spots without one (%)", time, starts, 0)));
    }

    private static Plot overTime(String title, String below, String beside, double[] time, double[] y, int color) {
        return Plot.of(
                        title,
                        Axis.of(below),
                        Axis.of(beside)
                                .within(
                                        0,
                                        1.05
                                                * Arrays.stream(y)
                                                        .filter(v -> v > 0)
                                                        .max()
                                                        .orElse(1)))
                .with(Series.line("", time, y, Palette.color(color)).withPoints())
                .withSize(WIDE, 260);
    }

    static void writeReliability(TrackScores.Calibration calibration, OutputFolder folder) {
        ReliabilityCurve curve = ReliabilityCurve.of("links", calibration.probabilities(), calibration.right());
        CalibrationPictures.reliability(curve).save(folder.path().resolve("reliability.png"));
    }
}
