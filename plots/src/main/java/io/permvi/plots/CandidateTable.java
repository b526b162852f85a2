package io.permvi.plots;

import io.permvi.inference.posterior.MatchingMarginals;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The most probable places of each item, with a bar as long as each is probable. Of many items, those whose best candidate
 * is least sure. Immutable.
 *
 * @param items names of the items shown
 * @param rows the candidates of each, the most probable first
 * @param note below the table
 */
public record CandidateTable(List<String> items, List<List<Candidate>> rows, String note) implements Picture {
    private static final int MOST_ITEMS = 40;
    private static final int CANDIDATES = 4;
    private static final int ROW = 22;
    private static final int HEAD = 62;
    private static final int PAD = 14;

    /** A place by its name, or none, and how probable it is. */
    public record Candidate(String place, double probability) {}

    /** Copies what it holds. */
    public CandidateTable {
        items = List.copyOf(items);
        rows = rows.stream().map(List::copyOf).toList();
        if (items.size() != rows.size()) {
            throw new IllegalArgumentException("there are " + items.size() + " items and " + rows.size() + " rows");
        }
    }

    /**
     * Of marginals.
     *
     * @param items names; numbers from 1 where empty
     * @param places names; numbers from 1 where empty
     * @throws IllegalArgumentException when there are names, but not one for each
     */
    public static CandidateTable of(MatchingMarginals marginals, List<String> items, List<String> places) {
        MatchingPictures.requireNames("item", items, marginals.items());
        MatchingPictures.requireNames("place", places, marginals.places());
        List<List<Candidate>> all = IntStream.range(0, marginals.items())
                .mapToObj(i -> candidates(marginals, i, places))
                .toList();
        List<Integer> shown = IntStream.range(0, all.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> best(all.get(i))))
                .limit(MOST_ITEMS)
                .sorted()
                .toList();
        String note = shown.size() == all.size()
                ? ""
                : "The " + MOST_ITEMS + " of " + all.size() + " items whose best candidate is least sure.";
        return new CandidateTable(
                shown.stream()
                        .map(i -> items.isEmpty() ? "item " + (i + 1) : items.get(i))
                        .toList(),
                shown.stream().map(all::get).toList(),
                note);
    }

    private static double best(List<Candidate> candidates) {
        return candidates.isEmpty() ? 0 : candidates.get(0).probability();
    }

    private static List<Candidate> candidates(MatchingMarginals marginals, int i, List<String> places) {
        List<Candidate> row = new ArrayList<>();
        marginals
                .candidates(i, CANDIDATES)
                .forEach(c -> row.add(new Candidate(
                        places.isEmpty() ? "place " + (c.place() + 1) : places.get(c.place()), c.probability())));
        double unmatched = marginals.unmatchedProbability(i);
        if (unmatched > 0.005) {
            row.add(new Candidate("unmatched", unmatched));
            row.sort(Comparator.comparingDouble(Candidate::probability).reversed());
        }
        return row.stream().limit(CANDIDATES).toList();
    }

    private int itemWidth() {
        return 20 + items.stream().mapToInt(Letters.PLAIN::width).max().orElse(0);
    }

    private int cellWidth() {
        int name = rows.stream()
                .flatMap(List::stream)
                .mapToInt(c -> Letters.PLAIN.width(c.place()))
                .max()
                .orElse(0);
        return Math.max(90, name + 52);
    }

    @Override
    public int width() {
        return 2 * PAD + itemWidth() + CANDIDATES * cellWidth();
    }

    @Override
    public int height() {
        return HEAD + rows.size() * ROW + PAD + Plot.noteHeight(note, width());
    }

    @Override
    public void paint(Graphics2D graphics) {
        Letters.TITLE.draw(graphics, "Candidates and their probabilities", width() / 2.0, 18, 0.5, Palette.TRUTH);
        double top = HEAD;
        Color gray = new Color(90, 90, 90);
        Letters.PLAIN.draw(graphics, "item", PAD, HEAD - 14, 0, gray);
        for (int k = 0; k < CANDIDATES; k++) {
            String head = k == 0 ? "most probable" : k == 1 ? "second" : k == 2 ? "third" : "fourth";
            Letters.PLAIN.draw(graphics, head, PAD + itemWidth() + k * cellWidth(), HEAD - 14, 0, gray);
        }
        graphics.setColor(Palette.FAINT);
        graphics.setStroke(new BasicStroke(1));
        Strokes.line(graphics, PAD, HEAD - 3, width() - PAD, HEAD - 3);
        for (int r = 0; r < rows.size(); r++) {
            Letters.PLAIN.draw(graphics, items.get(r), PAD, top + ROW / 2.0, 0, Palette.TRUTH);
            for (int k = 0; k < rows.get(r).size(); k++) {
                paintCandidate(graphics, rows.get(r).get(k), PAD + itemWidth() + k * cellWidth(), top);
            }
            top += ROW;
        }
        Plot.paintNote(graphics, note, width(), (int) top + PAD / 2);
    }

    private void paintCandidate(Graphics2D graphics, Candidate candidate, double left, double top) {
        double room = cellWidth() - 10.0;
        graphics.setColor(new Color(198, 226, 244));
        graphics.fill(new Rectangle2D.Double(left, top + 3, room * candidate.probability(), ROW - 6));
        boolean faint = candidate.probability() < 0.005;
        Color ink = faint ? Palette.FAINT : Palette.TRUTH;
        Letters.PLAIN.draw(graphics, candidate.place(), left + 3, top + ROW / 2.0, 0, ink);
        String number = faint ? "< 0.01" : Ticks.label(candidate.probability(), 0.01);
        Letters.SMALL.draw(graphics, number, left + room - 3, top + ROW / 2.0, 1, ink);
    }
}
