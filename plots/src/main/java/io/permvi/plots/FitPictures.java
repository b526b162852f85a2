package io.permvi.plots;

import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Posterior;
import io.permvi.inference.posterior.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Pictures of how an answer was found: traces of the ELBO and of chains. */
public final class FitPictures {
    private static final int POINTS = 250;
    private static final int WIDE = 720;

    private FitPictures() {}

    /**
     * How a posterior was found: the ELBO of an ascent, the log densities of chains or of a search.
     *
     * @throws IllegalArgumentException when its diagnostics are of another kind
     */
    public static Picture diagnostics(Posterior posterior) {
        Diagnostics diagnostics = posterior.diagnostics();
        if (diagnostics instanceof Diagnostics.Ascent ascent) {
            return trace(ascent.trace());
        }
        if (diagnostics instanceof Diagnostics.Chains chains) {
            return chains("log density (nats)", arrays(chains.logDensities()), chains.burnIn());
        }
        if (diagnostics instanceof Diagnostics.Search search) {
            double[] found = arrays(List.of(search.logDensities())).get(0);
            double[] rank =
                    IntStream.rangeClosed(1, found.length).asDoubleStream().toArray();
            return Plot.of("Log densities that the search reached", Axis.of("run"), Axis.of("log density (nats)"))
                    .with(Series.points("", rank, found, Palette.color(0)));
        }
        throw new IllegalArgumentException("there is no picture of these diagnostics: " + diagnostics);
    }

    private static List<double[]> arrays(List<List<Double>> lists) {
        return lists.stream()
                .map(list -> list.stream().mapToDouble(Double::doubleValue).toArray())
                .toList();
    }

    /**
     * The ELBO against the step, as the difference to its best value, means over short windows of steps. Where the
     * temperature falls, it stands below, and a line marks where it comes to rest: ELBOs before belong to other
     * temperatures. The first tenth of the steps may lie below the picture.
     */
    public static Picture trace(Trace trace) {
        return trace("ELBO (nats)", trace);
    }

    /** The same of another quantity that an ascent maximized, with its unit. */
    public static Picture trace(String quantity, Trace trace) {
        int length = trace.length();
        if (length == 0) {
            return Plot.of(quantity, Axis.of("step"), Axis.of(quantity)).withNote("No step was taken.");
        }
        Windows windows = Windows.of(length);
        double[] elbo = windows.means(trace::elbo);
        double best = Arrays.stream(elbo).filter(Double::isFinite).max().orElse(0);
        double[] below = Arrays.stream(elbo).map(value -> value - best).toArray();
        double digit = Math.abs(best) < 1 ? 1e-4 : 0.1;
        Plot plot = Plot.of(
                        quantity + ", difference to its best value " + Ticks.label(best, digit),
                        Axis.of("step"),
                        lowest(below, Axis.of("difference to the best")))
                .with(Series.line("", windows.middles(), below, Palette.color(0)))
                .withSize(WIDE, 360)
                .withNote(windows.size() == 1 ? "" : "Each point is a mean over " + windows.size() + " steps.");
        int settled = settled(trace);
        if (settled == 0) {
            return plot;
        }
        double[] temperature = windows.means(trace::temperature);
        Plot marked = plot.with(Guide.upright(settled, ""));
        Plot lower = Plot.of("", Axis.of("step"), Axis.of("temperature").from(0))
                .with(Series.line("", windows.middles(), temperature, Palette.color(1)))
                .with(Guide.upright(settled, "at rest from here"))
                .withSize(WIDE, 170);
        return Panels.of(
                        "",
                        1,
                        List.of(marked.withAxes(Axis.of(""), marked.yAxis()).withNote(""), lower))
                .withNote(plot.note());
    }

    /** The first step of the last temperature. */
    private static int settled(Trace trace) {
        int step = trace.length() - 1;
        double last = trace.temperature(step);
        while (step > 0 && Math.abs(trace.temperature(step - 1) - last) <= 1e-9 * Math.abs(last)) {
            step--;
        }
        return step;
    }

    /** An axis that ends a little above zero and begins where nine tenths of the values lie above. */
    private static Axis lowest(double[] below, Axis axis) {
        double[] sorted = Arrays.stream(below).filter(Double::isFinite).sorted().toArray();
        if (sorted.length < 10 || sorted[0] > 3 * sorted[sorted.length / 10]) {
            return axis;
        }
        double low = sorted[sorted.length / 10];
        return low < 0 ? axis.within(1.5 * low, -0.06 * low) : axis;
    }

    /**
     * A quantity along several chains, each in its color, means over short windows; a line marks the end of the burn-in.
     *
     * @param quantity its name and unit
     * @param chains its values, one array a chain
     * @param burnIn sweeps that are not used; 0 where all are
     */
    public static Plot chains(String quantity, List<double[]> chains, int burnIn) {
        double[] kept = chains.stream()
                .flatMapToDouble(values -> Arrays.stream(values, Math.min(values.length, burnIn), values.length))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        double best = kept.length == 0 ? 0 : kept[kept.length - 1];
        List<Drawing> layers = new ArrayList<>();
        for (int c = 0; c < chains.size(); c++) {
            double[] values = chains.get(c);
            if (values.length > 0) {
                Windows windows = Windows.of(values.length);
                double[] below = windows.means(k -> values[k] - best);
                layers.add(Series.line("chain " + (c + 1), windows.middles(), below, Palette.look(c))
                        .withWidth(1.4));
            }
        }
        Axis upward = Axis.of(quantity + " - best");
        if (kept.length > 1 && kept[0] < best) {
            // the climb of the burn-in would hide what the chains do afterwards
            double length = best - kept[0];
            double lowest = chains.stream()
                    .flatMapToDouble(Arrays::stream)
                    .filter(Double::isFinite)
                    .min()
                    .orElse(best);
            upward = upward.within(Math.max(1.1 * (lowest - best), -2 * length), 0.25 * length);
        }
        int longest = chains.stream().mapToInt(values -> values.length).max().orElse(1);
        Plot plot = Plot.of(
                        quantity + ", difference to the best " + Ticks.label(best, 0.1),
                        Axis.of("sweep").within(0, Math.max(1, longest)),
                        upward)
                .with(layers)
                .withSize(WIDE, 380);
        return burnIn > 0 ? plot.with(Guide.upright(burnIn, "burn-in ends")) : plot;
    }

    /** Steps in equal windows, at most 250 of them, the last one shorter. */
    private record Windows(int size, int length) {
        static Windows of(int length) {
            return new Windows((int) Ticks.roundUp(Math.max(1, (double) length / POINTS)), length);
        }

        private int count() {
            return (length + size - 1) / size;
        }

        private int end(int window) {
            return Math.min(length, (window + 1) * size);
        }

        double[] middles() {
            return IntStream.range(0, count())
                    .mapToDouble(w -> (w * size + end(w) + 1) / 2.0)
                    .toArray();
        }

        double[] means(java.util.function.IntToDoubleFunction value) {
            return IntStream.range(0, count())
                    .mapToDouble(w -> IntStream.range(w * size, end(w))
                            .mapToDouble(value)
                            .average()
                            .orElseThrow())
                    .toArray();
        }
    }
}
