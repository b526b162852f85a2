package io.permvi.relaxations.transport;

/**
 * The entries that may matter at the temperatures to come, with a margin: what a scan of all scores found, so that most
 * levels need not scan again. One thread; owns its buffers.
 */
final class LevelCandidates {
    /** How far below the threshold of the kernel, in logarithms. */
    private static final double MARGIN = 4;

    private final int m;
    private final int n;
    private final int capacity;
    private final int[] starts;
    private final double[] potential;
    private int[] columns = new int[0];
    private double temperature;
    private double limit;
    private boolean complete;

    LevelCandidates(int m, int n, int capacity) {
        this.m = m;
        this.n = n;
        this.capacity = capacity;
        starts = new int[m + 1];
        potential = new double[n];
    }

    /** Forgets the entries. */
    void clear() {
        complete = false;
    }

    /** Starts to collect in row 0, for a kernel of entries whose exponents are at least the limit. */
    void begin(double temperature, double[] b, double limit) {
        if (columns.length == 0) {
            columns = new int[capacity + n];
        }
        this.temperature = temperature;
        this.limit = limit - MARGIN;
        System.arraycopy(b, 0, potential, 0, n);
        complete = true;
    }

    /**
     * Collects the entries of row i; beyond the capacity they overwrite those of earlier rows.
     *
     * @param above how far each entry's exponent is above the limit given to {@link #begin}. Not modified.
     */
    void append(int i, double[] above) {
        complete &= starts[i] <= capacity;
        if (starts[i] > capacity) {
            starts[i] = 0;
        }
        int at = starts[i];
        for (int j = 0; j < n; j++) {
            if (above[j] >= -MARGIN) {
                columns[at++] = j;
            }
        }
        starts[i + 1] = at;
    }

    /** Where row i starts; valid for i up to one more than the row collected last. */
    int start(int i) {
        return starts[i];
    }

    /** The columns of the entries. */
    int[] columns() {
        return columns;
    }

    /**
     * Whether every entry above a limit is here: one that is not lacked more than the limit of its time in units of the
     * scores, and the potentials have moved less than would make up for that.
     */
    boolean cover(double temperature, double[] b, double limit) {
        if (!complete || starts[m] > capacity) {
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
