package io.permvi.examples.worms;

import io.permvi.applications.files.OutputFolder;
import io.permvi.examples.common.Charts;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Pictures of a study, in the manner of Figure 4 of the published experiment. */
record StudyCharts(List<StudyResults.Row> rows, Map<String, List<AccuracyCurve.Point>> curves, OutputFolder folder) {
    private static final String PUBLISHED = "published VI";
    private static final Color GRAY = new Color(150, 150, 150);
    private static final int FIRST_KNOWN = 25;

    /** Draws what the rows allow. */
    void draw() {
        if (!curves.isEmpty()) {
            Charts.save(time(), folder, "accuracy-time.png");
        }
        List<StudyResults.Row> published =
                rows.stream().filter(row -> row.scenario().equals("published")).toList();
        if (published.isEmpty()) {
            return;
        }
        Charts.save(List.of(candidates(published, 4), candidates(published, 1)), 2, folder, "accuracy-candidates.png");
        Charts.save(List.of(known(published, 0.05), known(published, 0.1)), 2, folder, "accuracy-known.png");
        Charts.save(reliability(published), 2, folder, "reliability.png");
    }

    private XYChart candidates(List<StudyResults.Row> published, int worms) {
        Predicate<StudyResults.Row> inSweep =
                row -> row.worms() == worms && row.known() == FIRST_KNOWN && row.radius() <= 0.05;
        return sweep(
                published.stream().filter(inSweep).toList(),
                worms + (worms == 1 ? " worm" : " worms") + ", 25 cells known",
                "candidate neurons of a cell, mean",
                StudyResults.Row::radius,
                StudyResults.Row::meanCandidates,
                PublishedFigures::candidates);
    }

    private XYChart known(List<StudyResults.Row> published, double radius) {
        return sweep(
                published.stream()
                        .filter(row -> row.worms() == 4 && row.radius() == radius)
                        .toList(),
                "4 worms, position windows of radius " + radius,
                "cells known of each worm",
                StudyResults.Row::known,
                StudyResults.Row::known,
                StudyResults.Row::known);
    }

    /** Accuracy of each method, mean over the seeds, and the published accuracy of variational inference. */
    private static XYChart sweep(
            List<StudyResults.Row> cells,
            String title,
            String xTitle,
            ToDoubleFunction<StudyResults.Row> group,
            ToDoubleFunction<StudyResults.Row> x,
            ToDoubleFunction<StudyResults.Row> publishedX) {
        XYChart chart = chart(title, xTitle, "accuracy, known cells included");
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setYAxisMax(1.02);
        Map<String, List<StudyResults.Row>> byMethod = cells.stream()
                .collect(Collectors.groupingBy(StudyResults.Row::method, TreeMap::new, Collectors.toList()));
        byMethod.forEach((method, mine) -> addLine(chart, method, mine, group, x, StudyResults.Row::accuracy));
        byMethod.values().stream().findFirst().ifPresent(mine -> {
            List<StudyResults.Row> known = mine.stream()
                    .filter(row -> PublishedFigures.variational(row).isPresent())
                    .toList();
            if (!known.isEmpty()) {
                XYSeries line =
                        addLine(chart, PUBLISHED, known, group, publishedX, row -> PublishedFigures.variational(row)
                                .orElseThrow());
                line.setMarkerColor(GRAY).setLineColor(GRAY);
                line.setLineStyle(
                        new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6}, 0));
            }
        });
        return chart;
    }

    private static XYSeries addLine(
            XYChart chart,
            String name,
            List<StudyResults.Row> mine,
            ToDoubleFunction<StudyResults.Row> group,
            ToDoubleFunction<StudyResults.Row> x,
            ToDoubleFunction<StudyResults.Row> y) {
        Map<Double, List<StudyResults.Row>> points =
                mine.stream().collect(Collectors.groupingBy(group::applyAsDouble, TreeMap::new, Collectors.toList()));
        double[] xs = points.values().stream()
                .mapToDouble(point -> AccuracyTable.mean(point, x))
                .toArray();
        double[] ys = points.values().stream()
                .mapToDouble(point -> AccuracyTable.mean(point, y))
                .toArray();
        XYSeries series = chart.addSeries(name, xs, ys);
        series.setMarker(SeriesMarkers.CIRCLE);
        return series;
    }

    /** Four worms in the widest window of Figure 4b; the clock stands still while names are looked at. */
    private XYChart time() {
        XYChart chart = chart(
                "4 worms, radius 0.05, 25 cells known, seed 1",
                "seconds, logarithmic",
                "accuracy, known cells included");
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setYAxisMax(1.02);
        chart.getStyler().setXAxisLogarithmic(true);
        new TreeMap<>(curves).forEach((method, points) -> chart.addSeries(
                        method,
                        points.stream()
                                .mapToDouble(AccuracyCurve.Point::seconds)
                                .toArray(),
                        points.stream()
                                .mapToDouble(AccuracyCurve.Point::accuracy)
                                .toArray())
                .setMarker(SeriesMarkers.NONE));
        return chart;
    }

    /** How often names of each reported probability are right, and how many there are, over all cells of the sweeps. */
    private static List<XYChart> reliability(List<StudyResults.Row> published) {
        String xTitle = "reported probability of the name, mean of the bin";
        XYChart shares =
                chart("Reliability over all cells of the sweeps", xTitle, "share of right names, standard error");
        shares.getStyler().setYAxisMin(0.0);
        shares.getStyler().setYAxisMax(1.02);
        XYChart counts = chart("Cells of each bin", xTitle, "cells, logarithmic");
        counts.getStyler().setYAxisLogarithmic(true);
        for (XYChart chart : List.of(shares, counts)) {
            chart.getStyler().setXAxisMin(0.0);
            chart.getStyler().setXAxisMax(1.02);
        }
        published.stream()
                .collect(Collectors.groupingBy(StudyResults.Row::method, TreeMap::new, Collectors.toList()))
                .forEach((method, mine) -> addReliability(shares, counts, method, AccuracyTable.sum(mine)));
        XYSeries diagonal = shares.addSeries("calibrated", new double[] {0, 1}, new double[] {0, 1});
        diagonal.setMarker(SeriesMarkers.NONE).setLineColor(GRAY);
        return List.of(shares, counts);
    }

    private static void addReliability(XYChart shares, XYChart counts, String method, double[] bins) {
        int count = StudyResults.BINS;
        int[] filled = IntStream.range(0, count).filter(bin -> bins[bin] > 0).toArray();
        int[] sure = Arrays.stream(filled).filter(bin -> bins[bin] >= 10).toArray();
        if (sure.length > 0) {
            double[] right = each(sure, bin -> bins[2 * count + bin] / bins[bin]);
            double[] errors = each(sure, bin -> {
                double share = bins[2 * count + bin] / bins[bin];
                return Math.sqrt(share * (1 - share) / bins[bin]);
            });
            shares.addSeries(method, each(sure, bin -> bins[count + bin] / bins[bin]), right, errors)
                    .setMarker(SeriesMarkers.CIRCLE);
        }
        if (filled.length > 0) {
            double[] confidence = each(filled, bin -> bins[count + bin] / bins[bin]);
            counts.addSeries(method, confidence, each(filled, bin -> bins[bin])).setMarker(SeriesMarkers.CIRCLE);
        }
    }

    private static double[] each(int[] bins, IntToDoubleFunction value) {
        return Arrays.stream(bins).mapToDouble(value).toArray();
    }

    private static XYChart chart(String title, String xTitle, String yTitle) {
        XYChart chart = new XYChartBuilder()
                .width(640)
                .height(480)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        Charts.style(chart.getStyler());
        return chart;
    }
}
