package io.permvi.applications.heads;

import io.permvi.inference.fields.PointMatch;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the points of a head say about its hand. Only neurons without a twin on the other side tell it:
 *
 * <pre>e = sum over neurons k without a twin of  sum_i P_ki s_ki,</pre>
 *
 * with the matches P and cavity log odds s of the best match of a hand. What twins add to the difference of two hands is how
 * a head lies and is squeezed, which has no sign. The difference is tempered, and left and right of a share of the heads are
 * named the wrong way round, so that no head speaks for a hand with more than the odds of that share.
 *
 * @param single the neurons without a twin
 */
record HandEvidence(int[] single) {
    /** Heads of which experts took left for right, about. */
    private static final double EXCHANGED = 0.1;

    /** That of these neurons. A neuron has a twin when its name with L and R exchanged is there too. */
    static HandEvidence of(List<String> neurons) {
        Set<String> names = new HashSet<>(neurons);
        return new HandEvidence(IntStream.range(0, neurons.size())
                .filter(k -> {
                    String mirror = HeadAudit.mirror(neurons.get(k));
                    return mirror.equals(neurons.get(k)) || !names.contains(mirror);
                })
                .toArray());
    }

    /** The expected log odds of the first match less those of the second. O(single neurons x points). */
    double difference(PointMatch first, PointMatch second) {
        return logOdds(first) - logOdds(second);
    }

    private double logOdds(PointMatch match) {
        double sum = 0;
        for (int k : single) {
            double[] row = match.scores()[k];
            for (int i = 0; i < row.length; i++) {
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
        return Math.log((EXCHANGED + (1 - 2 * EXCHANGED) * likely) / (1 - EXCHANGED - (1 - 2 * EXCHANGED) * likely));
    }
}
