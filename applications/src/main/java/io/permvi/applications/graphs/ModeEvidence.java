package io.permvi.applications.graphs;

import io.permvi.models.graphs.Arcs;
import io.permvi.models.graphs.DyadTable;
import io.permvi.models.graphs.NetworkLayer;
import io.permvi.relaxations.permutation.Matching;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * What speaks for a whole match, node by node, under the tables of its own counts, so that no match is judged by what
 * another one taught. Two matches are compared as two models that do not contain each other (Vuong 1989): nodes are the
 * independent units, the difference d of their sums has the variance {@code sum_i (d_i - mean)^2} of the nodes'
 * differences (pairs that share a node go together), and the better one is believed with {@code Phi(d / sd)}.
 *
 * @param ofNode log odds of all pairs a node is in, under the match's own tables
 */
record ModeEvidence(double[] ofNode) {
    /** Under the tables of the match's own counts. */
    static ModeEvidence of(List<NetworkLayer> layers, Matching match, boolean alike) {
        double[] sums = new double[match.items()];
        int[] places = match.places();
        for (NetworkLayer layer : layers) {
            double[][] counts = new double[Arcs.CLASSES][Arcs.CLASSES];
            layer.count(places, 1, counts);
            layer.withTable(table(counts, alike)).addOdds(places, sums);
        }
        return new ModeEvidence(sums);
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

    /** The sum over pairs, each of which is with two nodes. */
    double total() {
        return Arrays.stream(ofNode).sum() / 2;
    }

    /** How probable it is that this match is better than another, to that the other is better. */
    double oddsAgainst(ModeEvidence other) {
        double mean = 2 * (total() - other.total()) / ofNode.length;
        double variance = 0;
        for (int i = 0; i < ofNode.length; i++) {
            double off = ofNode[i] - other.ofNode[i] - mean;
            variance += off * off;
        }
        double distance = total() - other.total();
        if (variance == 0) {
            return 1;
        }
        NormalDistribution normal = new NormalDistribution();
        double z = distance / Math.sqrt(variance);
        return normal.cumulativeProbability(z) / normal.cumulativeProbability(-z);
    }
}
