package io.permvi.applications.heads;

import io.permvi.inference.fields.PointMatch;
import io.permvi.models.fields.RigidMotion;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Neurons and their twins on the other side: what takes one hand of a head to the other, and what tells them apart. Only
 * neurons without a twin tell the hand:
 *
 * <pre>e = sum over neurons k without a twin of  sum_i P_ki s_ki,</pre>
 *
 * with the matches P and cavity log odds s of the best match of a hand. What twins add to the difference of two hands is how
 * a head lies and is squeezed, which has no sign. The difference is tempered, and left and right of a share of the heads are
 * named the wrong way round, so that no head speaks for a hand with more than the odds of that share.
 *
 * @param twin of each neuron, itself where it has none
 */
record Twins(int[] twin) {
    /** Heads of which experts took left for right, about. */
    private static final double EXCHANGED = 0.1;

    /** Those among these neurons: a twin has the same name with L and R exchanged. */
    static Twins of(List<String> neurons) {
        return new Twins(
                IntStream.range(0, neurons.size()).map(k -> mirror(neurons, k)).toArray());
    }

    private static int mirror(List<String> neurons, int place) {
        String other = mirror(neurons.get(place));
        int found = neurons.indexOf(other);
        return found < 0 ? place : found;
    }

    /** A name with left and right exchanged. */
    static String mirror(String name) {
        String stem = name.substring(0, Math.max(0, name.length() - 1));
        return name.endsWith("L") ? stem + "R" : name.endsWith("R") ? stem + "L" : name;
    }

    /** The reflection that takes neurons nearest to where their twins are; none where there are no twins. */
    Optional<RigidMotion> reflection(double[][] places) {
        int[] paired = IntStream.range(0, twin.length).filter(k -> twin[k] != k).toArray();
        if (paired.length == 0) {
            return Optional.empty();
        }
        double[][] from = new double[places[0].length][paired.length];
        double[][] to = new double[places[0].length][paired.length];
        double[] weights = new double[paired.length];
        for (int p = 0; p < paired.length; p++) {
            weights[p] = 1;
            for (int d = 0; d < from.length; d++) {
                from[d][p] = places[paired[p]][d];
                to[d][p] = places[twin[paired[p]]][d];
            }
        }
        return Optional.of(RigidMotion.fit(from, to, weights, RigidMotion.Hand.MIRRORED));
    }

    /** The expected log odds of the first match less those of the second. O(neurons without a twin x points). */
    double difference(PointMatch first, PointMatch second) {
        return logOdds(first) - logOdds(second);
    }

    private double logOdds(PointMatch match) {
        double sum = 0;
        for (int k = 0; k < twin.length; k++) {
            double[] row = match.scores()[k];
            for (int i = 0; i < row.length && twin[k] == k; i++) {
                double probability = match.marginals().probability(i, k);
                sum += probability > 0 ? probability * row[i] : 0;
            }
        }
        return sum;
    }

    /**
     * The log evidence for the first hand that a difference is worth.
     *
     * @param temperature by what the difference is divided
     */
    static double logRatio(double difference, double temperature) {
        double likely = 1 / (1 + Math.exp(-difference / temperature));
        double named = EXCHANGED + (1 - 2 * EXCHANGED) * likely;
        return Math.log(named / (1 - named));
    }
}
