package io.permvi.relaxations.sinkhorn;

import java.util.Arrays;

/**
 * The entries that may matter at the temperatures to come, with a margin: what a scan of all scores found, so that most
 * levels need not scan again. One bit an entry. One thread; owns its buffers.
 */
final class LevelCandidates {
    /** How far below the threshold of the kernel, in logarithms. */
    private static final double MARGIN = 4;

    private final int m;
    private final int n;
    private final int words;
    private final double[] potential;
    private long[] bits = new long[0];
    private double temperature;
    private double limit;
    private boolean complete;

    LevelCandidates(int m, int n) {
        this.m = m;
        this.n = n;
        words = (n + Long.SIZE - 1) / Long.SIZE;
        potential = new double[n];
    }

    /** Forgets the entries. */
    void clear() {
        complete = false;
    }

    /** Starts to collect, for a kernel of entries whose exponents are at least the limit; all rows must follow. */
    void begin(double temperature, double[] b, double limit) {
        if (bits.length == 0) {
            bits = new long[m * words];
        }
        this.temperature = temperature;
        this.limit = limit - MARGIN;
        System.arraycopy(b, 0, potential, 0, n);
        complete = true;
    }

    /** Collects the columns of row i that are above the limit given to {@link #begin}, or nearly; returns their number. */
    int set(int i, double[] above, int[] columns) {
        int start = i * words;
        Arrays.fill(bits, start, start + words, 0);
        int count = 0;
        for (int j = 0; j < n; j++) {
            if (above[j] >= -MARGIN) {
                columns[count++] = j;
                bits[start + j / Long.SIZE] |= 1L << j;
            }
        }
        return count;
    }

    /** The columns of the entries of row i, as {@link #set} gave them. */
    int row(int i, int[] columns) {
        int count = 0;
        for (int word = 0; word < words; word++) {
            for (long left = bits[i * words + word]; left != 0; left &= left - 1) {
                columns[count++] = word * Long.SIZE + Long.numberOfTrailingZeros(left);
            }
        }
        return count;
    }

    /**
     * Whether every entry above a limit is here: one that is not lacked more than the limit of its time in units of the
     * scores, and the potentials have moved less than would make up for that.
     */
    boolean cover(double temperature, double[] b, double limit) {
        if (!complete) {
            return false;
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            low = Math.min(low, b[j] - potential[j]);
            high = Math.max(high, b[j] - potential[j]);
        }
        return -this.temperature * this.limit - (high - low) >= -temperature * limit;
    }
}
