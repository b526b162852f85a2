package io.permvi.applications.graphs;

import io.permvi.models.graphs.Arcs;
import io.permvi.models.graphs.DyadTable;
import io.permvi.models.graphs.NetworkLayer;
import io.permvi.relaxations.permutation.Matching;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * What speaks for a whole match under the tables of its own counts, so that no match is judged by what another one taught.
 * Two matches are compared as two models that do not contain each other (Vuong 1989): with h_ij the difference of what a
 * pair of nodes adds, the difference d of the sums has the variance of sums over pairs of which those that share a node go
 * together, {@code sum_i (h_i - mean)^2 - sum_{i<j} h_ij^2} with {@code h_i = sum_j h_ij} (Aronow, Samii and Assenova 2015),
 * and at least that of independent pairs; the better match is believed with {@code Phi(d / sd)}.
 *
 * @param layers with the tables of the match's own counts
 * @param match that is judged
 * @param total log odds of all pairs
 */
record ModeEvidence(List<NetworkLayer> layers, Matching match, double total) {
    /** Under the tables of the match's own counts, O(m^2). */
    static ModeEvidence of(List<NetworkLayer> layers, Matching match, boolean alike) {
        int[] places = match.places();
        List<NetworkLayer> own = layers.stream()
                .map(layer -> {
                    double[][] counts = new double[Arcs.CLASSES][Arcs.CLASSES];
                    layer.count(places, 1, counts);
                    return layer.withTable(table(counts, alike));
                })
                .toList();
        ModeEvidence evidence = new ModeEvidence(own, match, 0);
        double total = 0;
        for (int i = 0; i < places.length; i++) {
            double[] pairs = new double[places.length];
            evidence.addTo(pairs, i, 1);
            total += (Arrays.stream(pairs).sum() + pairs[i]) / 2;
        }
        return new ModeEvidence(own, match, total);
    }

    /** The table of counts, which are those of both orders where the networks are alike. */
    static DyadTable table(double[][] counts, boolean alike) {
        double[][] used = new double[counts.length][counts.length];
        for (int a = 0; a < counts.length; a++) {
            for (int b = 0; b < counts.length; b++) {
                used[a][b] = alike ? (counts[a][b] + counts[b][a]) / 2 : counts[a][b];
            }
        }
        return DyadTable.of(used);
    }

    /** Adds what node i says with each node. */
    private void addTo(double[] pairs, int i, double factor) {
        int[] places = match.places();
        layers.forEach(layer -> layer.addOdds(places, i, factor, pairs));
    }

    /** How probable it is that this match is better than another, to that the other is better, O(m^2). */
    double oddsAgainst(ModeEvidence other) {
        if (this == other) {
            return 1;
        }
        int m = match.items();
        double distance = total - other.total;
        double sums = 0;
        double squares = 0;
        double alone = 0;
        double ofNodes = 0;
        for (int i = 0; i < m; i++) {
            double[] pairs = new double[m];
            addTo(pairs, i, 1);
            other.addTo(pairs, i, -1);
            double sum = Arrays.stream(pairs).sum();
            sums += sum;
            ofNodes += sum * sum;
            alone += pairs[i] * pairs[i];
            squares += Arrays.stream(pairs).map(h -> h * h).sum();
        }
        double independent = (squares + alone) / 2;
        double variance = Math.max(independent, ofNodes - sums * sums / m - (squares - alone) / 2);
        if (variance == 0) {
            return 1;
        }
        NormalDistribution normal = new NormalDistribution();
        double z = distance / Math.sqrt(variance);
        return normal.cumulativeProbability(z) / normal.cumulativeProbability(-z);
    }
}
