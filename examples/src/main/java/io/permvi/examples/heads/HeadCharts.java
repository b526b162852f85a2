package io.permvi.examples.heads;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.heads.Head;
import io.permvi.applications.heads.HeadAtlas;
import io.permvi.applications.heads.NamedHead;
import io.permvi.examples.common.Moments;
import io.permvi.inference.fields.PointMatch;
import io.permvi.models.fields.DeformationBasis;
import io.permvi.plots.Axis;
import io.permvi.plots.Drawing;
import io.permvi.plots.Intervals;
import io.permvi.plots.Lines;
import io.permvi.plots.Names;
import io.permvi.plots.Palette;
import io.permvi.plots.Panels;
import io.permvi.plots.Plot;
import io.permvi.plots.Series;
import io.permvi.relaxations.permutation.Matching;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Pictures of named heads and of their validation. */
record HeadCharts(OutputFolder out) {
    private static final int WIDE = 1300;
    /** Around the box of a plot, for titles and ticks. */
    private static final int FRAME_WIDTH = 90;

    private static final int FRAME_HEIGHT = 100;
    private static final double[] CONFIDENCES = {0.9, 0.5, 0};
    private static final String[] CONFIDENCE_NAMES = {"probability 0.9 to 1", "0.5 to 0.9", "below 0.5"};
    private static final Color[] CONFIDENCE_COLORS = {Palette.color(0), Palette.color(4), Palette.color(1)};

    /** The head in two projections with names and confidence, and atlas and points before and after the deformation. */
    void drawHead(Head head, HeadAtlas atlas, NamedHead result) {
        PointMatch match = result.mixture().alternatives().get(0);
        double[][] axes = axes(atlas.positions().means());
        double[][] moved = new double[3][head.size()];
        match.motion().apply(head.positions(), moved);
        double[][] points = project(axes, transposed(moved));
        Panels named = Panels.of(
                head.id() + ": names in the frame of the atlas, µm",
                1,
                List.of(namedPoints(head, atlas, result, points, 1), namedPoints(head, atlas, result, points, 2)));
        out.write(head.id() + ".png", named::save);
        double[][] before = project(axes, atlas.positions().means());
        double[][] after = project(axes, match.places());
        Panels deformation = Panels.of(
                head.id() + ": points and the neurons that they are named after",
                1,
                List.of(
                        overlay("atlas as it is", points, before, after, result),
                        overlay("atlas deformed to this head", points, after, before, result)));
        out.write(head.id() + "_deformation.png", deformation::save);
    }

    private static Plot namedPoints(Head head, HeadAtlas atlas, NamedHead result, double[][] points, int second) {
        Axis across = limits("long axis (µm)", points[0]);
        Axis upward = limits(second == 1 ? "second axis (µm)" : "third axis (µm)", points[second]);
        Plot plot = lengths("", across, upward);
        double upper = 2;
        for (int c = 0; c < CONFIDENCES.length; c++) {
            double lower = CONFIDENCES[c];
            double limit = upper;
            int[] shown = IntStream.range(0, head.size())
                    .filter(i -> confidence(result, i) >= lower && confidence(result, i) < limit)
                    .toArray();
            plot = plot.with(Series.points(
                    CONFIDENCE_NAMES[c], pick(points[0], shown), pick(points[second], shown), CONFIDENCE_COLORS[c]));
            upper = lower;
        }
        int[] named = IntStream.range(0, head.size())
                .filter(i -> result.best().place(i) != Matching.UNMATCHED)
                .toArray();
        List<String> names = Arrays.stream(named)
                .mapToObj(i -> atlas.names().get(result.best().place(i)))
                .toList();
        return plot.with(new Names(names, pick(points[0], named), pick(points[second], named), Palette.TRUTH));
    }

    private static double confidence(NamedHead result, int i) {
        int neuron = result.best().place(i);
        return neuron == Matching.UNMATCHED ? 0 : result.marginals().probability(i, neuron);
    }

    private static double[] pick(double[] values, int[] which) {
        return Arrays.stream(which).mapToDouble(i -> values[i]).toArray();
    }

    /** An axis around all of these values. */
    private static Axis limits(String title, double[]... values) {
        double low = Arrays.stream(values).flatMapToDouble(Arrays::stream).min().orElse(0);
        double high =
                Arrays.stream(values).flatMapToDouble(Arrays::stream).max().orElse(1);
        double margin = Math.max(1, 0.03 * (high - low));
        return Axis.of(title).within(low - margin, high + margin);
    }

    /** A plot whose height is what its width asks for when units are equal. */
    private static Plot lengths(String title, Axis across, Axis upward) {
        double ratio = length(upward) / length(across);
        int high = FRAME_HEIGHT + (int) Math.max(160, Math.min(900, (WIDE - FRAME_WIDTH) * ratio));
        return Plot.of(title, across, upward).withSize(WIDE, high).withEqualUnits();
    }

    private static double length(Axis axis) {
        return axis.max().orElseThrow() - axis.min().orElseThrow();
    }

    /** Points and places joined where they are matched, within the limits of both panels. */
    private static Plot overlay(
            String title, double[][] points, double[][] places, double[][] others, NamedHead result) {
        int[] matched = IntStream.range(0, points[0].length)
                .filter(i -> result.best().place(i) != Matching.UNMATCHED)
                .toArray();
        int[] used = Arrays.stream(matched).map(i -> result.best().place(i)).toArray();
        List<double[]> ends = new ArrayList<>();
        for (int k = 0; k < used.length; k++) {
            int i = matched[k];
            ends.add(new double[] {points[0][i], points[1][i], places[0][used[k]], places[1][used[k]]});
        }
        Axis across = limits("long axis (µm)", points[0], pick(places[0], used), pick(others[0], used));
        Axis upward = limits("second axis (µm)", points[1], pick(places[1], used), pick(others[1], used));
        return lengths(title, across, upward)
                .with(new Lines("named after", ends, Collections.nCopies(ends.size(), 0.5), Palette.FAINT, 2))
                .with(Series.points("point of the head", points[0], points[1], Palette.color(0)))
                .with(Series.points(
                                "neuron of the atlas", pick(places[0], used), pick(places[1], used), Palette.color(1))
                        .withShape(Series.Shape.DIAMOND));
    }

    /** The principal axes of the atlas, longest first. */
    private static double[][] axes(double[][] means) {
        DMatrixRMaj centered = new DMatrixRMaj(means);
        for (int d = 0; d < 3; d++) {
            double center = CommonOps_DDRM.elementSum(CommonOps_DDRM.extractColumn(centered, d, null)) / means.length;
            for (int i = 0; i < means.length; i++) {
                centered.add(i, d, -center);
            }
        }
        DMatrixRMaj covariance = new DMatrixRMaj(3, 3);
        CommonOps_DDRM.multInner(centered, covariance);
        return DeformationBasis.leadingDirections(covariance, 3);
    }

    /** A row for each axis. */
    private static double[][] project(double[][] axes, double[][] points) {
        return Arrays.stream(axes)
                .map(axis -> Arrays.stream(points)
                        .mapToDouble(p -> axis[0] * p[0] + axis[1] * p[1] + axis[2] * p[2])
                        .toArray())
                .toArray(double[][]::new);
    }

    private static double[][] transposed(double[][] matrix) {
        return IntStream.range(0, matrix[0].length)
                .mapToObj(c -> Arrays.stream(matrix).mapToDouble(row -> row[c]).toArray())
                .toArray(double[][]::new);
    }

    /** Means and standard errors by laboratory, one color a method, over the range that they take, a tenth at least. */
    void drawAccuracy(List<String> laboratories, List<String> methods, List<List<Moments>> accuracies) {
        List<Drawing> layers = new ArrayList<>();
        for (int m = 0; m < methods.size(); m++) {
            double shift = 0.16 * (m - (methods.size() - 1) / 2.0);
            double[] rows = IntStream.range(0, laboratories.size())
                    .mapToDouble(k -> k + shift)
                    .toArray();
            double[] means =
                    accuracies.get(m).stream().mapToDouble(Moments::mean).toArray();
            double[] errors =
                    accuracies.get(m).stream().mapToDouble(Moments::error).toArray();
            layers.add(new Intervals("", ends(means, errors, -1), ends(means, errors, 1), rows, Palette.color(m)));
            layers.add(
                    Series.points(methods.get(m), means, rows, Palette.color(m)).withWidth(7));
        }
        double lowest = accuracies.stream()
                .flatMap(List::stream)
                .mapToDouble(each -> each.mean() - each.error())
                .filter(Double::isFinite)
                .min()
                .orElse(0);
        Plot plot = Plot.of(
                        "Share of named neurons right, by laboratory",
                        // a tenth at least, so that thousandths do not look like differences
                        Axis.of("mean accuracy of its heads, standard error").within(Math.min(0.9, lowest - 0.02), 1),
                        Axis.of("", laboratories).reverse())
                .with(layers)
                .withSize(760, 120 + (26 + 14 * methods.size()) * laboratories.size())
                .withNote("A single head has no standard error.");
        out.write("accuracy.png", plot::save);
    }

    /** None where there is no error. */
    private static double[] ends(double[] means, double[] errors, int side) {
        return IntStream.range(0, means.length)
                .mapToDouble(k -> errors[k] > 0 ? means[k] + side * errors[k] : Double.NaN)
                .toArray();
    }
}
