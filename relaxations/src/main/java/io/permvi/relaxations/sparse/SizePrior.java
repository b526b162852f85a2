package io.permvi.relaxations.sparse;

/**
 * A prior on the number of matched pairs of m rows and n columns, with all matchings of a size equally probable: the share
 * of the smaller side that is matched is Beta distributed, {@code P(size k) = C(s, k) B(k + a, s - k + b) / B(a, b)} with s
 * the smaller side (Sadinle 2017, equation 4). In belief propagation it acts as a score added to every pair, the change
 * of the log prior by one more pair at the expected size.
 *
 * @param a positive; 1 with b = 1 makes all sizes equally probable
 * @param b positive
 */
public record SizePrior(double a, double b) {

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException when one is not positive
     */
    public SizePrior {
        if (!(a > 0) || !(b > 0)) {
            throw new IllegalArgumentException("a and b must be above 0, got " + a + " and " + b);
        }
    }

    /** The score to add to every pair: {@code log((k + a) / ((s - k + b - 1) (l - k)))} kept finite at k = s. */
    public double pairScore(int rows, int columns, double size) {
        int s = Math.min(rows, columns);
        int l = Math.max(rows, columns);
        double k = Math.min(size, s);
        return Math.log((k + a) / ((s - k + b) * (l - k + 1)));
    }
}
