package io.permvi.inference.fields;

import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A mixture over discrete alternatives, such as the two hands and ends of a head: weight proportional to {@code prior *
 * exp(bound / temperature)}. At temperature 1 these are the weights of variational Bayes, which take every misfit of the
 * model as independent evidence and are nearly always 0 or 1; a temperature learned from examples whose alternative is
 * known makes them honest.
 *
 * @param alternatives the matches, best first
 * @param weights their probabilities, which sum to one
 */
public record PosteriorMixture(List<PointMatch> alternatives, double[] weights) {

    /** Copies the list. */
    public PosteriorMixture {
        alternatives = List.copyOf(alternatives);
        if (alternatives.isEmpty() || alternatives.size() != weights.length) {
            throw new IllegalArgumentException("a mixture needs at least one alternative and as many weights, got "
                    + alternatives.size() + " and " + weights.length);
        }
    }

    /**
     * The mixture of these alternatives.
     *
     * @param logPriors one log prior an alternative. Not modified.
     * @param temperature above 0
     */
    public static PosteriorMixture of(List<PointMatch> alternatives, double[] logPriors, double temperature) {
        double[] weights = new double[alternatives.size()];
        for (int a = 0; a < weights.length; a++) {
            weights[a] = logPriors[a] + alternatives.get(a).bound() / temperature;
        }
        double most = Arrays.stream(weights).max().orElse(0);
        double total = 0;
        for (int a = 0; a < weights.length; a++) {
            weights[a] = Math.exp(weights[a] - most);
            total += weights[a];
        }
        for (int a = 0; a < weights.length; a++) {
            weights[a] /= total;
        }
        return new PosteriorMixture(alternatives, weights);
    }

    /** The marginals of the mixture. */
    public MatchingMarginals marginals() {
        MatchingMarginals first = alternatives.get(0).marginals();
        DMatrixRMaj sum = new DMatrixRMaj(first.items(), first.places());
        for (int a = 0; a < weights.length; a++) {
            DMatrixRMaj part = alternatives.get(a).marginals().toMatrix();
            for (int j = 0; j < sum.getNumElements(); j++) {
                sum.data[j] += weights[a] * part.data[j];
            }
        }
        return new MatchingMarginals(MatchingSpace.partial(SparsityPattern.all(first.items(), first.places())), sum);
    }
}
