package io.permvi.relaxations.sorting;

/**
 * The projection of z onto the permutahedron of w, the hull of all orders of w, in O(n log n) by isotonic regression:
 *
 * <pre>  p = z - v,     v = the falling vector nearest to (sorted z) - w,</pre>
 *
 * in the Euclidean sense, or in that of the entropy, where blocks of v are {@code logsumexp(z) - logsumexp(w)} and p is a
 * logarithm. Of scores s: {@code soft ranks = projection of -s / temperature}, {@code soft sort = projection of (n, ...,
 * 1) / temperature onto the permutahedron of s}. Blondel, Teboul, Berthet and Djolonga, Fast differentiable sorting and
 * ranking (ICML 2020), propositions 3 and 4. Owns its buffers, serves one thread.
 */
public final class PermutahedronProjection {
    /** What is least: the squared distance, or a divergence of exponentials. */
    public enum Regularizer {
        /** Half the squared Euclidean distance; blocks are means. */
        QUADRATIC,
        /** The Kullback-Leibler divergence of exponentials; blocks are log-sum-exps. */
        ENTROPIC
    }

    private final boolean entropic;
    private final int n;
    private final DescendingOrder sorting;
    private final double[] sorted;
    private final double[] target;
    private int[] order;
    /** Blocks of equal v: block b holds the sorted places start[b] .. start[b + 1] - 1. */
    private final int[] start;

    private final double[] sumZ;
    private final double[] sumW;
    private int blocks;

    /**
     * @param n the length of the vectors, at least 1
     * @param regularizer what is least
     */
    public PermutahedronProjection(int n, Regularizer regularizer) {
        if (n < 1) {
            throw new IllegalArgumentException("a projection needs at least 1 number, got " + n);
        }
        this.n = n;
        entropic = regularizer == Regularizer.ENTROPIC;
        sorting = new DescendingOrder(n);
        sorted = new double[n];
        target = new double[n];
        start = new int[n + 1];
        sumZ = new double[n];
        sumW = new double[n];
    }

    /**
     * Projects.
     *
     * @param z of length n. Not modified.
     * @param w of length n, falling. Not modified.
     * @param projection of length n. Modified.
     */
    public void project(double[] z, double[] w, double[] projection) {
        order = sorting.sort(z);
        blocks = 0;
        for (int k = 0; k < n; k++) {
            sorted[k] = z[order[k]];
            target[k] = w[k];
            start[blocks] = k;
            sumZ[blocks] = sorted[k];
            sumW[blocks] = w[k];
            blocks++;
            // v falls: a block that lies higher than the one before is joined to it
            while (blocks > 1 && level(blocks - 1, k + 1) >= level(blocks - 2, start[blocks - 1])) {
                blocks--;
                sumZ[blocks - 1] = join(sumZ[blocks - 1], sumZ[blocks]);
                sumW[blocks - 1] = join(sumW[blocks - 1], sumW[blocks]);
            }
        }
        start[blocks] = n;
        for (int b = 0; b < blocks; b++) {
            double v = level(b, start[b + 1]);
            boolean alone = start[b + 1] == start[b] + 1;
            for (int k = start[b]; k < start[b + 1]; k++) {
                // exact where a number stays in its own place
                projection[order[k]] = alone ? target[k] : sorted[k] - v;
            }
        }
    }

    private double level(int block, int end) {
        double difference = sumZ[block] - sumW[block];
        return entropic ? difference : difference / (end - start[block]);
    }

    private double join(double a, double b) {
        if (!entropic) {
            return a + b;
        }
        double largest = Math.max(a, b);
        return largest + Math.log1p(Math.exp(Math.min(a, b) - largest));
    }

    /**
     * The pullback at the last projection.
     *
     * @param adjoint of the projection. Not modified.
     * @param zAdjoint of z, overwritten. Modified.
     * @param wAdjoint of w, overwritten. Modified.
     * @throws IllegalStateException before the first projection
     */
    public void pullBack(double[] adjoint, double[] zAdjoint, double[] wAdjoint) {
        if (blocks == 0) {
            throw new IllegalStateException("pullBack before project");
        }
        for (int b = 0; b < blocks; b++) {
            double sum = 0;
            for (int k = start[b]; k < start[b + 1]; k++) {
                sum += adjoint[order[k]];
            }
            double even = sum / (start[b + 1] - start[b]);
            boolean alone = start[b + 1] == start[b] + 1;
            for (int k = start[b]; k < start[b + 1]; k++) {
                double ofZ = entropic ? sum * Math.exp(sorted[k] - sumZ[b]) : even;
                zAdjoint[order[k]] = alone ? 0 : adjoint[order[k]] - ofZ;
                wAdjoint[k] = entropic && !alone ? sum * Math.exp(target[k] - sumW[b]) : even;
            }
        }
    }
}
