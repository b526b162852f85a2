package io.permvi.examples.graphs;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.graphs.Network;
import io.permvi.applications.graphs.NetworkMatch;
import io.permvi.models.graphs.Arcs;
import io.permvi.models.graphs.NetworkLayer;
import io.permvi.plots.Axis;
import io.permvi.plots.CalibrationPictures;
import io.permvi.plots.GraphPictures;
import io.permvi.plots.Guide;
import io.permvi.plots.MatchingPictures;
import io.permvi.plots.Palette;
import io.permvi.plots.Panels;
import io.permvi.plots.Picture;
import io.permvi.plots.Plot;
import io.permvi.plots.ReliabilityCurve;
import io.permvi.plots.Series;
import io.permvi.plots.Shades;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** The pictures of a match. */
final class NetworkPictures {
    /** Their names. */
    static final List<String> NAMES =
            List.of("confidence.png", "marginals.png", "adjacency.png", "chain.png", "reliability.png");

    private static final int MOST_NODES = 700;
    private static final int MOST_NAMES = 40;
    private static final double LEAST = 0.005;
    /** Of a chain, evenly apart: more would be a block of ink. */
    private static final int MOST_POINTS = 300;

    private final NetworkMatch match;
    private final String nameA;
    private final String nameB;
    private final int[] order;

    NetworkPictures(NetworkMatch match, String nameA, String nameB) {
        this.match = match;
        this.nameA = nameA;
        this.nameB = nameB;
        order = IntStream.range(0, match.problem().a().size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -match.probability(i)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    void write(Map<Integer, Integer> truth, OutputFolder folder) {
        save(confidence(), "confidence.png", folder);
        if (match.problem().b().size() <= MOST_NODES) {
            save(marginals(), "marginals.png", folder);
            save(adjacency(), "adjacency.png", folder);
        }
        save(chain(), "chain.png", folder);
        if (!truth.isEmpty()) {
            save(reliability(truth), "reliability.png", folder);
        }
    }

    private static void save(Picture picture, String name, OutputFolder folder) {
        picture.save(folder.path().resolve(name));
    }

    /** The probability of each match, and how many of the surest are right by expectation. */
    private Picture confidence() {
        double[] x = IntStream.rangeClosed(1, order.length).mapToDouble(k -> k).toArray();
        double[] probability =
                IntStream.of(order).mapToDouble(match::probability).toArray();
        double[] mean = new double[order.length];
        double sum = 0;
        for (int k = 0; k < order.length; k++) {
            sum += probability[k];
            mean[k] = sum / (k + 1);
        }
        return Plot.of(
                        "How sure are the matches?",
                        Axis.of("matches, the surest first"),
                        Axis.of("probability").within(0, 1))
                .with(Series.line("probability of the match", x, probability, Palette.color(0)))
                .with(Series.line("expected share right up to here", x, mean, Palette.color(1)));
    }

    /** Rows by confidence, and columns in the order of what rows are matched to: doubt is what lies off the diagonal. */
    private Picture marginals() {
        // those without a partner have the last column of their own
        int n = match.problem().b().size();
        DMatrixRMaj shown = new DMatrixRMaj(order.length, n + order.length);
        int[] columns = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            for (int k = 0; k < n; k++) {
                shown.set(i, k, match.marginals().probability(i, k));
            }
            shown.set(i, n + i, match.marginals().unmatchedProbability(i));
        }
        Arrays.setAll(columns, r -> {
            int place = match.matching().place(order[r]);
            return place == Matching.UNMATCHED ? n + order[r] : place;
        });
        return MatchingPictures.matrix("Probability of each pair", shown, order, columns, Shades.ofProbabilities())
                .withAxes(
                        axis(
                                "nodes of " + nameB + ", in the order of their matches",
                                columns,
                                match.problem().b()),
                        axis(
                                        "nodes of " + nameA + ", the surest first",
                                        order,
                                        match.problem().a())
                                .reverse());
    }

    /** Names where they can be read, else positions. */
    private static Axis axis(String title, int[] nodes, Network network) {
        return nodes.length > MOST_NAMES
                ? Axis.numbered(title, nodes.length)
                : Axis.of(
                        title,
                        IntStream.of(nodes)
                                .mapToObj(i ->
                                        i < network.size() ? network.nodes().get(i) : "no partner")
                                .toList());
    }

    private Picture adjacency() {
        NetworkLayer layer = match.model().layers().get(0);
        int[] items = IntStream.range(0, layer.items())
                .filter(i -> match.matching().place(i) != Matching.UNMATCHED)
                .toArray();
        int[] places = IntStream.of(items).map(i -> match.matching().place(i)).toArray();
        return Panels.of(
                "Edges of the matched nodes, in one order",
                2,
                List.of(
                        edges(nameA, layer.a(), items, match.problem().a()),
                        edges(nameB, layer.b(), places, match.problem().b())));
    }

    private static Plot edges(String name, Arcs arcs, int[] nodes, Network network) {
        int[] all = IntStream.range(0, nodes.length).toArray();
        return GraphPictures.adjacency(name, sizes(arcs, nodes), all)
                .withAxes(
                        axis("to", nodes, network), axis("from", nodes, network).reverse());
    }

    private static DMatrixRMaj sizes(Arcs arcs, int[] nodes) {
        DMatrixRMaj sizes = new DMatrixRMaj(nodes.length, nodes.length);
        for (int e = 0; e < sizes.getNumElements(); e++) {
            // the lower end of each class
            sizes.data[e] = (1 << arcs.sizeClass(nodes[e / nodes.length], nodes[e % nodes.length])) >> 1;
        }
        return sizes;
    }

    private Picture chain() {
        Plot plot = Plot.of("Where the samplers went", Axis.of("sweep"), Axis.of("tempered log odds (nats)"));
        for (int g = 0; g < match.chains().size(); g++) {
            boolean alone = match.chains().size() == 1;
            String name = alone
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "mode %d, weight %.2f",
                            g + 1,
                            match.modes().get(g).weight());
            for (List<Double> all : match.chains().get(g).logDensities()) {
                int step = (all.size() + MOST_POINTS - 1) / MOST_POINTS;
                double[] x = IntStream.range(0, all.size() / step)
                        .mapToDouble(s -> s * step)
                        .toArray();
                double[] y = Arrays.stream(x).map(s -> all.get((int) s)).toArray();
                plot = plot.with(Series.line(name, x, y, Palette.color(g)));
                name = "";
            }
        }
        return plot.with(Guide.upright(match.chains().get(0).burnIn(), "kept from here"));
    }

    private Picture reliability(Map<Integer, Integer> truth) {
        List<Double> said = new ArrayList<>();
        List<Boolean> right = new ArrayList<>();
        for (int i : match.problem().free()) {
            for (int k = 0; truth.containsKey(i) && k < match.problem().b().size(); k++) {
                if (match.marginals().probability(i, k) > LEAST) {
                    said.add(match.marginals().probability(i, k));
                    right.add(truth.get(i) == k);
                }
            }
        }
        return CalibrationPictures.reliability(ReliabilityCurve.of("pairs", said, right));
    }
}
