package io.permvi.examples.worms;

import io.permvi.applications.files.OutputFolder;
import io.permvi.examples.common.Moments;
import io.permvi.plots.Axis;
import io.permvi.plots.CalibrationPictures;
import io.permvi.plots.Palette;
import io.permvi.plots.Panels;
import io.permvi.plots.Plot;
import io.permvi.plots.ReliabilityCurve;
import io.permvi.plots.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Pictures of a study, in the manner of Figure 4 of the published experiment. */
record StudyCharts(List<StudyResults.Row> rows, List<AccuracyCurve.Row> curves, OutputFolder folder) {
    private static final String PUBLISHED = "published VI";
    private static final int FIRST_KNOWN = 25;
    private static final int WIDE = 480;
    private static final int HIGH = 360;
    private static final Axis ACCURACY =
            Axis.of("accuracy, known cells included").within(0, 1.02);

    /** Draws what the rows allow. */
    void draw() {
        if (!curves.isEmpty()) {
            folder.write("accuracy-time.png", time()::save);
        }
        List<StudyResults.Row> published =
                rows.stream().filter(row -> row.scenario().equals("published")).toList();
        if (published.isEmpty()) {
            return;
        }
        save(
                "accuracy-candidates.png",
                "25 cells known of each worm",
                candidates(published, 4),
                candidates(published, 1));
        save(
                "accuracy-known.png",
                "4 worms, position windows of two radii",
                known(published, 0.05),
                known(published, 0.1));
        folder.write("reliability.png", CalibrationPictures.reliability(reliability(published))::save);
    }

    private void save(String name, String title, Plot left, Plot right) {
        Panels panels = Panels.of(title, 2, List.of(left, right))
                .withNote("Means over the seeds; bars are standard errors where there are several.");
        folder.write(name, panels::save);
    }

    private Plot candidates(List<StudyResults.Row> published, int worms) {
        Predicate<StudyResults.Row> inSweep =
                row -> row.worms() == worms && row.known() == FIRST_KNOWN && row.radius() <= 0.05;
        return sweep(
                published.stream().filter(inSweep).toList(),
                worms + (worms == 1 ? " worm" : " worms"),
                "candidate neurons of a cell, mean",
                StudyResults.Row::radius,
                StudyResults.Row::meanCandidates,
                PublishedFigures::candidates);
    }

    private Plot known(List<StudyResults.Row> published, double radius) {
        return sweep(
                published.stream()
                        .filter(row -> row.worms() == 4 && row.radius() == radius)
                        .toList(),
                "radius " + radius,
                "cells known of each worm",
                StudyResults.Row::known,
                StudyResults.Row::known,
                StudyResults.Row::known);
    }

    /** Accuracy of each method, mean over the seeds, and the published accuracy of variational inference. */
    private static Plot sweep(
            List<StudyResults.Row> cells,
            String title,
            String xTitle,
            ToDoubleFunction<StudyResults.Row> group,
            ToDoubleFunction<StudyResults.Row> x,
            ToDoubleFunction<StudyResults.Row> publishedX) {
        Plot plot = Plot.of(title, Axis.of(xTitle).from(0), ACCURACY).withSize(WIDE, HIGH);
        Map<String, List<StudyResults.Row>> byMethod = cells.stream()
                .collect(Collectors.groupingBy(StudyResults.Row::method, TreeMap::new, Collectors.toList()));
        int k = 0;
        for (Map.Entry<String, List<StudyResults.Row>> entry : byMethod.entrySet()) {
            Palette.Look look = Palette.of(entry.getKey(), k++);
            plot = plot.with(line(entry.getKey(), entry.getValue(), group, x, StudyResults.Row::accuracy, look));
        }
        List<StudyResults.Row> known = byMethod.values().stream()
                .findFirst()
                .map(mine -> mine.stream()
                        .filter(row -> PublishedFigures.variational(row).isPresent())
                        .toList())
                .orElse(List.of());
        ToDoubleFunction<StudyResults.Row> accuracy =
                row -> PublishedFigures.variational(row).orElseThrow();
        Palette.Look black = new Palette.Look(Palette.TRUTH, true);
        return known.isEmpty() ? plot : plot.with(line(PUBLISHED, known, group, publishedX, accuracy, black));
    }

    private static Series line(
            String name,
            List<StudyResults.Row> mine,
            ToDoubleFunction<StudyResults.Row> group,
            ToDoubleFunction<StudyResults.Row> x,
            ToDoubleFunction<StudyResults.Row> y,
            Palette.Look look) {
        Map<Double, List<StudyResults.Row>> points =
                mine.stream().collect(Collectors.groupingBy(group::applyAsDouble, TreeMap::new, Collectors.toList()));
        List<Moments> across =
                points.values().stream().map(point -> moments(point, x)).toList();
        List<Moments> upward =
                points.values().stream().map(point -> moments(point, y)).toList();
        return Series.line(
                        name,
                        across.stream().mapToDouble(Moments::mean).toArray(),
                        upward.stream().mapToDouble(Moments::mean).toArray(),
                        look)
                .withPoints()
                .withErrors(upward.stream()
                        .mapToDouble(m -> m.error() > 0 ? m.error() : Double.NaN)
                        .toArray());
    }

    private static Moments moments(List<StudyResults.Row> rows, ToDoubleFunction<StudyResults.Row> value) {
        return Moments.of(rows.stream().map(value::applyAsDouble).toList());
    }

    /** Four worms in the widest window of Figure 4b; the clock stands still while names are looked at. */
    private Plot time() {
        Plot plot = Plot.of(
                        "4 worms, radius 0.05, 25 cells known, one seed",
                        Axis.logarithmic("seconds since the start"),
                        ACCURACY)
                .withSize(640, 420);
        int k = 0;
        for (AccuracyCurve.Row curve : curves.stream()
                .sorted(Comparator.comparing(AccuracyCurve.Row::method))
                .toList()) {
            plot = plot.with(
                    Series.line(curve.method(), curve.seconds(), curve.accuracy(), Palette.of(curve.method(), k++)));
        }
        return plot;
    }

    /** How often names of each reported probability are right, over all cells of the sweeps. */
    private static List<ReliabilityCurve> reliability(List<StudyResults.Row> published) {
        List<ReliabilityCurve> curves = new ArrayList<>();
        published.stream()
                .collect(Collectors.groupingBy(StudyResults.Row::method, TreeMap::new, Collectors.toList()))
                .forEach((method, mine) -> curves.add(StudyResults.reliability(method, mine)));
        return curves;
    }
}
