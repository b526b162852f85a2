package io.permvi.relaxations.ranking;

import io.permvi.relaxations.linalg.LogSumExp;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/**
 * The integral over alpha in (0, infinity) of a density with one peak, by the trapezoidal rule in log alpha: for
 * analytic integrands that fall off at both ends its error falls exponentially with the number of nodes (Trefethen and
 * Weideman 2014).
 *
 * @param alphas the nodes, ascending
 * @param weights the share of the integral at each, summing to one
 * @param logIntegral the log of the integral
 * @param error how far half the nodes are from all, in the log
 */
record SpreadQuadrature(double[] alphas, double[] weights, double logIntegral, double error) {
    /** Nodes this many nats below the peak are left out. */
    private static final double DEPTH = 28;
    /** The error of a step is about the square of that of twice the step. */
    private static final double TOLERANCE = 2e-5;

    private static final double STEP = 0.6;
    private static final int SEARCH = 60;
    private static final int REFINEMENTS = 6;
    private static final int MOST_NODES = 2000;
    /** Alphas beyond e^20 or below e^-40 have no weight under any prior in use. */
    private static final double LOWEST = -40;

    private static final double HIGHEST = 20;

    /**
     * Integrates.
     *
     * @param start an alpha near the peak
     * @param logDensity the log of the density at alpha
     */
    static SpreadQuadrature of(double start, DoubleUnaryOperator logDensity) {
        return of(start, logDensity, TOLERANCE, DEPTH);
    }

    /**
     * Integrates until half the nodes and all differ by no more than the tolerance, in the log; nodes so many nats
     * below the peak are left out.
     */
    static SpreadQuadrature of(double start, DoubleUnaryOperator logDensity, double tolerance, double depth) {
        Map<Double, Double> known = new TreeMap<>();
        DoubleUnaryOperator f = t -> known.computeIfAbsent(t, u -> logDensity.applyAsDouble(Math.exp(u)) + u);
        double peak = peak(Math.min(HIGHEST, Math.max(LOWEST / 2, Math.log(start))), f);
        double step = STEP * width(peak, f);
        SpreadQuadrature found = sum(peak, step, f, depth);
        for (int k = 0; k < REFINEMENTS && found.error > tolerance; k++) {
            step /= 2;
            found = sum(peak, step, f, depth);
        }
        return found;
    }

    /** The log of the distance of nodes, in log alpha. */
    double logStep() {
        return alphas.length < 2 ? 0 : Math.log(Math.log(alphas[1] / alphas[0]));
    }

    /** A place close to the peak: steps of parabolas between a bracket. */
    private static double peak(double start, DoubleUnaryOperator f) {
        double at = start;
        double step = 0.5;
        for (int k = 0; k < SEARCH; k++) {
            double left = f.applyAsDouble(at - step);
            double middle = f.applyAsDouble(at);
            double right = f.applyAsDouble(at + step);
            if (left > middle || right > middle) {
                at += left > right ? -step : step;
                step *= 1.5;
                continue;
            }
            if (2 * middle - left - right < 1) {
                return at;
            }
            at += 0.5 * step * (right - left) / (2 * middle - left - right);
            step /= Math.max(2, Math.sqrt(2 * middle - left - right));
        }
        return at;
    }

    /** The standard deviation of the Gaussian of the same curvature, at most one. */
    private static double width(double peak, DoubleUnaryOperator f) {
        double step = 0.5;
        for (int k = 0; k < SEARCH; k++) {
            double curvature = 2 * f.applyAsDouble(peak) - f.applyAsDouble(peak - step) - f.applyAsDouble(peak + step);
            if (curvature < 2) {
                return Math.min(1, step / Math.sqrt(Math.max(curvature, 0.01)));
            }
            step /= Math.sqrt(curvature);
        }
        return step;
    }

    private static SpreadQuadrature sum(double peak, double step, DoubleUnaryOperator f, double depth) {
        int left = reach(peak, -step, f, depth);
        int right = reach(peak, step, f, depth);
        int size = left + right + 1;
        double[] alphas = new double[size];
        double[] logs = new double[size];
        double half = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < size; k++) {
            double t = peak + (k - left) * step;
            alphas[k] = Math.exp(t);
            logs[k] = f.applyAsDouble(t);
            half = (k - left) % 2 == 0 ? LogSumExp.add(half, logs[k]) : half;
        }
        double all = LogSumExp.softmax(logs, 0, size, 1);
        return new SpreadQuadrature(alphas, logs, all + Math.log(step), Math.abs(all - half - Math.log(2)));
    }

    /** The number of steps to the side until the density is negligible. */
    private static int reach(double peak, double step, DoubleUnaryOperator f, double depth) {
        double top = f.applyAsDouble(peak);
        int steps = 0;
        while (steps < MOST_NODES) {
            double t = peak + (steps + 1) * step;
            if (t < LOWEST || t > HIGHEST || f.applyAsDouble(t) < top - depth) {
                return steps;
            }
            steps++;
        }
        return steps;
    }
}
