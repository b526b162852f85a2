package io.permvi.relaxations.ranking;

import java.util.List;

/**
 * Comparisons of which some are mistakes, so that those of an assessor may go in a circle: an assessor has a ranking in
 * mind and reports each pair the wrong way round with a probability.
 *
 * @param kind how that probability depends on the pair
 * @param wins for each assessor how often one item was put before another, n by n
 */
public record PairMistakes(Kind kind, List<int[][]> wins) {
    /** What a mistake depends on. */
    public enum Kind {
        /** On nothing: one rate, uniform below one half. */
        BERNOULLI,
        /**
         * On how far the two lie apart in the assessor's mind: {@code 1 / (1 + exp(b0 + b1 (gap - 1) / (n - 2)))}, both
         * b exponential with mean two (Crispino et al. 2019 use gamma priors).
         */
        LOGISTIC
    }

    private static final double MEAN = 2;

    /** Copies the list. */
    public PairMistakes {
        wins = List.copyOf(wins);
    }

    /** How many numbers it has. */
    int size() {
        return kind == Kind.BERNOULLI ? 1 : 2;
    }

    /** From a uniform number to a draw of the prior. */
    double draw(double uniform) {
        return kind == Kind.BERNOULLI ? 0.5 * uniform : -MEAN * Math.log1p(-uniform);
    }

    /** The log prior of the numbers, up to a constant; minus infinity outside. */
    double logPrior(double... numbers) {
        double sum = 0;
        for (double b : numbers) {
            boolean inside = b > 0 && (kind == Kind.LOGISTIC || b < 0.5);
            sum += !inside ? Double.NEGATIVE_INFINITY : kind == Kind.LOGISTIC ? -b / MEAN : 0;
        }
        return sum;
    }

    /**
     * The log probabilities of a right and a wrong report by the gap of places, 1 to n - 1.
     *
     * @param right n numbers. Modified.
     * @param wrong n numbers. Modified.
     */
    void logProbabilities(double[] numbers, double[] right, double[] wrong) {
        int n = right.length;
        for (int gap = 1; gap < n; gap++) {
            double p = kind == Kind.BERNOULLI
                    ? numbers[0]
                    : 1 / (1 + Math.exp(numbers[0] + numbers[1] * (gap - 1) / Math.max(1, n - 2)));
            right[gap] = Math.log1p(-p);
            wrong[gap] = Math.log(p);
        }
    }
}
