package io.permvi.examples.rankings;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.rankings.Description;
import io.permvi.applications.rankings.RankingFile;
import io.permvi.applications.rankings.WorthFitting;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.rankings.MallowsFitting;
import io.permvi.plots.Axis;
import io.permvi.plots.Intervals;
import io.permvi.plots.Palette;
import io.permvi.plots.Plot;
import io.permvi.plots.RankingPictures;
import io.permvi.plots.Series;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.ranking.MallowsDraws;
import io.permvi.relaxations.ranking.MallowsPosterior;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** The pictures of rankings. */
final class RankingCharts {
    /** Their names. */
    static final List<String> NAMES = List.of("places.png", "before.png", "trace.png", "worths.png");

    private static final int LARGEST = 60;
    private static final int TRACE_POINTS = 300;

    private RankingCharts() {}

    /** How often which item was ranked before which, as shares of the rankings that compare them. */
    static void writeCounts(RankingFile file, Description description, OutputFolder folder) {
        int n = file.items().size();
        if (n > LARGEST) {
            return;
        }
        DMatrixRMaj shares = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double both = description.before()[i][j] + description.before()[j][i];
                shares.set(i, j, both > 0 ? description.before()[i][j] / both : 0.5);
            }
        }
        RankingPictures.before(shares, file.items())
                .withTitle("Which item was ranked before which")
                .withNote("Shares of the rankings that say so; one half where none does.")
                .save(folder.path().resolve("before.png"));
    }

    /** Places and pairs of a fitted consensus. */
    static void write(RankingFile file, MallowsFitting.Result result, OutputFolder folder) {
        MallowsPosterior posterior = result.posterior();
        if (!result.draws().isEmpty()) {
            List<double[]> alphas =
                    result.draws().stream().map(MallowsDraws::alphas).toList();
            trace(alphas).save(folder.path().resolve("trace.png"));
        }
        if (file.items().size() > LARGEST) {
            return;
        }
        RankingPictures.places(
                        new MatchingMarginals(
                                MatchingSpace.permutations(file.items().size()), posterior.places()),
                        file.items())
                .withTitle("Places in the consensus")
                .save(folder.path().resolve("places.png"));
        RankingPictures.before(posterior.before(), file.items())
                .withTitle("Which item stands before which in the consensus")
                .save(folder.path().resolve("before.png"));
    }

    /** Log worths with their intervals, the best item above. */
    static void writeWorths(List<WorthFitting.Row> rows, double level, OutputFolder folder) {
        if (rows.size() > LARGEST) {
            return;
        }
        double[] worths = rows.stream().mapToDouble(WorthFitting.Row::logWorth).toArray();
        double[] at = IntStream.range(0, worths.length).asDoubleStream().toArray();
        Axis items = Axis.of("item", rows.stream().map(WorthFitting.Row::item).toList());
        Plot.of("How much each item is worth", Axis.of("log worth, mean zero"), items.reverse())
                .with(Intervals.of(
                        Math.round(100 * level) + " % interval",
                        rows.stream().mapToDouble(WorthFitting.Row::low).toArray(),
                        rows.stream().mapToDouble(WorthFitting.Row::high).toArray(),
                        Palette.color(0)))
                .with(Series.points("log worth", worths, at, Palette.color(1)).withWidth(7))
                .withSize(640, Math.max(260, 24 * rows.size() + 90))
                .save(folder.path().resolve("worths.png"));
    }

    /** Alpha along each chain, every so many draws. */
    private static Plot trace(List<double[]> chains) {
        List<Series> lines = new ArrayList<>();
        for (int c = 0; c < chains.size(); c++) {
            double[] chain = chains.get(c);
            int every = Math.max(1, chain.length / TRACE_POINTS);
            double[] sweeps = IntStream.range(0, chain.length / every)
                    .mapToDouble(k -> (double) k * every)
                    .toArray();
            double[] values = IntStream.range(0, sweeps.length)
                    .mapToDouble(k -> chain[k * every])
                    .toArray();
            lines.add(Series.line("chain " + (c + 1), sweeps, values, Palette.look(c)));
        }
        return Plot.of("Spread along the chains", Axis.of("draw"), Axis.of("alpha"))
                .with(lines)
                .withNote("Chains that agree cover each other from end to end.");
    }
}
