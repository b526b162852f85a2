package io.permvi.relaxations.ranking;

import java.util.Arrays;
import java.util.TreeMap;
import org.apache.commons.math3.analysis.interpolation.SplineInterpolator;
import org.apache.commons.math3.analysis.polynomials.PolynomialSplineFunction;

/** What is known about alpha: its mean, standard deviation and quantiles, as weighted values. Immutable. */
public final class SpreadPosterior {
    private static final int FINE = 4000;

    private final double[] alphas;
    private final double[] weights;
    private final double mean;
    private final double sd;

    private SpreadPosterior(double[] alphas, double[] weights, double mean, double sd) {
        this.alphas = alphas;
        this.weights = weights;
        this.mean = mean;
        this.sd = sd;
    }

    /** Draws of equal weight. */
    public static SpreadPosterior ofDraws(double... draws) {
        double[] sorted = draws.clone();
        Arrays.sort(sorted);
        double[] weights = new double[sorted.length];
        Arrays.fill(weights, 1.0 / sorted.length);
        return of(sorted, weights, sorted, weights);
    }

    /** Nodes of a quadrature with weights that sum to one, several at each node. */
    static SpreadPosterior ofWeighted(double[] alphas, double[] weights) {
        TreeMap<Double, Double> nodes = new TreeMap<>();
        for (int k = 0; k < alphas.length; k++) {
            nodes.merge(alphas[k], weights[k], Double::sum);
        }
        double[] at = nodes.keySet().stream().mapToDouble(a -> a).toArray();
        double[] shares = nodes.values().stream().mapToDouble(w -> w).toArray();
        return of(new SpreadQuadrature(at, shares, 0, 0));
    }

    /** Nodes of a quadrature in log alpha; quantiles go through a spline of the log density. */
    static SpreadPosterior of(SpreadQuadrature nodes) {
        double[] alphas = nodes.alphas();
        double[] weights = nodes.weights();
        if (alphas.length < 3) {
            return of(alphas, weights, alphas, weights);
        }
        double[] logs = Arrays.stream(alphas).map(Math::log).toArray();
        double[] heights = Arrays.stream(weights)
                .map(w -> Math.log(Math.max(w, Double.MIN_NORMAL)))
                .toArray();
        PolynomialSplineFunction spline = new SplineInterpolator().interpolate(logs, heights);
        double[] fine = new double[FINE];
        double[] fineWeights = new double[FINE];
        double span = logs[logs.length - 1] - logs[0];
        for (int k = 0; k < FINE; k++) {
            double t = logs[0] + span * (k + 0.5) / FINE;
            fine[k] = Math.exp(t);
            fineWeights[k] = Math.exp(spline.value(t));
        }
        double total = Arrays.stream(fineWeights).sum();
        Arrays.setAll(fineWeights, k -> fineWeights[k] / total);
        return of(alphas, weights, fine, fineWeights);
    }

    private static SpreadPosterior of(double[] nodes, double[] nodeWeights, double[] fine, double[] fineWeights) {
        double mean = 0;
        for (int k = 0; k < nodes.length; k++) {
            mean += nodeWeights[k] * nodes[k];
        }
        double variance = 0;
        for (int k = 0; k < nodes.length; k++) {
            variance += nodeWeights[k] * (nodes[k] - mean) * (nodes[k] - mean);
        }
        return new SpreadPosterior(fine, fineWeights, mean, Math.sqrt(variance));
    }

    /** The mean of alpha. */
    public double mean() {
        return mean;
    }

    /** The standard deviation of alpha. */
    public double sd() {
        return sd;
    }

    /** The value that alpha is below with a probability in (0, 1). */
    public double quantile(double probability) {
        double sum = 0;
        for (int k = 0; k < alphas.length; k++) {
            sum += weights[k];
            if (sum >= probability) {
                return alphas[k];
            }
        }
        return alphas[alphas.length - 1];
    }

    /** The probability that alpha is below a value. */
    public double probabilityBelow(double alpha) {
        double sum = 0;
        for (int k = 0; k < alphas.length; k++) {
            sum += alphas[k] < alpha ? weights[k] : 0;
        }
        return sum;
    }
}
