package io.permvi.plots;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Pictures that say whether probabilities mean what they say. */
public final class CalibrationPictures {
    private static final int WIDE = 600;

    private CalibrationPictures() {}

    /** One curve; see {@link #reliability(List)}. */
    public static Picture reliability(ReliabilityCurve curve) {
        return reliability(List.of(curve));
    }

    /**
     * Above, the share of right statements against their probability, with intervals of Wilson at 95 % and the expected
     * calibration error in the legend; below, how many statements each bin holds.
     */
    public static Picture reliability(List<ReliabilityCurve> curves) {
        Plot shares = Plot.of(
                        "Are the probabilities honest?",
                        Axis.of("").within(0, 1.001),
                        Axis.of("share right").within(0, 1.02))
                .with(Guide.diagonal())
                .withSize(WIDE, 470);
        double most = curves.stream()
                .flatMapToDouble(curve -> Arrays.stream(curve.counts()))
                .max()
                .orElse(1);
        double least = curves.stream()
                .flatMapToDouble(curve -> Arrays.stream(curve.counts()).filter(count -> count > 0))
                .min()
                .orElse(1);
        Axis upward = most > 50 * least
                ? Axis.logarithmic("statements").from(0.7 * least)
                : Axis.of("statements").from(0);
        Plot counts = Plot.of(
                        "",
                        Axis.of("probability that was said, mean of the bin").within(0, 1.001),
                        upward)
                .withSize(WIDE, 190);
        for (int k = 0; k < curves.size(); k++) {
            ReliabilityCurve curve = curves.get(k);
            String name = String.format(Locale.ROOT, "%s (ECE %.3f)", curve.name(), curve.calibrationError());
            Palette.Look look = Palette.of(curve.name(), k);
            int[] filled = curve.filled();
            double[] said =
                    IntStream.of(filled).mapToDouble(bin -> curve.said()[bin]).toArray();
            double[] right =
                    IntStream.of(filled).mapToDouble(bin -> curve.right()[bin]).toArray();
            double[] number =
                    IntStream.of(filled).mapToDouble(bin -> curve.counts()[bin]).toArray();
            shares = shares.with(new Wilson(curve, filled, look))
                    .with(Series.line(curves.size() == 1 ? "share right" : name, said, right, look)
                            .withPoints());
            counts = counts.with(Series.line(curves.size() == 1 ? "share right" : name, said, number, look)
                    .withPoints());
        }
        if (curves.size() == 1) {
            double error = curves.get(0).calibrationError();
            shares = shares.withTitle(
                    String.format(Locale.ROOT, "Are the probabilities honest? Expected calibration error %.3f", error));
        }
        List<Plot> plots = new ArrayList<>(List.of(shares, counts));
        return Panels.of("", 1, plots).withNote("Bars: intervals of 95 %. On the diagonal probabilities are right.");
    }

    /** The intervals of a curve. */
    private record Wilson(ReliabilityCurve curve, int[] filled, Palette.Look look) implements Drawing {
        @Override
        public DoubleStream xs() {
            return DoubleStream.empty();
        }

        @Override
        public void paint(Graphics2D graphics, Plane plane) {
            graphics.setColor(look.color());
            graphics.setStroke(new BasicStroke(1.2f));
            for (int bin : filled) {
                Strokes.interval(
                        graphics,
                        plane.x(curve.said()[bin]),
                        plane.y(curve.wilson(bin, -1)),
                        plane.y(curve.wilson(bin, 1)));
            }
        }
    }
}
