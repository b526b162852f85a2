package io.permvi.examples.points;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.points.PointRegistration;
import io.permvi.applications.points.PointsFile;
import io.permvi.examples.common.Charts;
import io.permvi.examples.common.Program;
import io.permvi.inference.fields.PointMatch;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.PosteriorMixture;
import io.permvi.relaxations.permutation.Matching;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi points}: which point of one set is which of another. */
@Command(
        name = "points",
        description = "Match two sets of points under an unknown motion, with outliers on both sides.",
        mixinStandardHelpOptions = true)
public final class PointsCommand extends Program {
    private static final double MOST_OUTLIERS = 1e6;

    @Option(names = "--source", required = true, paramLabel = "FILE", description = "points as CSV: x, y and maybe z")
    private Path sourceFile;

    @Option(
            names = "--target",
            required = true,
            paramLabel = "FILE",
            description = "points as CSV with the same columns")
    private Path targetFile;

    @Option(
            names = "--label",
            defaultValue = "label",
            paramLabel = "COLUMN",
            description = "column that says which points are the same; for scoring only (default: ${DEFAULT-VALUE})")
    private String label;

    @Option(names = "--turns", defaultValue = "16", description = "rotations to start from (default: ${DEFAULT-VALUE})")
    private int turns;

    @Option(names = "--no-reflection", description = "the motion does not reflect")
    private boolean proper;

    @Option(
            names = "--outliers",
            defaultValue = "1",
            description = "expected number of target points without a source (default: ${DEFAULT-VALUE})")
    private double outliers;

    @Override
    public void run() {
        requireAtLeast("--turns", 1, turns);
        if (!(outliers > 0 && outliers <= MOST_OUTLIERS)) {
            throw new InputException("--outliers must be above 0 and at most " + MOST_OUTLIERS + ", got " + outliers);
        }
        PointsFile source = PointsFile.read(sourceFile, label);
        PointsFile target = PointsFile.read(targetFile, label);
        if (source.dimensions() != target.dimensions()) {
            throw new InputException(targetFile + ": " + target.dimensions() + " coordinates, but " + sourceFile
                    + " has " + source.dimensions());
        }
        OutputFolder folder = folder().keeping(List.of(sourceFile, targetFile));
        folder.requireFree(List.of("matches.csv", "summary.json", "points.png"));
        PosteriorMixture<PointMatch> mixture = new PointRegistration(turns, !proper, outliers).match(source, target);
        MatchingMarginals marginals =
                mixture.marginals(mixture.alternatives().get(0).matching());
        Matching best = marginals.mostProbable();
        write(folder, source, target, marginals, best);
        PointMatch match = mixture.alternatives().get(0);
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("bound", match.bound());
        summary.put("reflects", match.motion().mirrors());
        summary.put("rotation", match.motion().rotation().data);
        summary.put("translation", match.motion().translation());
        summary.put("matched", best.size());
        OptionalDouble accuracy = accuracy(source, target, best);
        accuracy.ifPresent(value -> summary.put("accuracy", value));
        folder.writeSummary(name(), summary);
        draw(folder, source, target, match, best);
        PrintWriter output = output();
        output.printf(
                Locale.ROOT,
                "matched %d of %d target points%s; ELBO %.1f%n",
                best.size(),
                target.size(),
                accuracy.isPresent() ? String.format(Locale.ROOT, ", %.3f right", accuracy.getAsDouble()) : "",
                match.bound());
    }

    private static void write(
            OutputFolder folder, PointsFile source, PointsFile target, MatchingMarginals marginals, Matching best) {
        List<String> header = List.of("target", "source", "probability", "unmatched_probability", "source_label");
        folder.writeCsv("matches.csv", header, rows -> {
            for (int i = 0; i < target.size(); i++) {
                int k = best.place(i);
                boolean matched = k != Matching.UNMATCHED;
                rows.add(
                        i + 1,
                        matched ? k + 1 : "",
                        matched ? String.format(Locale.ROOT, "%.4f", marginals.probability(i, k)) : "",
                        String.format(Locale.ROOT, "%.4f", marginals.unmatchedProbability(i)),
                        matched ? source.labels().get(k) : "");
            }
        });
    }

    /** The share of target points treated right: matched to the same label, or left alone where the source has none. */
    private static OptionalDouble accuracy(PointsFile source, PointsFile target, Matching best) {
        if (source.labels().get(0).isEmpty() || target.labels().stream().allMatch(String::isEmpty)) {
            return OptionalDouble.empty();
        }
        return IntStream.range(0, target.size())
                .mapToDouble(i -> {
                    String truth = target.labels().get(i);
                    String said = best.place(i) == Matching.UNMATCHED
                            ? ""
                            : source.labels().get(best.place(i));
                    return said.equals(source.labels().contains(truth) ? truth : "") ? 1 : 0;
                })
                .average();
    }

    private static void draw(
            OutputFolder folder, PointsFile source, PointsFile target, PointMatch match, Matching best) {
        double[][] moved = new double[target.dimensions()][target.size()];
        match.motion().apply(target.coordinates(), moved);
        XYChart chart = new XYChartBuilder()
                .width(700)
                .height(640)
                .title("Target points moved onto the source")
                .xAxisTitle("x (units of the source)")
                .yAxisTitle("y (units of the source)")
                .build();
        Charts.style(chart.getStyler());
        for (int i = 0; i < target.size(); i++) {
            int k = best.place(i);
            if (k != Matching.UNMATCHED) {
                double[] x = {moved[0][i], source.coordinates()[0][k]};
                double[] y = {moved[1][i], source.coordinates()[1][k]};
                XYSeries line = chart.addSeries("pair " + i, x, y);
                line.setShowInLegend(false);
                line.setMarker(SeriesMarkers.NONE);
                line.setLineStyle(SeriesLines.SOLID);
                line.setLineColor(java.awt.Color.GRAY);
            }
        }
        addPoints(chart, "source", source.coordinates(), 0);
        addPoints(chart, "target, moved rigidly", moved, 1);
        Charts.save(chart, folder, "points.png");
    }

    private static void addPoints(XYChart chart, String name, double[][] points, int color) {
        XYSeries series = chart.addSeries(name, points[0], points[1]);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(Charts.COLORS.get(color));
    }
}
