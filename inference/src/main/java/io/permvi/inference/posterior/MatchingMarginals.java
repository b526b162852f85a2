package io.permvi.inference.posterior;

import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Space;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * The marginals of a distribution over matchings, however it was found: entry (i, j) is the probability that item i is
 * matched to place j, and what is missing to one in a row is the probability that the item stays unmatched. Immutable.
 */
public final class MatchingMarginals {
    private static final double TOLERANCE = 1e-6;

    private final Space space;
    private final DMatrixRMaj probabilities;

    /**
     * @param space the matchings that it is a distribution over
     * @param probabilities items by places; copied
     * @throws IllegalArgumentException when the shape does not fit, or an entry is negative or a row sums to more than
     *     one by more than 1e-6
     */
    public MatchingMarginals(Space space, DMatrixRMaj probabilities) {
        if (probabilities.numRows != space.items() || probabilities.numCols != space.places()) {
            throw new IllegalArgumentException("marginals must be " + space.items() + " x " + space.places() + ", got "
                    + probabilities.numRows + " x " + probabilities.numCols);
        }
        this.space = space;
        this.probabilities = probabilities.copy();
        for (int i = 0; i < space.items(); i++) {
            double sum = 0;
            for (int j = 0; j < space.places(); j++) {
                double p = probabilities.get(i, j);
                if (!(p >= -TOLERANCE)) {
                    throw new IllegalArgumentException(
                            "probability (" + i + ", " + j + ") must be 0 or more, got " + p);
                }
                sum += p;
            }
            if (!(sum <= 1 + TOLERANCE)) {
                throw new IllegalArgumentException("row " + i + " of the marginals sums to " + sum + ", above 1");
            }
        }
    }

    /** A candidate of an item: a place and its probability. */
    public record Candidate(int place, double probability) {
        /** Place and probability in a few letters. */
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%d (%.3f)", place, probability);
        }
    }

    /** The number of items. */
    public int items() {
        return space.items();
    }

    /** The number of places. */
    public int places() {
        return space.places();
    }

    /** The probability that item {@code i} is matched to place {@code j}. */
    public double probability(int i, int j) {
        return probabilities.get(i, j);
    }

    /** The probability that item {@code i} stays unmatched. */
    public double unmatchedProbability(int i) {
        double sum = 0;
        for (int j = 0; j < places(); j++) {
            sum += probabilities.get(i, j);
        }
        return Math.max(0, 1 - sum);
    }

    /** All probabilities, a fresh matrix. */
    public DMatrixRMaj toMatrix() {
        return probabilities.copy();
    }

    /** The allowed places of an item, the most probable first, ties by place; at most {@code count} of them. */
    public List<Candidate> candidates(int i, int count) {
        SparsityPattern allowed = space.allowed();
        return IntStream.range(allowed.rowStart(i), allowed.rowEnd(i))
                .map(e -> allowed.column(e))
                .mapToObj(j -> new Candidate(j, probabilities.get(i, j)))
                .sorted((a, b) -> Double.compare(b.probability(), a.probability()))
                .limit(count)
                .toList();
    }

    /**
     * The matching with the largest expected number of right items, {@code max sum_i p[i][place(i)]}, where leaving an
     * item unmatched counts with its probability of being so: the point estimate that maximizes expected accuracy.
     *
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when the space holds no matching
     * @throws IllegalStateException when places are shared, so that the values are no matchings
     */
    public Matching mostProbable() {
        if (space instanceof Categories) {
            throw new IllegalStateException("categories are no matching; take the first candidate of each item");
        }
        int[] places = new int[items()];
        DMatrixRMaj gain = probabilities.copy();
        if (space.partial()) {
            for (int i = 0; i < items(); i++) {
                double unmatched = unmatchedProbability(i);
                for (int j = 0; j < places(); j++) {
                    gain.add(i, j, -unmatched);
                }
            }
        }
        LinearMaximum.of(space).maximize(gain, places);
        return Matching.of(places(), places);
    }

    /** The entropy of item {@code i}'s marginal in nats, staying unmatched included. */
    public double entropy(int i) {
        double entropy = -xLogX(unmatchedProbability(i));
        for (int j = 0; j < places(); j++) {
            entropy -= xLogX(probabilities.get(i, j));
        }
        return entropy;
    }

    /** One line for each item: its three most probable places, and how probable it is that it has none. */
    @Override
    public String toString() {
        return IntStream.range(0, items()).mapToObj(this::describe).collect(Collectors.joining(System.lineSeparator()));
    }

    private String describe(int i) {
        String places = candidates(i, 3).stream()
                .map(c -> String.format(Locale.ROOT, "%d (%.3f)", c.place(), c.probability()))
                .collect(Collectors.joining(", "));
        String none = space.partial() ? String.format(Locale.ROOT, ", none (%.3f)", unmatchedProbability(i)) : "";
        return "item " + i + ": " + places + none;
    }

    private static double xLogX(double p) {
        return p <= 0 ? 0 : p * Math.log(p);
    }
}
