package io.permvi.examples.transport;

import io.permvi.applications.files.OutputFolder;
import io.permvi.examples.transport.TransportStudy.Cost;
import io.permvi.plots.Axis;
import io.permvi.plots.Drawing;
import io.permvi.plots.Palette;
import io.permvi.plots.Panels;
import io.permvi.plots.Plot;
import io.permvi.plots.Series;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The four pictures of the study. */
final class TransportCharts {
    /** Light below, dark on top. */
    private static final List<Color> COLORS = List.of(Palette.color(5), Palette.color(1), Palette.color(0));

    private static final int WIDE = 480;
    private static final int HIGH = 360;

    private TransportCharts() {}

    /** Distance against step, for right and for wrong marginals. */
    static void drawCurves(List<TransportStudy.Curve> curves, OutputFolder out) {
        for (String marginals : List.of("calibrated", "mis-calibrated")) {
            // the wrong marginals cannot be reached: their distances stay within a decade
            Axis distance = marginals.equals("calibrated")
                    ? Axis.logarithmic("distance of the plan to its target")
                    : Axis.of("distance of the plan to its target").from(0);
            List<Plot> plots = IntStream.rangeClosed(1, 2)
                    .mapToObj(instance -> Plot.of("instance " + instance, Axis.of("step of the optimizer"), distance)
                            .with(lines(curves.stream()
                                    .filter(c -> c.marginals().equals(marginals) && c.instance() == instance)
                                    .toList()))
                            .withSize(WIDE, HIGH))
                    .toList();
            out.write(
                    "learning_" + marginals + ".png",
                    Panels.of("Learning scores whose plan is a given one, " + marginals + " marginals", 2, plots)
                            ::save);
        }
    }

    private static List<Drawing> lines(List<TransportStudy.Curve> curves) {
        List<Drawing> lines = new ArrayList<>();
        for (TransportStudy.Curve curve : curves) {
            double[] steps = IntStream.rangeClosed(1, curve.distance().length)
                    .asDoubleStream()
                    .toArray();
            lines.add(line(curve.method(), steps, curve.distance()));
        }
        return lines;
    }

    /** Curves that lie on each other stay visible: later ones are thinner, the last is dashed. */
    private static Series line(String method, double[] x, double[] y) {
        int k = TransportStudy.METHODS.indexOf(method);
        Series line = Series.line(method, x, y, COLORS.get(k)).withWidth(5 - 1.6 * k);
        return k == TransportStudy.METHODS.size() - 1 ? line.withDashes() : line;
    }

    /** Time and memory against size and against iterations. */
    static void drawCosts(List<Cost> bySize, List<Cost> byIterations, OutputFolder out) {
        Axis order = Axis.logarithmic("order n");
        Axis milliseconds = Axis.logarithmic("processor time (ms)");
        Axis megabytes = Axis.logarithmic("memory (MiB)");
        Panels ofSize = panels(
                plot("Forward and backward", bySize, order, Cost::n, milliseconds, Cost::milliseconds),
                plot("Memory of a pass", bySize, order, Cost::n, megabytes, Cost::megabytes));
        out.write("cost_of_size.png", ofSize::save);
        Axis iterations = Axis.logarithmic("Sinkhorn iterations that are unrolled");
        String title = "Forward and backward, n = " + byIterations.get(0).n();
        Axis time = Axis.of("processor time (ms)").from(0);
        Axis memory = Axis.of("memory (MiB)").from(0);
        Panels ofIterations = panels(
                        plot(title, byIterations, iterations, Cost::iterations, time, Cost::milliseconds),
                        plot("Memory of a pass", byIterations, iterations, Cost::iterations, memory, Cost::megabytes))
                .withNote(
                        "The approximate and the implicit gradient unroll nothing, so their cost is the same for all.");
        out.write("cost_of_iterations.png", ofIterations::save);
    }

    private static Panels panels(Plot left, Plot right) {
        return Panels.of("", 2, List.of(left, right));
    }

    private static Plot plot(
            String title,
            List<Cost> costs,
            Axis across,
            ToDoubleFunction<Cost> x,
            Axis upward,
            ToDoubleFunction<Cost> y) {
        Plot plot = Plot.of(title, across, upward).withSize(WIDE, HIGH);
        for (String method : TransportStudy.METHODS) {
            List<Cost> own =
                    costs.stream().filter(c -> c.method().equals(method)).toList();
            double[] xs = own.stream().mapToDouble(x).toArray();
            double[] ys = own.stream().mapToDouble(y).toArray();
            plot = plot.with(line(method, xs, ys).withPoints());
        }
        return plot;
    }
}
