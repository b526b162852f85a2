package io.permvi.examples.transport;

import io.permvi.applications.files.OutputFolder;
import io.permvi.examples.common.Charts;
import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The four pictures of the study. */
final class TransportCharts {
    private static final int DRAWN_EVERY = 4;

    private TransportCharts() {}

    /** Distance against step, for right and for wrong marginals. */
    static void drawCurves(List<TransportStudy.Curve> curves, OutputFolder out) {
        for (String marginals : List.of("calibrated", "mis-calibrated")) {
            List<XYChart> charts = new ArrayList<>();
            for (int instance = 1; instance <= 2; instance++) {
                int number = instance;
                XYChart chart = chart(
                        marginals + " marginals, instance " + instance,
                        "step of the optimizer",
                        "distance to the target");
                // the wrong marginals cannot be reached: their distances stay within a decade
                boolean overDecades = marginals.equals("calibrated");
                chart.getStyler().setYAxisLogarithmic(overDecades);
                if (!overDecades) {
                    chart.getStyler().setYAxisMin(0.0);
                }
                chart.getStyler().setXAxisMin(0.0);
                curves.stream()
                        .filter(c -> c.marginals().equals(marginals) && c.instance() == number)
                        .forEach(c -> draw(c, chart));
                distinguish(chart);
                charts.add(chart);
            }
            Charts.save(charts, 2, out, "learning_" + marginals + ".png");
        }
    }

    /** Every fourth step and the last: the chart labels steps that are all equally far apart at odd places. */
    private static void draw(TransportStudy.Curve curve, XYChart chart) {
        int last = curve.distance().length - 1;
        int[] steps = IntStream.rangeClosed(0, last)
                .filter(step -> step % DRAWN_EVERY == 0 || step == last)
                .toArray();
        double[] distance =
                IntStream.of(steps).mapToDouble(step -> curve.distance()[step]).toArray();
        chart.addSeries(curve.method(), IntStream.of(steps).asDoubleStream().toArray(), distance)
                .setMarker(SeriesMarkers.NONE);
    }

    /** Time and memory against size and against iterations. */
    static void drawCosts(List<TransportStudy.Cost> bySize, List<TransportStudy.Cost> byIterations, OutputFolder out) {
        int n = byIterations.get(0).n();
        drawPair(bySize, "order n", "", TransportStudy.Cost::n, true, out, "cost_of_size.png");
        drawPair(
                byIterations,
                "Sinkhorn iterations unrolled (the others do not iterate)",
                ", n = " + n,
                TransportStudy.Cost::iterations,
                false,
                out,
                "cost_of_iterations.png");
    }

    private static void drawPair(
            List<TransportStudy.Cost> costs,
            String xTitle,
            String note,
            ToDoubleFunction<TransportStudy.Cost> x,
            boolean overDecades,
            OutputFolder out,
            String name) {
        XYChart time = chart("time of forward and backward" + note, xTitle, "CPU time (ms)");
        XYChart memory = chart("memory of a pass" + note, xTitle, "memory (MiB)");
        for (XYChart chart : List.of(time, memory)) {
            chart.getStyler().setXAxisLogarithmic(true);
            chart.getStyler().setYAxisLogarithmic(overDecades);
            if (!overDecades) {
                chart.getStyler().setYAxisMin(0.0);
            }
        }
        for (String method : TransportStudy.METHODS) {
            List<TransportStudy.Cost> own =
                    costs.stream().filter(c -> c.method().equals(method)).toList();
            double[] at = own.stream().mapToDouble(x).toArray();
            time.addSeries(
                    method,
                    at,
                    own.stream().mapToDouble(TransportStudy.Cost::milliseconds).toArray());
            memory.addSeries(
                    method,
                    at,
                    own.stream().mapToDouble(TransportStudy.Cost::megabytes).toArray());
        }
        distinguish(time);
        distinguish(memory);
        Charts.save(List.of(time, memory), 2, out, name);
    }

    /** Curves that lie on each other stay visible: later ones are thinner and dashed. */
    private static void distinguish(XYChart chart) {
        float width = 4;
        for (XYSeries series : chart.getSeriesCollection()) {
            series.setLineStyle(
                    width > 2
                            ? new BasicStroke(width)
                            : new BasicStroke(
                                    width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 4}, 0));
            width -= 1.2f;
        }
    }

    private static XYChart chart(String title, String xTitle, String yTitle) {
        XYChart chart = new XYChartBuilder()
                .width(560)
                .height(420)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        Charts.style(chart.getStyler());
        chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
        return chart;
    }
}
