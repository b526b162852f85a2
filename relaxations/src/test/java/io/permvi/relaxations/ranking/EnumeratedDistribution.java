package io.permvi.relaxations.ranking;

import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A distribution over all n! permutations given by a log weight for each, normalized by summing them: the exact
 * posterior of a small model, against which everything else is measured. Immutable; O(n! n) time, O(n!) memory.
 */
final class EnumeratedDistribution implements PermutationDistribution {
    private final PermutationEnumeration enumeration;
    private final double[] logProbabilities;
    private final double[] cumulative;
    private final double logNormalizer;

    private EnumeratedDistribution(PermutationEnumeration enumeration, double[] logWeights) {
        this.enumeration = enumeration;
        logNormalizer = LogSumExp.of(logWeights, 0, logWeights.length);
        if (Double.isNaN(logNormalizer) || Double.isInfinite(logNormalizer)) {
            throw new IllegalArgumentException("log weights must have a finite sum, got a log sum of " + logNormalizer);
        }
        logProbabilities = new double[logWeights.length];
        cumulative = new double[logWeights.length];
        double running = 0;
        for (int k = 0; k < logWeights.length; k++) {
            logProbabilities[k] = logWeights[k] - logNormalizer;
            running += Math.exp(logProbabilities[k]);
            cumulative[k] = running;
        }
    }

    /** The log weight of a permutation. */
    @FunctionalInterface
    public interface LogWeight {
        /**
         * The log weight.
         *
         * @param places the place of each item, shared between calls. Not to be modified.
         */
        double at(int[] places);
    }

    /**
     * From a log weight, such as a log joint: then {@link #logNormalizer} is the log evidence.
     *
     * @throws IllegalArgumentException when a weight is NaN, all are zero, or the order cannot be enumerated
     */
    public static EnumeratedDistribution of(int order, LogWeight logWeight) {
        PermutationEnumeration enumeration = new PermutationEnumeration(order);
        double[] logWeights = new double[enumeration.size()];
        int[] places = new int[order];
        for (int k = 0; k < logWeights.length; k++) {
            enumeration.places(k, places);
            logWeights[k] = logWeight.at(places);
        }
        return new EnumeratedDistribution(enumeration, logWeights);
    }

    /**
     * Proportional to {@code exp(sum_i scores[i][place(i)])}, the Gibbs distribution of linear scores.
     *
     * @param scores n by n. Not modified.
     * @throws IllegalArgumentException as {@link #of(int, LogWeight)}
     */
    public static EnumeratedDistribution gibbs(DMatrixRMaj scores) {
        int n = scores.numRows;
        return of(n, places -> {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += scores.data[i * n + places[i]];
            }
            return sum;
        });
    }

    @Override
    public int order() {
        return enumeration.order();
    }

    /** The order in which the permutations are numbered. */
    public PermutationEnumeration enumeration() {
        return enumeration;
    }

    /** The log of the sum of the weights. */
    public double logNormalizer() {
        return logNormalizer;
    }

    @Override
    public double logProbability(Permutation permutation) {
        if (permutation.order() != order()) {
            throw new IllegalArgumentException(
                    "permutation must have order " + order() + ", got " + permutation.order());
        }
        return logProbabilities[enumeration.indexOf(permutation.places())];
    }

    /** The probabilities of all permutations by index, a fresh array. */
    public double[] probabilities() {
        double[] probabilities = new double[logProbabilities.length];
        Arrays.setAll(probabilities, k -> Math.exp(logProbabilities[k]));
        return probabilities;
    }

    /** The probability that item i goes to place j, n by n, a fresh matrix. */
    public DMatrixRMaj marginals() {
        int n = order();
        DMatrixRMaj marginals = new DMatrixRMaj(n, n);
        int[] places = new int[n];
        for (int k = 0; k < logProbabilities.length; k++) {
            enumeration.places(k, places);
            double p = Math.exp(logProbabilities[k]);
            for (int i = 0; i < n; i++) {
                marginals.data[i * n + places[i]] += p;
            }
        }
        return marginals;
    }

    /** One draw; O(log n!). */
    @Override
    public Permutation sample(RandomGenerator rng) {
        return enumeration.permutation(sampleIndex(rng));
    }

    /** The index of one draw. */
    public int sampleIndex(RandomGenerator rng) {
        double target = rng.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, target);
        return Math.min(found >= 0 ? found + 1 : -found - 1, cumulative.length - 1);
    }

    /**
     * The distance {@code sqrt(1 - sum_P sqrt(p(P) q(P)))} (Hellinger's form of the Bhattacharyya coefficient), in [0, 1].
     *
     * @param q probabilities by index, of sum one. Not modified.
     * @throws IllegalArgumentException when the length does not fit
     */
    public double bhattacharyyaDistance(double[] q) {
        if (q.length != logProbabilities.length) {
            throw new IllegalArgumentException(
                    "probabilities must have length " + logProbabilities.length + ", got " + q.length);
        }
        double coefficient = 0;
        for (int k = 0; k < q.length; k++) {
            if (q[k] > 0) {
                coefficient += Math.sqrt(q[k] * Math.exp(logProbabilities[k]));
            }
        }
        return Math.sqrt(Math.max(0, 1 - coefficient));
    }
}
