package io.permvi.relaxations.sparse;

/**
 * At most a number of links at a node. One link: {@code send_k = 1 / (1 + sum of the others)}. More: ratios of elementary
 * symmetric sums of the others, from both ends so that nothing cancels, O(links capacity).
 */
final class AtMost implements NodeRule {
    static final AtMost ONE = new AtMost(1);

    private final int capacity;

    AtMost(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, got " + capacity);
        }
        this.capacity = capacity;
    }

    @Override
    public void send(int node, int[] links, double[] odds, int in, int count) {
        if (capacity == 1) {
            sendOne(odds, count);
        } else {
            sendMany(odds, count);
        }
    }

    private static void sendOne(double[] odds, int count) {
        send(odds, 0, count, 1);
    }

    /** Replaces the odds of a side of which one link at most is on by {@code 1 / (alone + sum of the others)}. */
    static void send(double[] odds, int from, int to, double alone) {
        double total = alone;
        for (int k = from; k < to; k++) {
            total += odds[k];
        }
        int large = -1;
        double others = alone;
        for (int k = from; k < to; k++) {
            if (odds[k] > 0.5 * total) {
                large = k;
            } else {
                others += odds[k];
            }
        }
        for (int k = from; k < to; k++) {
            // subtracting a small part keeps all digits; one link at most is more than half
            odds[k] = 1 / (k == large ? others : total - odds[k]);
        }
    }

    private void sendMany(double[] odds, int count) {
        double[][] before = new double[count + 1][];
        before[0] = new double[capacity + 1];
        before[0][0] = 1;
        for (int k = 0; k < count; k++) {
            before[k + 1] = before[k].clone();
            add(before[k + 1], odds[k]);
        }
        double[] after = new double[capacity + 1];
        after[0] = 1;
        for (int k = count - 1; k >= 0; k--) {
            double own = odds[k];
            double fewer = product(before[k], after, capacity - 1);
            odds[k] = fewer / product(before[k], after, capacity);
            add(after, own);
        }
    }

    /** Joins a link to the symmetric sums of others. */
    private static void add(double[] sums, double odds) {
        for (int size = sums.length - 1; size > 0; size--) {
            sums[size] += odds * sums[size - 1];
        }
    }

    /** The sum over pairs of sizes that are together at most {@code most}. */
    private static double product(double[] x, double[] y, int most) {
        double sum = 0;
        double reached = 0;
        for (int size = 0; size <= most; size++) {
            reached += y[size];
            sum += x[most - size] * reached;
        }
        return sum;
    }

    @Override
    public double logSum(int node, int[] links, double[] odds, int in, int count) {
        double[] sums = new double[capacity + 1];
        sums[0] = 1;
        for (int k = 0; k < count; k++) {
            add(sums, odds[k]);
        }
        double total = 0;
        for (double sum : sums) {
            total += sum;
        }
        return Math.log(total);
    }
}
