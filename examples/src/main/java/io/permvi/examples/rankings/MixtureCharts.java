package io.permvi.examples.rankings;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.rankings.RankingComparison;
import io.permvi.plots.Axis;
import io.permvi.plots.Palette;
import io.permvi.plots.Panels;
import io.permvi.plots.Plot;
import io.permvi.plots.Series;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.ranking.MallowsPosterior;
import io.permvi.relaxations.ranking.MixturePosterior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The pictures of clusters. */
final class MixtureCharts {
    /** Their names. */
    static final List<String> NAMES = List.of("clusters.png", "bump.png");

    private static final int MOST_ITEMS = 40;

    private MixtureCharts() {}

    /** Evidence, criterion and mean distance by the number of clusters, a line for each model. */
    static void writeElbow(List<RankingComparison.Row> rows, OutputFolder folder) {
        List<Plot> plots = new ArrayList<>();
        panel(
                        "log evidence (nats), more is better",
                        "error bars: one standard error",
                        rows,
                        RankingComparison.Row::logEvidence)
                .ifPresent(plots::add);
        panel("BIC, less is better", "", rows, RankingComparison.Row::bic).ifPresent(plots::add);
        panel("mean distance from the cluster's center", "", rows, RankingComparison.Row::withinDistance)
                .ifPresent(plots::add);
        if (!plots.isEmpty()) {
            Panels.of("How many clusters", plots.size(), plots)
                    .save(folder.path().resolve("elbow.png"));
        }
    }

    private static Optional<Plot> panel(
            String title,
            String note,
            List<RankingComparison.Row> rows,
            ToDoubleFunction<RankingComparison.Row> value) {
        List<String> models =
                rows.stream().map(RankingComparison.Row::model).distinct().toList();
        List<Series> lines = new ArrayList<>();
        for (int m = 0; m < models.size(); m++) {
            String model = models.get(m);
            List<RankingComparison.Row> own = rows.stream()
                    .filter(r -> r.model().equals(model) && !Double.isNaN(value.applyAsDouble(r)))
                    .toList();
            if (own.size() > 1) {
                Series line = Series.line(
                                model,
                                own.stream().mapToDouble(r -> r.clusters() - 1).toArray(),
                                own.stream().mapToDouble(value).toArray(),
                                Palette.look(m))
                        .withPoints();
                lines.add(
                        note.isEmpty()
                                ? line
                                : line.withErrors(own.stream()
                                        .mapToDouble(RankingComparison.Row::evidenceError)
                                        .toArray()));
            }
        }
        int most = rows.stream().mapToInt(RankingComparison.Row::clusters).max().orElse(1);
        Plot plot = Plot.of(title, Axis.numbered("clusters", most), Axis.of("")).with(lines);
        return lines.isEmpty() ? Optional.empty() : Optional.of(note.isEmpty() ? plot : plot.withNote(note));
    }

    /** Who belongs to which cluster, and the consensus of each. */
    static void write(List<String> items, MixturePosterior posterior, OutputFolder folder) {
        int clusters = posterior.clusters().size();
        int[] order = byCluster(posterior);
        List<Series> lines = new ArrayList<>();
        double[] at = IntStream.range(0, order.length)
                .asDoubleStream()
                .map(x -> x + 1)
                .toArray();
        for (int k = 0; k < clusters; k++) {
            int cluster = k;
            double[] p = Arrays.stream(order)
                    .mapToDouble(s -> posterior.membership().get(s, cluster))
                    .toArray();
            lines.add(
                    Series.points("cluster " + (k + 1), at, p, Palette.color(k)).withWidth(4));
        }
        Plot.of(
                        "Who belongs to which cluster",
                        Axis.of("ranking (equal ones once), by its cluster"),
                        Axis.of("probability").within(-0.02, 1.02))
                .with(lines)
                .save(folder.path().resolve("clusters.png"));
        if (items.size() <= MOST_ITEMS && clusters > 1) {
            bump(items, posterior).save(folder.path().resolve("bump.png"));
        }
    }

    private static int[] byCluster(MixturePosterior posterior) {
        double[] key = new double[posterior.membership().numRows];
        for (int s = 0; s < key.length; s++) {
            int best = 0;
            for (int k = 1; k < posterior.membership().numCols; k++) {
                best = posterior.membership().get(s, k) > posterior.membership().get(s, best) ? k : best;
            }
            key[s] = best - posterior.membership().get(s, best) / 2;
        }
        return Permutation.sortedBy(key.length, s -> key[s]);
    }

    /** The place of each item in the consensus of each cluster. */
    private static Plot bump(List<String> items, MixturePosterior posterior) {
        int clusters = posterior.clusters().size();
        double[] x = IntStream.range(0, clusters).asDoubleStream().toArray();
        double[][] rank = new double[items.size()][clusters];
        List<String> first = new ArrayList<>();
        for (int k = 0; k < clusters; k++) {
            MallowsPosterior.Consensus consensus = posterior.clusters().get(k).consensus();
            for (int place = 0; place < items.size(); place++) {
                rank[consensus.items()[place]][k] = place;
                if (k == 0) {
                    first.add(items.get(consensus.items()[place]) + "  " + (place + 1));
                }
            }
        }
        List<Series> lines = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            lines.add(Series.line(items.get(i), x, rank[i], Palette.look(i)).withPoints());
        }
        return Plot.of(
                        "The consensus of each cluster",
                        Axis.numbered("cluster, the heaviest first", clusters),
                        Axis.of("place, items as in cluster 1", first).reverse())
                .with(lines)
                .withoutLegend();
    }
}
