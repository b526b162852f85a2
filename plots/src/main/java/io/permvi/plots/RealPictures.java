package io.permvi.plots;

import io.permvi.inference.posterior.Posterior;
import io.permvi.models.RealLatent;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Pictures of draws of real latents. */
public final class RealPictures {
    private static final int MOST_BINS = 60;

    private RealPictures() {}

    /** The draws of one number as a histogram, with their mean and the interval that holds 90 % of them. */
    public static Plot histogram(String name, double[] draws) {
        double[] sorted = finite(draws);
        if (sorted.length == 0) {
            return Plot.of(name, Axis.of(name), Axis.of("draws")).withNote("There is no finite draw.");
        }
        double low = sorted[0];
        double range = sorted[sorted.length - 1] - low;
        // Freedman and Diaconis (1981)
        double width = 2 * (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / Math.cbrt(sorted.length);
        int bins = range > 0 ? (int) Math.max(5, Math.min(MOST_BINS, Math.ceil(range / Math.max(width, 1e-300)))) : 1;
        double step = range > 0 ? range / bins : Math.max(1e-3, 1e-3 * Math.abs(low));
        double first = range > 0 ? low : low - step / 2;
        double[] middles = IntStream.range(0, bins)
                .mapToDouble(bin -> first + (bin + 0.5) * step)
                .toArray();
        double[] counts = new double[bins];
        for (double value : sorted) {
            counts[Math.min(bins - 1, (int) ((value - first) / step))]++;
        }
        double mean = Arrays.stream(sorted).average().orElseThrow();
        double from = quantile(sorted, 0.05);
        double to = quantile(sorted, 0.95);
        double digit = Ticks.roundUp(Math.max(step, 1e-12) / 10);
        String title = String.format(
                Locale.ROOT,
                "%s: mean %s, 90 %% interval %s to %s",
                name,
                Ticks.label(mean, digit),
                Ticks.label(from, digit),
                Ticks.label(to, digit));
        return Plot.of(title, Axis.of(name), Axis.of("draws").from(0))
                .with(new Bars("", middles, counts, 0.94 * step, Palette.color(0), false))
                .with(Guide.upright(from, "5 %"))
                .with(Guide.upright(mean, "mean"))
                .with(Guide.upright(to, "95 %"))
                .withSize(560, 360);
    }

    /** Intervals of all entries of a latent, row by row, with what is known of them where that is given. */
    public static Plot intervals(Posterior posterior, RealLatent latent, double... truth) {
        int entries = latent.rows() * latent.columns();
        List<double[]> draws = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int e = 0; e < entries; e++) {
            draws.add(new double[Posterior.DRAWS]);
            int i = e / latent.columns() + 1;
            String place = latent.columns() == 1 ? i + "" : i + ", " + (e % latent.columns() + 1);
            names.add(entries == 1 ? latent.name() : latent.name() + " " + place);
        }
        posterior.forEachDraw(Posterior.DRAWS, DrawRandom.of(0, 0, 0), (s, z) -> {
            for (int e = 0; e < entries; e++) {
                draws.get(e)[s] = z.get(latent).data[e];
            }
        });
        return intervals("Posterior of '" + latent.name() + "'", names, draws, truth);
    }

    /**
     * The median and the intervals that hold 50 % and 90 % of the draws of several numbers, the first at the top.
     *
     * @param names one a number
     * @param draws of each number
     * @param truth what is known of each, drawn beside; empty where nothing is
     * @throws IllegalArgumentException when there are not as many names as numbers, or as truths where there are some
     */
    public static Plot intervals(String title, List<String> names, List<double[]> draws, double[] truth) {
        int n = draws.size();
        if (names.size() != n || truth.length != 0 && truth.length != n) {
            throw new IllegalArgumentException(
                    "there are " + names.size() + " names and " + truth.length + " true values for " + n + " numbers");
        }
        List<double[]> sorted = draws.stream().map(RealPictures::finite).toList();
        double[] rows = IntStream.range(0, n).asDoubleStream().toArray();
        Plot plot = Plot.of(title, Axis.of("value"), Axis.of("", names).reverse())
                .with(Intervals.of("90 %", quantiles(sorted, 0.05), quantiles(sorted, 0.95), Palette.color(5)))
                .with(Intervals.of("50 %", quantiles(sorted, 0.25), quantiles(sorted, 0.75), Palette.color(0)))
                .with(Series.points("median", quantiles(sorted, 0.5), rows, Palette.color(0))
                        .withWidth(7))
                .withSize(560, 110 + 24 * Math.max(2, n));
        return truth.length == 0
                ? plot
                : plot.with(Series.points("truth", truth, rows, Palette.color(1))
                        .withShape(Series.Shape.DIAMOND)
                        .withWidth(8));
    }

    private static double[] finite(double[] draws) {
        return Arrays.stream(draws).filter(Double::isFinite).sorted().toArray();
    }

    private static double[] quantiles(List<double[]> sorted, double level) {
        return sorted.stream().mapToDouble(values -> quantile(values, level)).toArray();
    }

    /** Between the two nearest of sorted values; not a number where there are none. */
    static double quantile(double[] sorted, double level) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double at = level * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
