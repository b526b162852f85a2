package io.permvi.examples.link;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.link.Calibration;
import io.permvi.applications.link.Decisions;
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
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The pictures of linked files. */
final class LinkPictures {
    /** Their names. */
    static final List<String> NAMES = List.of("probabilities.png", "error-rates.png", "field-weights.png");

    private static final int BINS = 20;
    private static final double LEAST = 0.01;
    private static final double LEAST_RATE = 1e-4;
    private static final double MOST_RATE = 0.1;
    /** Of the curve. */
    private static final int CURVE_POINTS = 60;

    private final LinkResult result;
    private final double errorRate;

    LinkPictures(LinkResult result, double errorRate) {
        this.result = result;
        this.errorRate = errorRate;
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

    /** How many links can be had at each share of false ones: rates are evenly apart by their logarithms. */
    private Picture errorRates() {
        double[] rate = IntStream.rangeClosed(0, CURVE_POINTS)
                .mapToDouble(k -> LEAST_RATE * Math.pow(MOST_RATE / LEAST_RATE, (double) k / CURVE_POINTS))
                .toArray();
        double[] wrong = IntStream.of(result.links())
                .mapToDouble(e -> 1 - result.probability(e))
                .sorted()
                .toArray();
        Arrays.parallelPrefix(wrong, Double::sum);
        double[] links = new double[rate.length];
        int n = 0;
        for (int k = 0; k < rate.length; k++) {
            // the share grows with the number of links
            while (n < wrong.length && wrong[n] <= rate[k] * (n + 1)) {
                n++;
            }
            links[k] = n;
        }
        double[] percent = Arrays.stream(rate).map(each -> 100 * each).toArray();
        return Plot.of(
                        "How many links at which error rate?",
                        Axis.logarithmic("share of false links that is accepted (%)")
                                .within(100 * LEAST_RATE, 100 * MOST_RATE),
                        Axis.of("links"))
                .with(Series.line("", percent, links, Palette.color(0)))
                .with(Guide.upright(100 * errorRate, ""))
                .withNote(String.format(
                        Locale.ROOT,
                        "Dashed, --error-rate: %,d links at %s %%. The %,d pairs above probability 0.5 are all that are ever linked.",
                        Decisions.at(result, errorRate).links().length,
                        new BigDecimal(String.valueOf(100 * errorRate))
                                .stripTrailingZeros()
                                .toPlainString(),
                        result.links().length));
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
                .withNote(
                        "log2 of how much more often a level is met among links than among other pairs; parameters.csv says what each level is.");
    }

    static void writeCalibration(Calibration calibration, OutputFolder folder) {
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
