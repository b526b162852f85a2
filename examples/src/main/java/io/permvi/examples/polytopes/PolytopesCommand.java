package io.permvi.examples.polytopes;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.examples.common.Program;
import io.permvi.plots.Axis;
import io.permvi.plots.Palette;
import io.permvi.plots.Panels;
import io.permvi.plots.Plot;
import io.permvi.plots.Series;
import io.permvi.plots.Words;
import io.permvi.relaxations.random.DrawRandom;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi polytopes}: points of the simplex and of the Birkhoff polytope at three temperatures. */
@Command(name = "polytopes", description = "Draw how each relaxation fills its polytope at three temperatures.")
public final class PolytopesCommand extends Program {
    private static final double[] TEMPERATURES = {1, 0.5, 0.1};
    private static final int PANEL = 310;

    @Option(names = "--points", defaultValue = "1000", description = "points of a panel (default: ${DEFAULT-VALUE})")
    private int points;

    @Override
    public void run() {
        if (points < 1) {
            throw new InputException("--points must be at least 1, got " + points);
        }
        OutputFolder folder = folder();
        List<Plot> plots = new ArrayList<>();
        List<Object[]> rows = new ArrayList<>();
        for (PolytopeFamily family : PolytopeFamily.values()) {
            for (double temperature : TEMPERATURES) {
                double[][] plane =
                        family.draw(temperature, points, DrawRandom.of(options().seed(), family.ordinal(), 0));
                plots.add(panel(family, temperature, plane));
                for (int k = 0; k < points; k++) {
                    rows.add(new Object[] {family.title(), temperature, plane[0][k], plane[1][k]});
                }
            }
        }
        folder.writeCsv(
                "polytopes.csv",
                List.of("family", "temperature", "x", "y"),
                sink -> rows.forEach(row -> sink.add(row)));
        Panels panels = Panels.of("", TEMPERATURES.length, plots)
                .withNote(
                        "Each point is a draw at temperature τ. Corners of a triangle: the three categories. Corners of a hexagon: the six"
                                + " permutations of three items, by the places of the items. Rounding is drawn at half the scale, since it leaves"
                                + " the polytope.");
        folder.write("polytopes.png", panels::save);
        folder.writeSummary(name(), new Summary(points, options().seed(), TEMPERATURES));
        output().println("the picture is " + folder.path().resolve("polytopes.png"));
    }

    /** What was drawn. */
    private record Summary(int points, long seed, double[] temperatures) {}

    private static Plot panel(PolytopeFamily family, double temperature, double[][] plane) {
        // a triangle needs no room below; rounding leaves the polytope
        boolean triangle = family.vertices().length == 3;
        double limit = family.leavesThePolytope() ? 2.5 : 1.25;
        double low = triangle ? -0.8 : -limit;
        String title = family.title() + ", τ = " + temperature;
        Plot plot = Plot.of(title, Axis.silent(-limit, limit), Axis.silent(low, limit))
                .with(outline(family.vertices()))
                .with(Series.points("draw", plane[0], plane[1], new Color(0, 114, 178, 110))
                        .withWidth(3))
                .withSize(PANEL, triangle ? 250 : PANEL)
                .withEqualUnits()
                .withoutLegend();
        return plot.with(corners(family, limit));
    }

    /** The names of the corners, a little outside. */
    private static Words corners(PolytopeFamily family, double limit) {
        double distance = 1 + 0.1 * limit;
        List<String> labels = new ArrayList<>();
        for (int k = 0; k < family.vertices().length; k++) {
            labels.add(family.label(k));
        }
        double[] x = Arrays.stream(family.vertices())
                .mapToDouble(v -> (distance + 0.04 * limit) * v[0])
                .toArray();
        double[] y = Arrays.stream(family.vertices())
                .mapToDouble(v -> distance * v[1])
                .toArray();
        return new Words(labels, x, y, Color.BLACK);
    }

    private static Series outline(double[][] vertices) {
        int n = vertices.length;
        double[] x = new double[n + 1];
        double[] y = new double[n + 1];
        for (int k = 0; k <= n; k++) {
            x[k] = vertices[k % n][0];
            y[k] = vertices[k % n][1];
        }
        return Series.line("corner", x, y, Palette.FAINT).withWidth(1);
    }
}
