package io.permvi.applications.heads;

import io.permvi.inference.fields.PointMatch;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.PosteriorMixture;
import io.permvi.relaxations.permutation.Categories;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Names each point of a detector by itself. A point is its cell's neuron as far as the cell is one; the rest is the neuron
 * nearest to it,
 *
 * <pre>q_k ~ sum_c P_ck exp(-|x - x_c|^2 / 2 s^2) + h_k (1 - sum_c P_ck) exp(-|x - m_k|^2 / 2 s^2),</pre>
 *
 * with the matches P of the other cells, the place m_k where a neuron is expected that no cell is, the probability h_k that a
 * head has it, and s = 2.5 micrometers. A distant point therefore has a name too: that of what it lies nearest to.
 */
final class NearestNeuron {
    private static final double MOST_SCORE = 150;
    /** A match that is less probable does not count. */
    private static final double LEAST_MATCH = 1e-3;

    private static final double SPREAD = 2 * DetectorPoints.TOGETHER * DetectorPoints.TOGETHER;

    private final DetectorPoints detected;
    private final double[] seen;

    NearestNeuron(DetectorPoints detected, HeadAtlas atlas) {
        this.detected = detected;
        seen = atlas.presence().ordinary();
    }

    /** Points by neurons, over all alternatives; O(n C K) for n points, C cells and K neurons. */
    MatchingMarginals each(NamedHead named) {
        int points = detected.points().size();
        DMatrixRMaj sum = new DMatrixRMaj(points, seen.length);
        PosteriorMixture<PointMatch> mixture = named.mixture();
        for (int a = 0; a < mixture.weights().length; a++) {
            if (mixture.weights()[a] > 0) {
                add(mixture.alternatives().get(a), mixture.weights()[a], sum);
            }
        }
        return new MatchingMarginals(Categories.of(points, seen.length), sum);
    }

    private void add(PointMatch match, double weight, DMatrixRMaj sum) {
        double[][] points = moved(match, detected.points());
        double[][] cells = moved(match, detected.cells());
        double[] unseen = unseen(match);
        double[] squares = new double[cells[0].length];
        for (int i = 0; i < sum.numRows; i++) {
            int own = detected.cellOfPoint()[i];
            double rest = own < 0 ? weight : weight - addOwn(match.scores(), own, weight, sum, i);
            double least = Double.POSITIVE_INFINITY;
            for (int c = 0; c < squares.length; c++) {
                squares[c] = square(points, i, cells[0][c], cells[1][c], cells[2][c]);
                least = c == own ? least : Math.min(least, squares[c]);
            }
            double[] near = new double[seen.length];
            for (int c = 0; c < squares.length; c++) {
                double closeness = Math.exp((least - squares[c]) / SPREAD);
                for (int k = 0; k < near.length && c != own; k++) {
                    double matched = match.marginals().probability(c, k);
                    near[k] += matched > LEAST_MATCH ? matched * closeness : 0;
                }
            }
            for (int k = 0; k < near.length; k++) {
                double[] place = match.places()[k];
                double square = square(points, i, place[0], place[1], place[2]);
                near[k] += unseen[k] * Math.exp(Math.min(MOST_SCORE, (least - square) / SPREAD));
            }
            double total = Arrays.stream(near).sum();
            for (int k = 0; k < near.length && total > 0; k++) {
                sum.add(i, k, rest * near[k] / total);
            }
        }
    }

    /** What the point's own cell says; returns how much it says altogether. */
    private static double addOwn(double[][] scores, int cell, double weight, DMatrixRMaj sum, int i) {
        double odds = 0;
        for (double[] row : scores) {
            odds += Math.exp(Math.min(MOST_SCORE, row[cell]));
        }
        for (int k = 0; k < scores.length; k++) {
            sum.add(i, k, weight * Math.exp(Math.min(MOST_SCORE, scores[k][cell])) / (1 + odds));
        }
        return weight * odds / (1 + odds);
    }

    private double[] unseen(PointMatch match) {
        double[] unseen = new double[seen.length];
        for (int k = 0; k < unseen.length; k++) {
            double matched = 0;
            for (int c = 0; c < detected.cells().size(); c++) {
                matched += match.marginals().probability(c, k);
            }
            unseen[k] = seen[k] * Math.max(0, 1 - matched);
        }
        return unseen;
    }

    private static double[][] moved(PointMatch match, Head head) {
        double[][] moved = new double[3][head.size()];
        match.motion().apply(head.positions(), moved);
        return moved;
    }

    private static double square(double[][] points, int i, double x, double y, double z) {
        double dx = points[0][i] - x;
        double dy = points[1][i] - y;
        double dz = points[2][i] - z;
        return dx * dx + dy * dy + dz * dz;
    }
}
