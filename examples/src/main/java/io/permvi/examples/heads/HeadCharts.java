package io.permvi.examples.heads;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.heads.Head;
import io.permvi.applications.heads.HeadAtlas;
import io.permvi.applications.heads.HeadNaming;
import io.permvi.applications.heads.Reliability;
import io.permvi.examples.common.Charts;
import io.permvi.inference.fields.PointMatch;
import io.permvi.models.fields.DeformationBasis;
import io.permvi.relaxations.permutation.Matching;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Pictures of named heads and of their validation. */
record HeadCharts(OutputFolder out) {
    private static final int WIDE = 1200;
    private static final int HIGH = 620;
    private static final int NAME_SIZE = 9;
    private static final double[] CONFIDENCES = {0.9, 0.5, 0};
    private static final String[] CONFIDENCE_NAMES = {"probability 0.9 to 1", "0.5 to 0.9", "below 0.5"};
    private static final Color[] CONFIDENCE_COLORS = {Charts.COLORS.get(0), Charts.COLORS.get(4), Charts.COLORS.get(1)};

    /** The head in two projections with names and confidence, and atlas and points before and after the deformation. */
    void drawHead(Head head, HeadAtlas atlas, HeadNaming.Result result) {
        PointMatch match = result.mixture().alternatives().get(0);
        double[][] axes = axes(atlas.positions().means());
        double[][] moved = new double[3][head.size()];
        match.motion().apply(head.positions(), moved);
        double[][] points = project(axes, transposed(moved));
        List<XYChart> named = new ArrayList<>();
        for (int second = 1; second <= 2; second++) {
            named.add(namedPoints(head, atlas, result, points, second));
        }
        Charts.save(named, 1, out, head.id() + ".png");
        double[][] before = project(axes, atlas.positions().means());
        double[][] after = project(axes, match.places());
        List<XYChart> deformation = List.of(
                overlay("before the deformation", points, before, result),
                overlay("after the deformation", points, after, result));
        Charts.save(deformation, 1, out, head.id() + "_deformation.png");
    }

    private static XYChart namedPoints(
            Head head, HeadAtlas atlas, HeadNaming.Result result, double[][] points, int second) {
        String across = second == 1 ? "second axis (µm)" : "third axis (µm)";
        XYChart chart = chart(head.id() + ", names in the atlas frame", across);
        double upper = 2;
        for (int c = 0; c < CONFIDENCES.length; c++) {
            double lower = CONFIDENCES[c];
            List<double[]> shown = new ArrayList<>();
            for (int i = 0; i < head.size(); i++) {
                int neuron = result.best().place(i);
                double p = neuron == Matching.UNMATCHED ? 0 : result.marginals().probability(i, neuron);
                if (p >= lower && p < upper) {
                    shown.add(new double[] {points[0][i], points[second][i]});
                }
            }
            upper = lower;
            addPoints(chart, CONFIDENCE_NAMES[c], shown, CONFIDENCE_COLORS[c]);
        }
        chart.getStyler().setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, NAME_SIZE));
        for (int i = 0; i < head.size(); i++) {
            int neuron = result.best().place(i);
            if (neuron != Matching.UNMATCHED) {
                chart.addAnnotation(
                        new AnnotationText(atlas.names().get(neuron), points[0][i], points[second][i] + 0.7, false));
            }
        }
        return chart;
    }

    private static XYChart overlay(String title, double[][] points, double[][] places, HeadNaming.Result result) {
        XYChart chart = chart("Points and atlas " + title, "second axis (µm)");
        List<double[]> used = new ArrayList<>();
        List<double[]> shown = new ArrayList<>();
        for (int i = 0; i < points[0].length; i++) {
            shown.add(new double[] {points[0][i], points[1][i]});
            int k = result.best().place(i);
            if (k == Matching.UNMATCHED) {
                continue;
            }
            used.add(new double[] {places[0][k], places[1][k]});
            double[] x = {points[0][i], places[0][k]};
            double[] y = {points[1][i], places[1][k]};
            XYSeries line = chart.addSeries("pair " + i, x, y);
            line.setShowInLegend(false);
            line.setMarker(SeriesMarkers.NONE);
            line.setLineStyle(SeriesLines.SOLID);
            line.setLineColor(Color.LIGHT_GRAY);
            line.setLineWidth(1f);
        }
        addPoints(chart, "point", shown, Charts.COLORS.get(0));
        addPoints(chart, "its neuron in the atlas", used, Charts.COLORS.get(1));
        return chart;
    }

    private static XYChart chart(String title, String across) {
        XYChart chart = new XYChartBuilder()
                .width(WIDE)
                .height(HIGH)
                .title(title)
                .xAxisTitle("long axis (µm)")
                .yAxisTitle(across)
                .build();
        Charts.style(chart.getStyler());
        chart.getStyler().setMarkerSize(6);
        return chart;
    }

    private static void addPoints(XYChart chart, String name, List<double[]> points, Color color) {
        if (points.isEmpty()) {
            return;
        }
        double[] x = points.stream().mapToDouble(p -> p[0]).toArray();
        double[] y = points.stream().mapToDouble(p -> p[1]).toArray();
        XYSeries series = chart.addSeries(name, x, y);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(color);
    }

    /** The principal axes of the atlas, longest first. */
    private static double[][] axes(double[][] means) {
        DMatrixRMaj covariance = new DMatrixRMaj(3, 3);
        double[][] columns = transposed(means);
        for (int d = 0; d < 3; d++) {
            double center = Arrays.stream(columns[d]).average().orElse(0);
            for (int i = 0; i < columns[d].length; i++) {
                columns[d][i] -= center;
            }
        }
        for (int d = 0; d < 3; d++) {
            for (int e = 0; e < 3; e++) {
                for (int i = 0; i < means.length; i++) {
                    covariance.add(d, e, columns[d][i] * columns[e][i]);
                }
            }
        }
        return DeformationBasis.leadingDirections(covariance, 3);
    }

    private static double[][] project(double[][] axes, double[][] points) {
        double[][] projected = new double[3][points.length];
        for (int a = 0; a < 3; a++) {
            for (int i = 0; i < points.length; i++) {
                projected[a][i] = axes[a][0] * points[i][0] + axes[a][1] * points[i][1] + axes[a][2] * points[i][2];
            }
        }
        return projected;
    }

    private static double[][] transposed(double[][] matrix) {
        double[][] result = new double[matrix[0].length][matrix.length];
        for (int r = 0; r < matrix.length; r++) {
            for (int c = 0; c < matrix[0].length; c++) {
                result[c][r] = matrix[r][c];
            }
        }
        return result;
    }

    /** Said probability against share right, with the hand given and inferred. */
    void drawReliability(List<Reliability> curves) {
        XYChart chart = new XYChartBuilder()
                .width(640)
                .height(640)
                .title("Are the probabilities honest?")
                .xAxisTitle("probability of the name")
                .yAxisTitle("share of names right")
                .build();
        Charts.style(chart.getStyler());
        XYSeries diagonal = chart.addSeries("perfect", new double[] {0, 1}, new double[] {0, 1});
        diagonal.setMarker(SeriesMarkers.NONE);
        diagonal.setLineColor(Color.LIGHT_GRAY);
        for (Reliability curve : curves) {
            double[] said = curve.meanConfidences();
            double[] right = curve.sharesRight();
            if (said.length > 0) {
                XYSeries series = chart.addSeries(curve.title(), said, right);
                Color color = Charts.COLORS.get(curves.indexOf(curve));
                series.setMarker(SeriesMarkers.CIRCLE);
                series.setMarkerColor(color);
                series.setLineColor(color);
            }
        }
        Charts.save(chart, out, "reliability.png");
    }

    /** Bars by laboratory, one series a method. */
    void drawAccuracy(
            List<String> laboratories,
            List<String> methods,
            List<List<Double>> accuracies,
            List<List<Double>> standardErrors) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(1000)
                .height(520)
                .title("Share of named neurons right")
                .xAxisTitle("laboratory")
                .yAxisTitle("mean accuracy of its heads, standard error")
                .build();
        Charts.style(chart.getStyler());
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setYAxisMax(1.0);
        for (int m = 0; m < methods.size(); m++) {
            chart.addSeries(methods.get(m), laboratories, accuracies.get(m), standardErrors.get(m));
        }
        Charts.save(chart, out, "accuracy.png");
    }
}
