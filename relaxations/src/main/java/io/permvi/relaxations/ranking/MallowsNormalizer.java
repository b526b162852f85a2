package io.permvi.relaxations.ranking;

import io.permvi.relaxations.linalg.LogSumExp;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * log Z(theta) = log sum_P exp(-theta d(P, id)) and its derivative, exactly: in closed form for Kendall and Cayley, from
 * counts for Hamming and Ulam, by a transfer over open places for footrule (O(n^2)), by a permanent for Spearman.
 */
final class MallowsNormalizer {
    /** Spearman's permanent takes n 2^n operations and 2^n doubles twice. */
    static final int LARGEST_SPEARMAN = 20;

    /** Ulam's counts take one step for each partition of n. */
    static final int LARGEST_ULAM = 60;

    private static final double SERIES = 1e-4;
    private static final int ITERATIONS = 200;
    private static final double PRECISION = 1e-14;
    private static final double LARGEST_THETA = 500;

    private final PermutationDistance distance;
    private final int n;
    private final double[] logCounts;

    MallowsNormalizer(PermutationDistance distance, int n) {
        this.distance = distance;
        this.n = n;
        requireExact(distance, n);
        logCounts = switch (distance) {
            case HAMMING -> hammingCounts(n);
            case ULAM -> ulamCounts(n);
            default -> new double[0];
        };
    }

    static void requireExact(PermutationDistance distance, int n) {
        if (!isExact(distance, n)) {
            throw new IllegalArgumentException("the normalizer of " + distance + " is known up to "
                    + (distance == PermutationDistance.ULAM ? LARGEST_ULAM : LARGEST_SPEARMAN) + " items, got " + n
                    + "; kendall, cayley, hamming and footrule serve any number");
        }
    }

    static boolean isExact(PermutationDistance distance, int n) {
        return switch (distance) {
            case SPEARMAN -> n <= LARGEST_SPEARMAN;
            case ULAM -> n <= LARGEST_ULAM;
            default -> true;
        };
    }

    /** log Z and the mean distance, which is minus its derivative. */
    record Value(double logNormalizer, double meanDistance) {}

    Value at(double theta) {
        return switch (distance) {
            case KENDALL -> kendall(theta);
            case CAYLEY -> cayley(theta);
            case HAMMING, ULAM -> fromCounts(theta);
            case FOOTRULE -> footrule(theta);
            case SPEARMAN -> spearman(theta);
        };
    }

    /** The theta at which a mean distance that falls with theta is this, by false position with halved ends. */
    static double thetaAt(DoubleUnaryOperator meanDistance, double wanted) {
        double low = 0;
        double lowError = meanDistance.applyAsDouble(0) - wanted;
        if (lowError <= 0) {
            return 0;
        }
        double high = 1.0 / 64;
        double highError = meanDistance.applyAsDouble(high) - wanted;
        while (highError > 0 && high < LARGEST_THETA) {
            low = high;
            lowError = highError;
            high *= 2;
            highError = meanDistance.applyAsDouble(high) - wanted;
        }
        for (int k = 0; k < ITERATIONS && high - low > PRECISION * high && highError <= 0; k++) {
            double middle = (low * highError - high * lowError) / (highError - lowError);
            double error = meanDistance.applyAsDouble(middle) - wanted;
            if (Math.abs(error) <= PRECISION * wanted) {
                return middle;
            }
            if (error > 0) {
                low = middle;
                lowError = error;
                highError /= 2;
            } else {
                high = middle;
                highError = error;
                lowError /= 2;
            }
        }
        return 0.5 * (low + high);
    }

    /** Z = prod_k (1 - e^(-k theta)) / (1 - e^(-theta)). */
    private Value kendall(double theta) {
        double logZ = 0;
        double mean = 0;
        for (int k = 2; k <= n; k++) {
            if (k * theta < SERIES) {
                logZ += Math.log(k) - theta * (k - 1) / 2.0;
                mean += (k - 1) / 2.0 - theta * (k * (double) k - 1) / 12;
            } else {
                logZ += Math.log(Math.expm1(-k * theta) / Math.expm1(-theta));
                mean += 1 / Math.expm1(theta) - k / Math.expm1(k * theta);
            }
        }
        return new Value(logZ, mean);
    }

    /** Z = prod_(j &lt; n) (1 + j e^(-theta)). */
    private Value cayley(double theta) {
        double decay = Math.exp(-theta);
        double logZ = 0;
        double mean = 0;
        for (int j = 1; j < n; j++) {
            logZ += Math.log1p(j * decay);
            mean += j * decay / (1 + j * decay);
        }
        return new Value(logZ, mean);
    }

    private Value fromCounts(double theta) {
        double[] weights = new double[logCounts.length];
        Arrays.setAll(weights, d -> logCounts[d] - theta * d);
        double logNormalizer = LogSumExp.softmax(weights, 0, weights.length, 1);
        double mean = 0;
        for (int d = 0; d < weights.length; d++) {
            mean += d * weights[d];
        }
        return new Value(logNormalizer, mean);
    }

    /** The log numbers of permutations with d items moved: choose(n, d) times the derangements of d. */
    static double[] hammingCounts(int n) {
        double[] logFactorial = logFactorials(n);
        double[] counts = new double[n + 1];
        for (int d = 0; d <= n; d++) {
            // derangements of d are d! sum (-1)^k / k!
            double share = 0;
            double term = 1;
            for (int k = 0; k <= d; k++) {
                share += term;
                term /= -(k + 1);
            }
            counts[d] = d == 1 ? Double.NEGATIVE_INFINITY : logFactorial[n] - logFactorial[n - d] + Math.log(share);
        }
        return counts;
    }

    static double[] logFactorials(int n) {
        double[] logFactorial = new double[n + 1];
        for (int k = 1; k <= n; k++) {
            logFactorial[k] = logFactorial[k - 1] + Math.log(k);
        }
        return logFactorial;
    }

    /**
     * The log numbers of permutations whose longest increasing subsequence is n - d: the squares of the numbers of
     * standard tableaux of every shape with first row n - d (Schensted 1961), by the hook length formula.
     */
    private static double[] ulamCounts(int n) {
        double[] counts = new double[n];
        double[] logFactorial = logFactorials(n);
        int[] shape = new int[n];
        for (int first = 1; first <= n; first++) {
            shape[0] = first;
            double[] sum = {0, Double.NEGATIVE_INFINITY};
            addShapes(shape, 1, n - first, logFactorial[n], sum);
            counts[n - first] = sum[1] + Math.log(sum[0]);
        }
        return counts;
    }

    /** Adds the squared tableau numbers of all completions of a shape to sum[0] exp(sum[1]). */
    private static void addShapes(int[] shape, int rows, int rest, double logFactorial, double[] sum) {
        if (rest == 0) {
            double logSquare = 2 * (logFactorial - logHooks(shape, rows));
            if (logSquare > sum[1]) {
                sum[0] = sum[0] * Math.exp(sum[1] - logSquare) + 1;
                sum[1] = logSquare;
            } else {
                sum[0] += Math.exp(logSquare - sum[1]);
            }
            return;
        }
        for (int length = Math.min(rest, shape[rows - 1]); length >= 1; length--) {
            shape[rows] = length;
            addShapes(shape, rows + 1, rest - length, logFactorial, sum);
        }
    }

    private static double logHooks(int[] shape, int rows) {
        double product = 1;
        double logSum = 0;
        int below = rows - 1;
        for (int j = 0; j < shape[0]; j++) {
            while (shape[below] <= j) {
                below--;
            }
            for (int i = 0; i <= below; i++) {
                product *= (shape[i] - j - 1) + (below - i) + 1;
                if (product > 1e250) {
                    logSum += Math.log(product);
                    product = 1;
                }
            }
        }
        return logSum + Math.log(product);
    }

    /**
     * Step i adds item i and place i; state k is the number of items (and of places) still open. The distance is twice
     * the sum of k over the steps.
     */
    private Value footrule(double theta) {
        double[] z = new double[n + 2];
        double[] slope = new double[n + 2];
        z[0] = 1;
        double logScale = 0;
        for (int i = 0; i < n; i++) {
            double[] nextZ = new double[n + 2];
            double[] nextSlope = new double[n + 2];
            double total = 0;
            for (int k = 0; k <= Math.min(i + 1, n - 1 - i); k++) {
                double decay = Math.exp(-theta * (2 * k));
                double value = (2 * k + 1) * z[k] + (k > 0 ? z[k - 1] : 0) + (k + 1.0) * (k + 1) * z[k + 1];
                double change =
                        (2 * k + 1) * slope[k] + (k > 0 ? slope[k - 1] : 0) + (k + 1.0) * (k + 1) * slope[k + 1];
                nextZ[k] = decay * value;
                nextSlope[k] = decay * (change + 2 * k * value);
                total += nextZ[k];
            }
            for (int k = 0; k <= n; k++) {
                z[k] = nextZ[k] / total;
                slope[k] = nextSlope[k] / total;
            }
            logScale += Math.log(total);
        }
        return new Value(logScale + Math.log(z[0]), slope[0] / z[0]);
    }

    /** The permanent of exp(-theta (i - j)^2) by subsets of places; all terms are positive. */
    private Value spearman(double theta) {
        int size = 1 << n;
        double[] z = new double[size];
        double[] slope = new double[size];
        z[0] = 1;
        double[] weights = new double[n];
        Arrays.setAll(weights, k -> Math.exp(-theta * k * k));
        for (int mask = 1; mask < size; mask++) {
            int i = Integer.bitCount(mask) - 1;
            double sum = 0;
            double change = 0;
            for (int left = mask; left != 0; left &= left - 1) {
                int j = Integer.numberOfTrailingZeros(left);
                int before = mask & ~(1 << j);
                double squared = (i - j) * (double) (i - j);
                double weight = weights[Math.abs(i - j)];
                sum += weight * z[before];
                change += weight * (slope[before] + squared * z[before]);
            }
            z[mask] = sum;
            slope[mask] = change;
        }
        return new Value(Math.log(z[size - 1]), slope[size - 1] / z[size - 1]);
    }
}
