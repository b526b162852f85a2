package io.permvi.examples.zoo;

import io.permvi.applications.files.OutputFolder;
import io.permvi.plots.Axis;
import io.permvi.plots.Names;
import io.permvi.plots.Palette;
import io.permvi.plots.Panels;
import io.permvi.plots.Plot;
import io.permvi.plots.Series;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Pictures of the study: distance against time, bias against temperature. */
final class ZooCharts {
    private static final List<String> GROUPS =
            List.of("pathwise", "straight", "score", "control", "distinct", "mixture", "other");

    private final List<ZooRow> rows;
    private final List<GradientRow> gradients;
    private final OutputFolder out;

    ZooCharts(List<ZooRow> rows, List<GradientRow> gradients, OutputFolder out) {
        this.rows = rows.stream()
                .filter(row -> !row.method().equals(DistanceStudy.TRUTH))
                .toList();
        this.gradients = gradients;
        this.out = out;
    }

    void draw() {
        List<Plot> plots = new ArrayList<>();
        for (int order : new TreeSet<>(rows.stream().map(ZooRow::order).toList())) {
            for (String kind : rows.stream()
                    .filter(row -> row.order() == order)
                    .map(ZooRow::kind)
                    .distinct()
                    .toList()) {
                plots.add(distances(order, kind));
            }
        }
        Panels panels = Panels.of("Distance from the exact posterior against time", 2, plots)
                .withNote(
                        "Each point is a method, its mean over noise levels and problems. Left and low is better; colors: where the"
                                + " gradient comes from.");
        out.write("distances.png", panels::save);
        List<GradientRow> tempered = gradients.stream()
                .filter(row -> !Double.isNaN(row.temperature()))
                .toList();
        if (!tempered.isEmpty()) {
            Panels bias = Panels.of(
                    "Bias and standard deviation against temperature, Gumbel-matching",
                    2,
                    List.of(temperatures(tempered, "start"), temperatures(tempered, "optimum")));
            out.write("bias.png", bias::save);
        }
    }

    private static String group(String method) {
        String estimator = method.contains("/") ? method.substring(method.indexOf('/') + 1) : "pathwise";
        return GROUPS.contains(estimator) ? estimator : "other";
    }

    private Plot distances(int order, String kind) {
        List<ZooRow> own = rows.stream()
                .filter(row -> row.order() == order && row.kind().equals(kind))
                .toList();
        List<String> methods = ZooTables.methods(own);
        double[] seconds = methods.stream()
                .mapToDouble(method -> own.stream()
                        .filter(row -> row.method().equals(method))
                        .mapToDouble(row -> Math.max(1e-3, row.seconds()))
                        .average()
                        .orElseThrow())
                .toArray();
        double[] distance = methods.stream()
                .mapToDouble(method -> own.stream()
                        .filter(row -> row.method().equals(method))
                        .mapToDouble(ZooRow::distance)
                        .average()
                        .orElseThrow())
                .toArray();
        Plot plot = Plot.of(
                        kind + ", " + order + " items",
                        Axis.logarithmic("seconds of a fit"),
                        Axis.of(order <= 8 ? "Bhattacharyya distance" : "total variation of marginals")
                                .within(0, 1))
                .withSize(620, 460);
        for (String group : GROUPS) {
            int[] chosen = IntStream.range(0, methods.size())
                    .filter(k -> group(methods.get(k)).equals(group))
                    .toArray();
            if (chosen.length > 0) {
                Color color = Palette.color(GROUPS.indexOf(group));
                plot = plot.with(Series.points(group, pick(seconds, chosen), pick(distance, chosen), color));
            }
        }
        return plot.with(new Names(methods, seconds, distance, Palette.TRUTH));
    }

    private static double[] pick(double[] values, int[] chosen) {
        return Arrays.stream(chosen).mapToDouble(k -> values[k]).toArray();
    }

    private static Plot temperatures(List<GradientRow> rows, String place) {
        Plot plot = Plot.of(
                        "at the " + place,
                        Axis.logarithmic("temperature"),
                        Axis.logarithmic("share of the gradient's length at the start"))
                .withSize(560, 400);
        int color = 0;
        for (String estimator : List.of("pathwise", "straight")) {
            List<GradientRow> own = rows.stream()
                    .filter(row ->
                            row.estimator().equals(estimator) && row.place().equals(place))
                    .toList();
            double[] t = own.stream().mapToDouble(GradientRow::temperature).toArray();
            double[] bias = own.stream().mapToDouble(GradientRow::bias).toArray();
            double[] spread =
                    own.stream().mapToDouble(row -> Math.sqrt(row.variance())).toArray();
            plot = plot.with(Series.line(estimator + ", bias", t, bias, Palette.color(color))
                            .withPoints())
                    .with(Series.line(estimator + ", standard deviation", t, spread, Palette.color(color++))
                            .withDashes());
        }
        return plot;
    }
}
