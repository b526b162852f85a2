package io.permvi.examples.matching;

import io.permvi.applications.files.OutputFolder;
import io.permvi.examples.common.Charts;
import io.permvi.inference.method.Method;
import io.permvi.inference.method.Run;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.inference.posterior.Posterior;
import io.permvi.models.PointMatching;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The pictures of the study, in the manner of figure 2 of Linderman et al. 2018. */
final class MatchingCharts {
    private static final int TOP = 10;
    private static final double FAINTEST = 0.02;
    private static final double SMALLEST_DISTANCE = 1e-4;
    private static final List<String> SHOWN =
            List.of("stick-breaking", "rounding", "gumbel-matching", "sequential", "sequential-mixture");

    private final MatchingStudy study;
    private final MatchingProblem problem;
    private final PointMatching model;
    private final OutputFolder out;

    MatchingCharts(MatchingStudy study, MatchingProblem problem, OutputFolder out) {
        this.study = study;
        this.problem = problem;
        this.model = problem.model();
        this.out = out;
    }

    /** One column of a picture: a name and what it says about the problem. */
    private record Panel(String name, DMatrixRMaj marginals, double[] probabilities) {}

    /** Draws matchings.png, and where the posterior can be enumerated probabilities.png and distances.png. */
    void draw(List<Method<PointMatching>> methods, List<StudyResult> results) {
        List<Panel> panels = new ArrayList<>();
        Optional<ExactPosterior> exact = problem.order() <= MatchingStudy.LARGEST_ENUMERATION
                ? Optional.of(ExactPosterior.of(model))
                : Optional.empty();
        exact.ifPresent(posterior -> panels.add(panel("exact posterior", exact, posterior, 0)));
        methods.stream().filter(method -> SHOWN.contains(method.name())).forEach(method -> {
            long seed = study.seedOf(problem, method, 0);
            panels.add(panel(method.name(), exact, method.solve(model, Run.of(seed)), seed));
        });
        if (!panels.isEmpty()) {
            Charts.save(panels.stream().map(this::lines).toList(), Math.min(3, panels.size()), out, "matchings.png");
        }
        if (exact.isPresent()) {
            Charts.save(probabilities(panels), out, "probabilities.png");
            drawDistances(results);
        }
    }

    private Panel panel(String name, Optional<ExactPosterior> exact, Posterior found, long seed) {
        MatchingStudy.Beliefs beliefs =
                MatchingStudy.Beliefs.of(model, exact, found, Run.of(seed).stream(MatchingStudy.HISTOGRAM_STREAM));
        return new Panel(name, beliefs.marginals().toMatrix(), beliefs.probabilities());
    }

    private XYChart lines(Panel panel) {
        XYChart chart = new XYChartBuilder()
                .width(380)
                .height(380)
                .title(panel.name())
                .xAxisTitle("first coordinate")
                .yAxisTitle("second coordinate")
                .build();
        Charts.style(chart.getStyler());
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        int n = problem.order();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                addLine(chart, i, j, panel.marginals().get(i, j));
            }
        }
        addPoints(chart, "center", problem.centers(), Charts.COLORS.get(1), true);
        addPoints(chart, "observation", problem.observations(), Charts.COLORS.get(0), false);
        return chart;
    }

    private void addLine(XYChart chart, int i, int j, double probability) {
        if (probability < FAINTEST) {
            return;
        }
        double[] x = {problem.observations().get(i, 0), problem.centers().get(j, 0)};
        double[] y = {problem.observations().get(i, 1), problem.centers().get(j, 1)};
        XYSeries line = chart.addSeries("line " + i + " " + j, x, y);
        line.setMarker(SeriesMarkers.NONE);
        line.setLineStyle(new BasicStroke((float) (0.5 + 5 * probability)));
        line.setLineColor(new Color(60, 60, 60, (int) (60 + 150 * probability)));
        line.setShowInLegend(false);
    }

    private static void addPoints(XYChart chart, String name, DMatrixRMaj points, Color color, boolean round) {
        double[] x = IntStream.range(0, points.numRows)
                .mapToDouble(i -> points.get(i, 0))
                .toArray();
        double[] y = IntStream.range(0, points.numRows)
                .mapToDouble(i -> points.get(i, 1))
                .toArray();
        XYSeries series = chart.addSeries(name, x, y);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        series.setMarker(round ? SeriesMarkers.CIRCLE : SeriesMarkers.DIAMOND);
        series.setMarkerColor(color);
    }

    /** The ten most probable permutations of the first panel, the exact posterior, and all others together. */
    private CategoryChart probabilities(List<Panel> panels) {
        double[] exact = panels.get(0).probabilities();
        List<Integer> order = IntStream.range(0, exact.length)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -exact[k]))
                .toList();
        int top = Math.min(TOP, exact.length);
        CategoryChart chart = new CategoryChartBuilder()
                .width(900)
                .height(400)
                .title("Problem " + problem.name() + ", sigma " + problem.sigma())
                .xAxisTitle("permutations, the most probable first")
                .yAxisTitle("probability")
                .build();
        Charts.style(chart.getStyler());
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setSeriesColors(seriesColors());
        chart.getStyler().setAvailableSpaceFill(0.85);
        List<String> names = new ArrayList<>();
        IntStream.rangeClosed(1, top).forEach(k -> names.add(String.valueOf(k)));
        names.add("the rest");
        for (Panel panel : panels) {
            List<Double> heights = new ArrayList<>();
            double rest = Arrays.stream(panel.probabilities()).sum();
            for (int k = 0; k < top; k++) {
                heights.add(panel.probabilities()[order.get(k)]);
                rest -= panel.probabilities()[order.get(k)];
            }
            heights.add(Math.max(0, rest));
            chart.addSeries(panel.name(), names, heights);
        }
        return chart;
    }

    /** The exact posterior in dark gray, the methods in the common colors. */
    private static Color[] seriesColors() {
        List<Color> colors = new ArrayList<>();
        colors.add(new Color(50, 50, 50));
        colors.addAll(Charts.COLORS);
        return colors.toArray(Color[]::new);
    }

    private void drawDistances(List<StudyResult> results) {
        List<String> names = List.of(
                "stick-breaking",
                "rounding",
                "gumbel-matching",
                "gumbel-sinkhorn",
                "sequential",
                "sequential-mixture",
                "exact-draws");
        List<XYChart> charts = new ArrayList<>();
        for (double sigma : new MeansTable(results).sigmas()) {
            if (names.stream().anyMatch(name -> logDistances(results, name, sigma).length > 1)) {
                charts.add(densities(results, names, sigma));
            }
        }
        if (!charts.isEmpty()) {
            Charts.save(charts, Math.min(2, charts.size()), out, "distances.png");
        }
    }

    private static XYChart densities(List<StudyResult> results, List<String> names, double sigma) {
        XYChart chart = new XYChartBuilder()
                .width(680)
                .height(340)
                .title(String.format(Locale.ROOT, "sigma = %s", sigma))
                .xAxisTitle("distance from the exact posterior (logarithmic)")
                .yAxisTitle("density of problems per decade")
                .build();
        Charts.style(chart.getStyler());
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setXAxisMin(SMALLEST_DISTANCE);
        chart.getStyler().setXAxisMax(1.0);
        for (String name : names) {
            double[] logs = logDistances(results, name, sigma);
            if (logs.length > 1) {
                addDensity(chart, name, logs);
            }
        }
        return chart;
    }

    private static double[] logDistances(List<StudyResult> results, String method, double sigma) {
        return results.stream()
                .filter(r -> r.method().equals(method) && r.sigma() == sigma && !Double.isNaN(r.bhattacharyya()))
                .mapToDouble(r -> Math.log10(Math.max(SMALLEST_DISTANCE, r.bhattacharyya())))
                .toArray();
    }

    /** A Gaussian kernel estimate with Silverman's width, at least 0.05 of a decade. */
    private static void addDensity(XYChart chart, String name, double[] logs) {
        double mean = Arrays.stream(logs).average().orElse(0);
        double variance = Arrays.stream(logs).map(v -> (v - mean) * (v - mean)).sum() / (logs.length - 1);
        double width = Math.max(0.05, 1.06 * Math.sqrt(variance) * Math.pow(logs.length, -0.2));
        int points = 200;
        double[] x = new double[points + 1];
        double[] y = new double[points + 1];
        for (int k = 0; k <= points; k++) {
            double at = Math.log10(SMALLEST_DISTANCE) * (1 - (double) k / points);
            x[k] = Math.pow(10, at);
            for (double value : logs) {
                double z = (at - value) / width;
                y[k] += Math.exp(-0.5 * z * z) / (width * Math.sqrt(2 * Math.PI) * logs.length);
            }
        }
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineWidth(2);
    }
}
