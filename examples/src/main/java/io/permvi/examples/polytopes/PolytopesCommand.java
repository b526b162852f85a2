package io.permvi.examples.polytopes;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.examples.common.Charts;
import io.permvi.examples.common.Program;
import io.permvi.relaxations.random.DrawRandom;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi polytopes}: points of the simplex and of the Birkhoff polytope at three temperatures. */
@Command(
        name = "polytopes",
        description = "Draw how each relaxation fills its polytope at three temperatures.",
        mixinStandardHelpOptions = true)
public final class PolytopesCommand extends Program {
    private static final double[] TEMPERATURES = {1, 0.5, 0.1};
    private static final int PANEL = 300;
    private static final int MARKER = 3;

    @Option(names = "--points", defaultValue = "1000", description = "points of a panel (default: ${DEFAULT-VALUE})")
    private int points;

    @Override
    public void run() {
        if (points < 1) {
            throw new InputException("--points must be at least 1, got " + points);
        }
        OutputFolder folder = folder();
        List<XYChart> charts = new ArrayList<>();
        List<Object[]> rows = new ArrayList<>();
        for (PolytopeFamily family : PolytopeFamily.values()) {
            for (double temperature : TEMPERATURES) {
                double[][] plane =
                        family.draw(temperature, points, DrawRandom.of(options().seed(), family.ordinal(), 0));
                charts.add(panel(family, temperature, plane));
                for (int k = 0; k < points; k++) {
                    rows.add(new Object[] {family.title(), temperature, plane[0][k], plane[1][k]});
                }
            }
        }
        folder.writeCsv(
                "polytopes.csv",
                List.of("family", "temperature", "x", "y"),
                sink -> rows.forEach(row -> sink.add(row)));
        Charts.save(charts, TEMPERATURES.length, folder, "polytopes.png");
        folder.writeSummary(name(), new Summary(points, options().seed(), TEMPERATURES));
        output().println("the picture is " + folder.path().resolve("polytopes.png"));
    }

    /** What was drawn. */
    private record Summary(int points, long seed, double[] temperatures) {}

    private static XYChart panel(PolytopeFamily family, double temperature, double[][] plane) {
        XYChart chart = new XYChartBuilder()
                .width(PANEL)
                .height(PANEL)
                .title(String.format(Locale.ROOT, "%s, temperature %s", family.title(), temperature))
                .build();
        Charts.style(chart.getStyler());
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setChartTitleFont(chart.getStyler().getLegendFont());
        chart.getStyler().setAxisTicksVisible(false);
        chart.getStyler().setPlotGridLinesVisible(false);
        chart.getStyler().setMarkerSize(MARKER);
        chart.getStyler().setAnnotationTextFont(chart.getStyler().getLegendFont());
        // one frame for all temperatures of a family; rounding leaves the polytope
        double limit = family.leavesThePolytope() ? 2.2 : 1.3;
        chart.getStyler().setXAxisMin(-limit);
        chart.getStyler().setXAxisMax(limit);
        chart.getStyler().setYAxisMin(-limit);
        chart.getStyler().setYAxisMax(limit);
        addOutline(chart, family.vertices());
        for (int k = 0; k < family.vertices().length; k++) {
            double[] vertex = family.vertices()[k];
            double distance = 1 + 0.13 * limit / 1.3;
            chart.addAnnotation(new AnnotationText(family.label(k), distance * vertex[0], distance * vertex[1], false));
        }
        XYSeries cloud = chart.addSeries("points", plane[0], plane[1]);
        cloud.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        cloud.setMarker(SeriesMarkers.CIRCLE);
        cloud.setMarkerColor(new Color(0, 114, 178, 110));
        return chart;
    }

    private static void addOutline(XYChart chart, double[][] vertices) {
        int n = vertices.length;
        double[] x = new double[n + 1];
        double[] y = new double[n + 1];
        for (int k = 0; k <= n; k++) {
            x[k] = vertices[k % n][0];
            y[k] = vertices[k % n][1];
        }
        XYSeries outline = chart.addSeries("vertices", x, y);
        outline.setLineStyle(new BasicStroke(1));
        outline.setLineColor(Color.GRAY);
        outline.setMarker(SeriesMarkers.DIAMOND);
        outline.setMarkerColor(new Color(213, 94, 0));
    }
}
