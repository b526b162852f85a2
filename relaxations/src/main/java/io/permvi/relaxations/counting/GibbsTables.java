package io.permvi.relaxations.counting;

import io.permvi.relaxations.assignment.LinearAssignment;
import org.ejml.data.DMatrixRMaj;

/**
 * The distribution on permutations with probability proportional to {@code exp(sum_i theta[i][p(i)])}, by sums over subsets
 * of places: log normalizer, exact draws, marginals and their derivative, for one thread and again and again; allocates
 * nothing. Loading costs O(2^n n) and keeps 2^(n+1) numbers, so orders go to {@value LogPermanent#LARGEST_EXACT}.
 */
public final class GibbsTables {
    private static final double STEP = 1e-5;
    /** Below, weights that fell to zero could be seen in what is left. */
    private static final double SMALLEST_SUM = 1e-150;

    private final int n;
    private final double[] weight;
    private final double[] shift;
    private final double[] first;
    private final double[] rest;
    private final double[] above;
    private final LinearAssignment best;
    private final int[] bestPlaces;
    private final DMatrixRMaj moved;
    private final DMatrixRMaj loaded;
    /** The scores with a very low one where an entry is forbidden. */
    private final DMatrixRMaj finite;

    private double logNormalizer = Double.NaN;

    /**
     * For an order.
     *
     * @throws IllegalArgumentException when it is not in 1 .. {@value LogPermanent#LARGEST_EXACT}
     */
    public GibbsTables(int n) {
        LogPermanent.requireExact(n);
        this.n = n;
        weight = new double[n * n];
        shift = new double[n];
        first = new double[1 << n];
        rest = new double[1 << n];
        above = new double[n * n];
        best = new LinearAssignment(n, n);
        bestPlaces = new int[n];
        moved = new DMatrixRMaj(n, n);
        loaded = new DMatrixRMaj(n, n);
        finite = new DMatrixRMaj(n, n);
    }

    /**
     * Loads scores.
     *
     * @param theta n by n, finite; minus infinity forbids an entry. Not modified.
     * @return the log normalizer
     */
    public double load(DMatrixRMaj theta) {
        loaded.setTo(theta);
        logNormalizer = sumRest(theta);
        return logNormalizer;
    }

    /** Sums over the rows from the number of places in a set on. */
    private double sumRest(DMatrixRMaj theta) {
        double total = weighRows(theta);
        sumRest();
        if (rest[0] < SMALLEST_SUM) {
            total = weighMatchings(theta);
            sumRest();
        }
        return total + Math.log(rest[0]);
    }

    /** Weights whose largest of each row is one; returns what was taken out of each matching's score. */
    private double weighRows(DMatrixRMaj theta) {
        double total = 0;
        for (int i = 0; i < n; i++) {
            shift[i] = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < n; j++) {
                shift[i] = Math.max(shift[i], theta.data[i * n + j]);
            }
            for (int j = 0; j < n; j++) {
                weight[i * n + j] = Math.exp(theta.data[i * n + j] - shift[i]);
            }
            total += shift[i];
        }
        return total;
    }

    /**
     * Weights whose best matching has weight one, where several rows want one place so much that no sum is left of the
     * others; returns what was taken out of each matching's score.
     */
    private double weighMatchings(DMatrixRMaj theta) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int at = 0; at < n * n; at++) {
            boolean allowed = theta.data[at] > Double.NEGATIVE_INFINITY;
            least = allowed ? Math.min(least, theta.data[at]) : least;
            most = Math.max(most, theta.data[at]);
        }
        double forbidden = least - 2 * n * (most - least) - 1;
        for (int at = 0; at < n * n; at++) {
            finite.data[at] = Math.max(forbidden, theta.data[at]);
        }
        double total = best.maximize(finite, bestPlaces);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double below = theta.data[i * n + j] - best.rowPotential(i) - best.columnPotential(j);
                boolean matched = j == bestPlaces[i] && below > Double.NEGATIVE_INFINITY;
                weight[i * n + j] = matched ? 1 : Math.exp(Math.min(0, below));
            }
        }
        return total;
    }

    private void sumRest() {
        int full = (1 << n) - 1;
        rest[full] = 1;
        for (int set = full - 1; set >= 0; set--) {
            int row = Integer.bitCount(set) * n;
            double sum = 0;
            for (int free = full ^ set; free != 0; free &= free - 1) {
                int j = Integer.numberOfTrailingZeros(free);
                sum += weight[row + j] * rest[set | (1 << j)];
            }
            rest[set] = sum;
        }
    }

    /** The log normalizer of what was loaded. */
    public double logNormalizer() {
        return logNormalizer;
    }

    /**
     * An exact draw from what was loaded.
     *
     * @param uniforms from index {@code offset}, one a row. Not modified.
     * @param places the place of each item. Modified.
     */
    public void draw(double[] uniforms, int offset, int[] places) {
        int set = 0;
        for (int i = 0; i < n; i++) {
            double left = uniforms[offset + i] * rest[set];
            int chosen = -1;
            for (int free = ((1 << n) - 1) ^ set; free != 0 && (left >= 0 || chosen < 0); free &= free - 1) {
                int j = Integer.numberOfTrailingZeros(free);
                double share = weight[i * n + j] * rest[set | (1 << j)];
                if (share > 0) {
                    chosen = j;
                    left -= share;
                }
            }
            places[i] = chosen;
            set |= 1 << chosen;
        }
    }

    /**
     * The marginals of what was loaded.
     *
     * @param marginals n by n. Modified.
     */
    public void marginals(DMatrixRMaj marginals) {
        int full = (1 << n) - 1;
        first[0] = 1;
        for (int set = 1; set <= full; set++) {
            int row = (Integer.bitCount(set) - 1) * n;
            double sum = 0;
            for (int left = set; left != 0; left &= left - 1) {
                int j = Integer.numberOfTrailingZeros(left);
                sum += weight[row + j] * first[set ^ (1 << j)];
            }
            first[set] = sum;
        }
        marginals.zero();
        for (int set = full - 1; set >= 0; set--) {
            int row = Integer.bitCount(set) * n;
            for (int free = full ^ set; free != 0; free &= free - 1) {
                int j = Integer.numberOfTrailingZeros(free);
                marginals.data[row + j] += first[set] * weight[row + j] * rest[set | (1 << j)];
            }
        }
        for (int at = 0; at < n * n; at++) {
            marginals.data[at] /= first[full];
        }
    }

    /**
     * The derivative of the marginals along a direction, which is also their pullback, since it is symmetric: the
     * covariance of the entries times the direction. By a central difference, to about 1e-9 of its size.
     *
     * @param direction n by n. Not modified.
     * @param derivative n by n. Modified.
     */
    public void covarianceTimes(DMatrixRMaj direction, DMatrixRMaj derivative) {
        double largest = 0;
        for (int at = 0; at < n * n; at++) {
            largest = Math.max(largest, Math.abs(direction.data[at]));
        }
        if (largest < Double.MIN_NORMAL) {
            derivative.zero();
            return;
        }
        double step = STEP / largest;
        move(direction, step);
        marginals(derivative);
        System.arraycopy(derivative.data, 0, above, 0, n * n);
        move(direction, -step);
        marginals(derivative);
        for (int at = 0; at < n * n; at++) {
            derivative.data[at] = (above[at] - derivative.data[at]) / (2 * step);
        }
        sumRest(loaded);
    }

    private void move(DMatrixRMaj direction, double step) {
        for (int at = 0; at < n * n; at++) {
            moved.data[at] = loaded.data[at] + step * direction.data[at];
        }
        sumRest(moved);
    }
}
