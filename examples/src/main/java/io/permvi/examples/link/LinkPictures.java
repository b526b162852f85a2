package io.permvi.examples.link;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.link.Calibration;
import io.permvi.applications.link.LinkResult;
import io.permvi.applications.link.LinkStudy;
import io.permvi.plots.Axis;
import io.permvi.plots.Bars;
import io.permvi.plots.CalibrationPictures;
import io.permvi.plots.Guide;
import io.permvi.plots.Palette;
import io.permvi.plots.Panels;
import io.permvi.plots.Picture;
import io.permvi.plots.Plot;
import io.permvi.plots.ReliabilityCurve;
import io.permvi.plots.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The pictures of linked files. */
final class LinkPictures {
    /** Their names. */
    static final List<String> NAMES = List.of("probabilities.png", "error-rates.png", "field-weights.png");

    private static final int BINS = 20;
    private static final double LEAST = 0.01;
    /** Points of a curve at most. */
    private static final int CURVE_POINTS = 400;

    private final LinkResult result;

    LinkPictures(LinkResult result) {
        this.result = result;
    }

    void write(OutputFolder folder) {
        save(probabilities(), "probabilities.png", folder);
        save(errorRates(), "error-rates.png", folder);
        save(fieldWeights(), "field-weights.png", folder);
    }

    private static void save(Picture picture, String name, OutputFolder folder) {
        picture.save(folder.path().resolve(name));
    }

    /** How many pairs have each probability, from one in a hundred on. */
    private Picture probabilities() {
        double[] x = new double[BINS];
        double[] count = new double[BINS];
        for (int k = 0; k < BINS; k++) {
            x[k] = (k + 0.5) / BINS;
        }
        for (int e = 0; e < result.pairs(); e++) {
            double p = result.probability(e);
            if (p >= LEAST) {
                count[Math.min(BINS - 1, (int) (p * BINS))]++;
            }
        }
        for (int k = 0; k < BINS; k++) {
            count[k] = count[k] == 0 ? Double.NaN : count[k];
        }
        return Plot.of(
                        "How sure are the links?",
                        Axis.of("probability of a pair").within(0, 1),
                        Axis.logarithmic("pairs").from(0.7))
                .with(new Bars("", x, count, 0.9 / BINS, Palette.color(0), true))
                .with(Guide.upright(0.5, "linked from here"))
                .withNote("Pairs of probability 0.01 or more.");
    }

    /** What share of the links is expected to be false, by how many are taken. */
    private Picture errorRates() {
        double[] wrong = IntStream.of(result.links())
                .mapToDouble(e -> 1 - result.probability(e))
                .sorted()
                .toArray();
        double[] links = IntStream.rangeClosed(0, Math.min(CURVE_POINTS, wrong.length))
                .mapToDouble(
                        k -> Math.rint((double) k * wrong.length / Math.min(CURVE_POINTS, Math.max(1, wrong.length))))
                .toArray();
        Arrays.parallelPrefix(wrong, Double::sum);
        double[] rate = Arrays.stream(links)
                .map(n -> n == 0 ? 0 : 100 * wrong[(int) n - 1] / n)
                .toArray();
        return Plot.of(
                        "What does an error rate cost?",
                        Axis.of("links taken, the most probable first").from(0),
                        Axis.of("expected share of false links (%)").from(0))
                .with(Series.line("", links, rate, Palette.color(0)))
                .withNote("Read a rate on the left: the curve says how many links can be had at it.");
    }

    private static double[] toArray(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** What each level of each comparison says, in bits. */
    private Picture fieldWeights() {
        List<Plot> plots = new ArrayList<>();
        List<LinkResult.FieldWeights> fields = result.fieldWeights();
        double most = fields.stream()
                .flatMap(field -> field.bits().stream())
                .mapToDouble(Math::abs)
                .max()
                .orElse(1);
        for (LinkResult.FieldWeights field : fields) {
            double[] x =
                    IntStream.range(0, field.bits().size()).mapToDouble(k -> k).toArray();
            plots.add(Plot.of(
                            field.name(),
                            Axis.of("level"),
                            Axis.of("weight (bits)").within(-1.05 * most, 1.05 * most))
                    .with(Guide.level(0, ""))
                    .with(new Bars("", x, toArray(field.bits()), 0.8, Palette.color(0), false))
                    .withSize(330, 250));
        }
        return Panels.of("What agreement says, from least to most alike", Math.min(3, plots.size()), plots)
                .withNote("log2 of how much more often a level is met among links than among other pairs.");
    }

    void writeCalibration(Calibration calibration, OutputFolder folder) {
        List<Calibration.Bin> bins = calibration.bins();
        ReliabilityCurve curve = new ReliabilityCurve(
                "links",
                bins.stream().mapToDouble(Calibration.Bin::stated).toArray(),
                bins.stream().mapToDouble(Calibration.Bin::realized).toArray(),
                bins.stream().mapToDouble(Calibration.Bin::count).toArray());
        save(CalibrationPictures.reliability(curve), "calibration.png", folder);
    }

    static void writeStudy(List<LinkStudy.Row> rows, OutputFolder folder) {
        double[] posterior = rows.stream().mapToDouble(LinkStudy.Row::f1).toArray();
        double[] assignment =
                rows.stream().mapToDouble(LinkStudy.Row::assignmentF1).toArray();
        double[] apart = rows.stream().mapToDouble(LinkStudy.Row::independentF1).toArray();
        Plot plot = Plot.of(
                        "Links without a label, one setting for all sets",
                        Axis.of("", rows.stream().map(LinkStudy.Row::set).toList()),
                        Axis.of("F1").to(1))
                .with(Bars.grouped("posterior of one-to-one links", posterior, 0, 3, Palette.color(0)))
                .with(Bars.grouped("assignment with the same weights", assignment, 1, 3, Palette.color(1)))
                .with(Bars.grouped("each record by itself", apart, 2, 3, Palette.color(2)))
                .withSize(1000, 420);
        save(plot, "study.png", folder);
    }
}
