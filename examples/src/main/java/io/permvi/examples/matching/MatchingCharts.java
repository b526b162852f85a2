package io.permvi.examples.matching;

import io.permvi.applications.files.OutputFolder;
import io.permvi.inference.method.Method;
import io.permvi.inference.method.Run;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.Posterior;
import io.permvi.models.PointMatching;
import io.permvi.plots.Axis;
import io.permvi.plots.Bars;
import io.permvi.plots.MatchingPictures;
import io.permvi.plots.Palette;
import io.permvi.plots.Panels;
import io.permvi.plots.Plot;
import io.permvi.plots.Series;
import io.permvi.relaxations.permutation.Permutation;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** The pictures of the study, in the manner of figure 2 of Linderman et al. 2018. */
final class MatchingCharts {
    private static final int TOP = 10;
    private static final double SMALLEST_DISTANCE = 1e-4;
    private static final List<String> SHOWN =
            List.of("stick-breaking", "rounding", "gumbel-matching", "sequential", "sequential-mixture");

    private final MatchingStudy study;
    private final MatchingProblem problem;
    private final PointMatching model;
    private final OutputFolder out;

    MatchingCharts(MatchingStudy study, MatchingProblem problem, OutputFolder out) {
        this.study = study;
        this.problem = problem;
        this.model = problem.model();
        this.out = out;
    }

    /** One column of a picture: a name and what it says about the problem. */
    private record Panel(String name, MatchingMarginals marginals, double[] probabilities) {}

    /** Draws matchings.png, and where the posterior can be enumerated probabilities.png and distances.png. */
    void draw(List<Method<PointMatching>> methods, List<StudyResult> results) {
        List<Panel> panels = new ArrayList<>();
        Optional<ExactPosterior> exact = problem.order() <= MatchingStudy.LARGEST_ENUMERATION
                ? Optional.of(ExactPosterior.of(model))
                : Optional.empty();
        exact.ifPresent(posterior -> panels.add(panel("exact posterior", exact, posterior, 0)));
        methods.stream().filter(method -> SHOWN.contains(method.name())).forEach(method -> {
            long seed = study.seedOf(problem, method, 0);
            panels.add(panel(method.name(), exact, method.solve(model, Run.of(seed)), seed));
        });
        if (!panels.isEmpty()) {
            Panels lines = Panels.of(
                            "Problem " + problem.name() + ", sigma " + problem.sigma(),
                            Math.min(3, panels.size()),
                            panels.stream().map(this::lines).toList())
                    .withNote("Lines are as wide and dark as the pair is probable; below 0.02 there is none.");
            out.write("matchings.png", lines::save);
        }
        if (exact.isPresent()) {
            out.write("probabilities.png", probabilities(panels)::save);
            drawDistances(results);
        }
    }

    private Panel panel(String name, Optional<ExactPosterior> exact, Posterior found, long seed) {
        MatchingStudy.Beliefs beliefs =
                MatchingStudy.Beliefs.of(model, exact, found, Run.of(seed).random(MatchingStudy.HISTOGRAM));
        return new Panel(name, beliefs.marginals(), beliefs.probabilities());
    }

    private Plot lines(Panel panel) {
        double[][] observations = rows(problem.observations());
        double[][] centers = rows(problem.centers());
        return MatchingPictures.pairs(panel.name(), "observation", observations, "center", centers, panel.marginals())
                .withAxes(Axis.of("first coordinate"), Axis.of("second coordinate"))
                .withSize(340, 340);
    }

    private static double[][] rows(DMatrixRMaj matrix) {
        double[][] rows = new double[matrix.numRows][matrix.numCols];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = matrix.get(i, j);
            }
        }
        return rows;
    }

    /** The ten most probable permutations of the first panel, the exact posterior, and all others together. */
    private Plot probabilities(List<Panel> panels) {
        double[] exact = panels.get(0).probabilities();
        int[] order = Arrays.copyOf(Permutation.sortedBy(exact.length, k -> -exact[k]), Math.min(TOP, exact.length));
        List<String> names = new ArrayList<>();
        IntStream.rangeClosed(1, order.length).forEach(k -> names.add(String.valueOf(k)));
        names.add("the rest");
        Plot plot = Plot.of(
                        "Problem " + problem.name() + ", sigma " + problem.sigma(),
                        Axis.of("permutations, the most probable first", names),
                        Axis.of("probability").from(0))
                .withSize(820, 400);
        for (int m = 0; m < panels.size(); m++) {
            Panel panel = panels.get(m);
            double[] heights = new double[order.length + 1];
            double rest = Arrays.stream(panel.probabilities()).sum();
            for (int k = 0; k < order.length; k++) {
                heights[k] = panel.probabilities()[order[k]];
                rest -= heights[k];
            }
            heights[order.length] = Math.max(0, rest);
            Color color = Palette.of(panel.name(), m).color();
            plot = plot.with(Bars.grouped(panel.name(), heights, m, panels.size(), color));
        }
        return plot;
    }

    private void drawDistances(List<StudyResult> results) {
        List<String> names = List.of(
                "stick-breaking",
                "rounding",
                "gumbel-matching",
                "gumbel-sinkhorn",
                "sequential",
                "sequential-mixture",
                "exact-draws");
        List<Plot> plots = new ArrayList<>();
        for (double sigma : new MeansTable(results).sigmas()) {
            Plot plot = shares(results, names, sigma);
            if (!plot.layers().isEmpty()) {
                plots.add(plot);
            }
        }
        if (!plots.isEmpty()) {
            Panels panels = Panels.of("How far from the exact posterior?", Math.min(2, plots.size()), plots)
                    .withNote(
                            "Share of the problems whose distance is at most the one below; further left is better. Distances"
                                    + " below 0.0001 are drawn there.");
            out.write("distances.png", panels::save);
        }
    }

    /** The empirical distribution of the distances: a step for each problem, so that few look like few. */
    private static Plot shares(List<StudyResult> results, List<String> names, double sigma) {
        Plot plot = Plot.of(
                        "sigma = " + sigma,
                        Axis.logarithmic("distance sqrt(1 - sum sqrt(p q))").within(SMALLEST_DISTANCE, 1),
                        Axis.of("share of problems").within(0, 1.02))
                .withSize(520, 320);
        for (int m = 0; m < names.size(); m++) {
            String name = names.get(m);
            double[] distances = results.stream()
                    .filter(r -> r.method().equals(name) && r.sigma() == sigma && !Double.isNaN(r.bhattacharyya()))
                    .mapToDouble(r -> Math.max(SMALLEST_DISTANCE, r.bhattacharyya()))
                    .sorted()
                    .toArray();
            if (distances.length > 0) {
                plot = plot.with(steps(name, distances, Palette.of(name, m)));
            }
        }
        return plot;
    }

    private static Series steps(String name, double[] sorted, Palette.Look look) {
        int n = sorted.length;
        double[] x = new double[2 * n + 2];
        double[] y = new double[2 * n + 2];
        x[0] = SMALLEST_DISTANCE;
        for (int k = 0; k < n; k++) {
            x[2 * k + 1] = sorted[k];
            y[2 * k + 1] = (double) k / n;
            x[2 * k + 2] = sorted[k];
            y[2 * k + 2] = (k + 1.0) / n;
        }
        x[2 * n + 1] = 1;
        y[2 * n + 1] = 1;
        return Series.line(name, x, y, look);
    }
}
