package io.permvi.relaxations.sinkhorn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The scalings of every iteration, relative to the base potentials of the block that the iteration belongs to. Grows
 * when needed and never shrinks.
 */
final class ScalingHistory {
    /** Products of two scalings and an entry stay far within the range of doubles. */
    static final double LARGEST_SCALING = 1e60;

    /** Base potentials, and the first iteration that is relative to them. */
    static final class Block {
        final double[] f;
        final double[] g;
        int first;
        /** Whether the potentials are zero and the kernel was built for them. */
        boolean moderate;

        private Block(int m, int n) {
            f = new double[m];
            g = new double[n];
        }
    }

    private final int m;
    private final int n;
    private final List<Block> blocks = new ArrayList<>();
    private int blockCount;
    private double[][] rowScalings = new double[0][];
    private double[][] columnScalings = new double[0][];

    /** Whether the first row scaling is relative to block 0 and all the rest to later blocks. */
    boolean firstRowApart;

    ScalingHistory(int m, int n, int iterationsAhead) {
        this.m = m;
        this.n = n;
        blocks.add(new Block(m, n));
        blocks.add(new Block(m, n));
        reserve(iterationsAhead);
        for (int k = 0; k <= iterationsAhead; k++) {
            rowScalings[k] = new double[m];
            columnScalings[k] = new double[n];
        }
    }

    private void reserve(int iteration) {
        if (iteration >= rowScalings.length) {
            int length = Math.max(iteration + 1, rowScalings.length + rowScalings.length / 2);
            rowScalings = Arrays.copyOf(rowScalings, length);
            columnScalings = Arrays.copyOf(columnScalings, length);
        }
    }

    void clear() {
        blockCount = 0;
        firstRowApart = false;
    }

    Block addBlock(int first) {
        if (blockCount == blocks.size()) {
            blocks.add(new Block(m, n));
        }
        Block block = blocks.get(blockCount++);
        block.first = first;
        block.moderate = false;
        return block;
    }

    int blockCount() {
        return blockCount;
    }

    Block block(int index) {
        return blocks.get(index);
    }

    Block lastBlock() {
        return blocks.get(blockCount - 1);
    }

    /** Whether iteration k is the first of the last block begun at or before it. */
    boolean startsBlock(int k) {
        for (int b = blockCount - 1; b > 0; b--) {
            if (block(b).first <= k) {
                return block(b).first == k && k > 1;
            }
        }
        return false;
    }

    double[] u(int k) {
        reserve(k);
        if (rowScalings[k] == null) {
            rowScalings[k] = new double[m];
        }
        return rowScalings[k];
    }

    double[] v(int k) {
        reserve(k);
        if (columnScalings[k] == null) {
            columnScalings[k] = new double[n];
        }
        return columnScalings[k];
    }

    /** Whether a scaling of iteration k is so large or so small that it should be absorbed. */
    boolean outOfRange(int k) {
        double[] u = rowScalings[k];
        double[] v = columnScalings[k];
        double largest = 1;
        double smallest = 1;
        for (int i = 0; i < m; i++) {
            largest = Math.max(largest, u[i]);
            smallest = Math.min(smallest, u[i]);
        }
        for (int j = 0; j < n; j++) {
            largest = Math.max(largest, v[j]);
            smallest = Math.min(smallest, v[j]);
        }
        return largest > LARGEST_SCALING || smallest < 1 / LARGEST_SCALING;
    }
}
