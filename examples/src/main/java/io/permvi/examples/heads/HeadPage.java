package io.permvi.examples.heads;

import io.permvi.applications.files.JsonFile;
import io.permvi.applications.heads.Head;
import io.permvi.applications.heads.HeadAtlas;
import io.permvi.applications.heads.NamedHead;
import io.permvi.applications.heads.NextConfirmation;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.plots.pages.Page;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The page of a head: its cells in three dimensions and in a table, to be corrected; and the page that lists such
 * pages.
 */
final class HeadPage {
    /** In the form that needs no module loader, so that the page opens from a file. */
    private static final String THREE = "three/0.181.1/build/three.cjs";

    private static final int CANDIDATES = 3;
    private static final double DARKEST = 0.12;

    private HeadPage() {}

    /** What the script reads. */
    private record Data(String head, List<String> neurons, Map<String, String> ganglia, List<CellData> cells) {}

    private record CellData(
            int point,
            double[] at,
            double[] color,
            List<String> names,
            double[] probabilities,
            double unmatched,
            double entropy,
            String confirmed,
            int ask,
            double gain) {}

    /** The page of one head. */
    static Page of(Head head, HeadAtlas atlas, NamedHead named, List<NextConfirmation> next) {
        String lead = "Each of the " + head.size() + " cells with its most probable neurons"
                + (named.probabilitySame() > 0.01 && named.probabilitySame() < 0.99
                        ? String.format(
                                Locale.ROOT,
                                "; left and right are in doubt (the hand is that of the atlas with probability %.2f)",
                                named.probabilitySame())
                        : "")
                + ". Confirm or replace names, save them, and give the file to permvi heads name --known: all other names are"
                + " updated.";
        return Page.of("Head " + head.id(), lead)
                .withData(JsonFile.compactText(data(head, atlas, named, next)))
                .withBody(Page.resource(HeadPage.class, "head.html"))
                .withScript(Page.resource(HeadPage.class, "head.js"))
                .withLibrary("THREE", THREE);
    }

    private static Data data(Head head, HeadAtlas atlas, NamedHead named, List<NextConfirmation> next) {
        Map<Integer, Integer> rank = new HashMap<>();
        next.forEach(question -> rank.put(question.point(), rank.size() + 1));
        double[][] colors = shown(head);
        List<CellData> cells = new ArrayList<>();
        for (int i = 0; i < head.size(); i++) {
            int ask = rank.getOrDefault(i, 0);
            cells.add(cell(
                    head,
                    atlas,
                    named,
                    colors,
                    i,
                    ask,
                    ask == 0 ? 0 : next.get(ask - 1).gain()));
        }
        return new Data(head.id(), atlas.names(), Ganglia.of(atlas.names()), cells);
    }

    private static CellData cell(
            Head head, HeadAtlas atlas, NamedHead named, double[][] colors, int i, int ask, double gain) {
        MatchingMarginals marginals = named.marginals();
        int best = named.best().place(i);
        List<Integer> places = new ArrayList<>();
        if (best != Matching.UNMATCHED) {
            places.add(best);
        }
        marginals.candidates(i, CANDIDATES).stream()
                .map(MatchingMarginals.Candidate::place)
                .filter(place -> place != best)
                .limit(CANDIDATES - places.size())
                .forEach(places::add);
        return new CellData(
                i + 1,
                Arrays.stream(head.positions())
                        .mapToDouble(axis -> round(axis[i]))
                        .toArray(),
                Arrays.stream(colors).mapToDouble(channel -> round(channel[i])).toArray(),
                places.stream().map(atlas.names()::get).toList(),
                places.stream()
                        .mapToDouble(place -> round(marginals.probability(i, place)))
                        .toArray(),
                round(marginals.unmatchedProbability(i)),
                round(marginals.entropy(i)),
                confirmed(atlas, named, i),
                ask,
                round(gain));
    }

    private static String confirmed(HeadAtlas atlas, NamedHead named, int i) {
        if (!named.known().isKnown(i)) {
            return "";
        }
        int place = named.known().place(i);
        return place == Matching.UNMATCHED ? "-" : atlas.names().get(place);
    }

    private static double round(double value) {
        return Math.rint(value * 1e4) / 1e4;
    }

    /** Each channel by ranks from dark to bright, so that all microscopes look alike. */
    private static double[][] shown(Head head) {
        double[][] shown = new double[3][];
        for (int d = 0; d < 3; d++) {
            double[] channel = head.colors()[d];
            double[] sorted = channel.clone();
            Arrays.sort(sorted);
            shown[d] = Arrays.stream(channel)
                    .map(c -> share(sorted, c))
                    .map(share -> DARKEST + (1 - DARKEST) * share * share)
                    .toArray();
        }
        return shown;
    }

    private static double share(double[] sorted, double value) {
        return IntStream.range(0, sorted.length).filter(k -> sorted[k] < value).count() / (double) sorted.length;
    }

    /** A line of the index. */
    record Entry(String head, String file, int cells, double expectedRight, int confirmed, double probabilitySame) {}

    /** The page that lists the heads of a folder. */
    static Page index(List<Entry> entries) {
        StringBuilder body =
                new StringBuilder("<table><thead><tr><th>head</th><th>cells</th><th>names expected right</th>"
                        + "<th>share</th><th>confirmed</th><th>hand of the atlas</th></tr></thead><tbody>\n");
        Map<String, Entry> sorted = new TreeMap<>();
        entries.forEach(entry -> sorted.put(entry.head(), entry));
        for (Entry entry : sorted.values()) {
            body.append(String.format(
                    Locale.ROOT,
                    "<tr><td><a href=\"%s\">%s</a></td><td>%d</td><td>%.1f</td><td>%.2f</td><td>%d</td><td>%.2f</td></tr>%n",
                    Page.escape(entry.file()),
                    Page.escape(entry.head()),
                    entry.cells(),
                    entry.expectedRight(),
                    entry.expectedRight() / entry.cells(),
                    entry.confirmed(),
                    entry.probabilitySame()));
        }
        return Page.of("Heads", entries.size() + " heads; each has a page on which its names can be corrected.")
                .withBody(body.append("</tbody></table>\n").toString());
    }
}
