package io.permvi.examples.tracks;

import io.permvi.applications.tracks.TrackResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** A track with those that come from it by division, as it is drawn. */
final class Lineage {
    private final List<Lineage> children = new ArrayList<>();
    private final List<double[]> pieces = new ArrayList<>();
    private final List<Double> certainty = new ArrayList<>();
    private double last;
    private int spots;

    private Lineage() {}

    /** The families with most spots. */
    static Lineage[] largest(TrackResult result, int most) {
        Lineage[] all =
                IntStream.range(0, result.tracks()).mapToObj(t -> new Lineage()).toArray(Lineage[]::new);
        for (int i = 0; i < result.spots().size(); i++) {
            all[result.track(i)].spots++;
            all[result.track(i)].last = result.spots().frame(i);
        }
        for (int e : result.taken()) {
            Lineage track = all[result.track(result.target(e))];
            track.pieces.add(new double[] {
                result.spots().frame(result.source(e)), result.spots().frame(result.target(e))
            });
            track.certainty.add(result.probability(e));
        }
        for (int t = result.tracks() - 1; t >= 0; t--) {
            if (result.parent(t) >= 0) {
                all[result.parent(t)].children.add(all[t]);
            }
        }
        return IntStream.range(0, all.length)
                .filter(t -> result.parent(t) < 0)
                .mapToObj(t -> all[t])
                .sorted(Comparator.comparingInt(family -> -family.total()))
                .limit(most)
                .toArray(Lineage[]::new);
    }

    private int total() {
        return spots + children.stream().mapToInt(Lineage::total).sum();
    }

    /**
     * Adds the lines of the family from a row on.
     *
     * @return the last row
     */
    int draw(int row, List<double[]> lines, List<Double> weights) {
        for (int k = 0; k < pieces.size(); k++) {
            double[] piece = pieces.get(k);
            lines.add(new double[] {piece[0], row, piece[1], row});
            weights.add(Math.max(0.15, 2 * certainty.get(k) - 1));
        }
        int end = row;
        for (int k = 0; k < children.size(); k++) {
            int at = k == 0 ? row : end + 1;
            end = children.get(k).draw(at, lines, weights);
            lines.add(new double[] {last, row, last, at});
            weights.add(1.0);
        }
        return Math.max(row, end);
    }
}
