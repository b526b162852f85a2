package io.permvi.applications.graphs;

import io.permvi.applications.files.OutputFolder;
import io.permvi.inference.posterior.MatchingMarginals.Candidate;
import io.permvi.models.graphs.Arcs;
import io.permvi.models.graphs.NetworkLayer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** What is written of a match. */
public final class MatchFiles {
    /** The names of the files. */
    public static final List<String> NAMES =
            List.of("matches.csv", "modes.csv", "tables.csv", "matched.graphml", "summary.json");

    private static final int CANDIDATES = 3;

    private MatchFiles() {}

    /**
     * Writes all of them.
     *
     * @param program that found the match
     * @param more of the summary, after the usual
     */
    public static void write(NetworkMatch match, String program, Map<String, Object> more, OutputFolder folder) {
        writeMatches(match, folder);
        writeModes(match, folder);
        writeTables(match, folder);
        GraphMlFile.write(match, "matched.graphml", folder);
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("nodesOfA", match.problem().a().size());
        summary.put("nodesOfB", match.problem().b().size());
        summary.put("fixed", match.problem().a().size() - match.problem().free().length);
        summary.put("expectedShareRight", match.expectedRight());
        summary.put(
                "expectedWithoutPartner",
                IntStream.range(0, match.problem().a().size())
                        .mapToDouble(match.marginals()::unmatchedProbability)
                        .sum());
        summary.put("posterior", "tempered");
        summary.put("scale", match.model().scale());
        summary.put("scaleFrom", match.scaleFrom());
        summary.put("modes", match.modes().size());
        summary.put("largestModeWeight", match.modes().get(0).weight());
        summary.put("acceptance", match.chains().get(0).acceptance().get(0));
        summary.putAll(more);
        folder.writeSummary(program, summary);
    }

    /** The surest match first. */
    private static void writeMatches(NetworkMatch match, OutputFolder folder) {
        List<String> header = new ArrayList<>(List.of("a", "b", "probability", "no_partner"));
        for (int c = 1; c <= CANDIDATES; c++) {
            header.addAll(List.of("candidate_" + c, "probability_" + c));
        }
        folder.writeCsv("matches.csv", header, rows -> IntStream.range(
                        0, match.problem().a().size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -match.probability(i)))
                .forEach(i -> rows.add(row(match, i))));
    }

    private static Object[] row(NetworkMatch match, int i) {
        List<Object> cells = new ArrayList<>(List.of(
                match.problem().a().nodes().get(i),
                match.nameOf(match.matching().place(i)),
                share(match.probability(i)),
                share(match.marginals().unmatchedProbability(i))));
        List<Candidate> candidates = match.marginals().candidates(i, CANDIDATES);
        for (int c = 0; c < CANDIDATES; c++) {
            boolean there = c < candidates.size() && candidates.get(c).probability() > 0;
            cells.add(there ? match.nameOf(candidates.get(c).place()) : "");
            cells.add(there ? share(candidates.get(c).probability()) : "");
        }
        return cells.toArray();
    }

    private static void writeModes(NetworkMatch match, OutputFolder folder) {
        folder.writeCsv("modes.csv", List.of("mode", "weight", "log_odds", "found", "a", "b"), rows -> {
            for (int g = 0; g < match.modes().size(); g++) {
                NetworkMatch.Mode mode = match.modes().get(g);
                for (int i = 0; i < match.problem().a().size(); i++) {
                    rows.add(
                            g + 1,
                            share(mode.weight()),
                            String.format(Locale.ROOT, "%.2f", mode.logOdds()),
                            mode.found(),
                            match.problem().a().nodes().get(i),
                            match.nameOf(mode.matching().place(i)));
                }
            }
        });
    }

    private static void writeTables(NetworkMatch match, OutputFolder folder) {
        folder.writeCsv("tables.csv", List.of("layer", "class_a", "class_b", "probability", "log_odds"), rows -> {
            for (NetworkLayer layer : match.model().layers()) {
                for (int a = 0; a < Arcs.CLASSES; a++) {
                    for (int b = 0; b < Arcs.CLASSES; b++) {
                        rows.add(
                                layer.name(),
                                a,
                                b,
                                String.format(Locale.ROOT, "%.3e", layer.table().probability(a, b)),
                                String.format(Locale.ROOT, "%.4f", layer.table().logOdds(a, b)));
                    }
                }
            }
        });
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    /** Writes an edge list with a header. */
    public static void writeEdges(Network network, String name, OutputFolder folder) {
        folder.writeCsv(name, List.of("source", "target", "weight", "layer"), rows -> network.layers()
                .forEach((layer, arcs) -> arcs.forEach(arc -> rows.add(
                        network.nodes().get(arc.from()),
                        network.nodes().get(arc.to()),
                        (long) arc.weight() == arc.weight() ? (Object) (long) arc.weight() : (Object) arc.weight(),
                        layer))));
    }

    /** Writes pairs of nodes, such as the truth of a simulation. */
    public static void writePairs(Network a, Network b, Map<Integer, Integer> pairs, String name, OutputFolder folder) {
        folder.writeCsv(name, List.of("a", "b"), rows -> pairs.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(
                        pair -> rows.add(a.nodes().get(pair.getKey()), b.nodes().get(pair.getValue()))));
    }
}
