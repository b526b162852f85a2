package io.permvi.inference.posterior;

import io.permvi.models.LatentValues;
import io.permvi.relaxations.linalg.LogSumExp;
import java.util.Arrays;
import java.util.Locale;

/**
 * How well each observation is predicted from the others, by Pareto-smoothed importance sampling over the draws of one fit
 * (Vehtari, Gelman and Gabry 2017, equations 7 to 10): {@code log p(y_i | y_-i)}, whose sum compares models.
 *
 * @param pointwise the log predictive density of each observation
 * @param kHat the tail shape of each observation's weights; above .7 its number is not to be trusted
 */
public record LeaveOneOut(double[] pointwise, double[] kHat) {
    private static final double LARGEST_GOOD = 0.7;

    /** The log likelihood of each observation, given the latents; the observations are independent given them. */
    @FunctionalInterface
    public interface PointwiseLogLikelihood {
        /** A fresh array, one number for each observation. */
        double[] of(LatentValues z);
    }

    /**
     * Weights the draws of a posterior.
     *
     * @param posterior draws, or weighted values
     */
    public static LeaveOneOut of(WeightedPosterior posterior, PointwiseLogLikelihood likelihood) {
        int draws = posterior.values().size();
        double[][] logLikelihood = new double[draws][];
        int[] next = new int[1];
        posterior.forEach((z, weight) -> logLikelihood[next[0]++] = likelihood.of(z));
        int count = logLikelihood[0].length;
        double[] pointwise = new double[count];
        double[] kHat = new double[count];
        for (int i = 0; i < count; i++) {
            double[] logWeights = new double[draws];
            double[] terms = new double[draws];
            for (int s = 0; s < draws; s++) {
                logWeights[s] = Math.log(posterior.weight(s)) - logLikelihood[s][i];
            }
            kHat[i] = ParetoSmoothing.smooth(logWeights);
            for (int s = 0; s < draws; s++) {
                terms[s] = logWeights[s] + logLikelihood[s][i];
            }
            pointwise[i] = LogSumExp.of(terms, 0, draws) - LogSumExp.of(logWeights, 0, draws);
        }
        return new LeaveOneOut(pointwise, kHat);
    }

    /** The expected log predictive density: the sum over observations. */
    public double total() {
        return Arrays.stream(pointwise).sum();
    }

    /** The standard error of the total, from the spread over observations. */
    public double standardError() {
        return standardError(pointwise);
    }

    /** How much better this model predicts than another, and in {@code [1]} the standard error of that. */
    public double[] minus(LeaveOneOut other) {
        if (other.pointwise.length != pointwise.length) {
            throw new IllegalArgumentException("models of one data set have equally many observations, got "
                    + pointwise.length + " and " + other.pointwise.length);
        }
        double[] difference = new double[pointwise.length];
        Arrays.setAll(difference, i -> pointwise[i] - other.pointwise[i]);
        return new double[] {Arrays.stream(difference).sum(), standardError(difference)};
    }

    private static double standardError(double[] terms) {
        double mean = Arrays.stream(terms).average().orElse(0);
        double squares = Arrays.stream(terms).map(t -> (t - mean) * (t - mean)).sum();
        return Math.sqrt(terms.length * squares / Math.max(1, terms.length - 1));
    }

    /** How many observations have weights that are not to be trusted. */
    public long unreliable() {
        return Arrays.stream(kHat).filter(k -> !(k <= LARGEST_GOOD)).count();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "expected log predictive density %.2f +- %.2f; k-hat above %.1f for %d of %d observations",
                total(),
                standardError(),
                LARGEST_GOOD,
                unreliable(),
                kHat.length);
    }
}
