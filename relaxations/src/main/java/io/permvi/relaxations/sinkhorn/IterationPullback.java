package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.ProductMatrix;
import java.util.Arrays;

/**
 * The pullback through Sinkhorn iterations, last to first. With q the adjoint of a log scaling over its mass, iteration k
 * sends
 *
 * <pre>
 *   column step:  dU -= u_k o K (v_k o q),         dscore -= K o (u_k (v_k o q)')
 *   row step:     dV  = -v_(k-1) o K'(u_k o q),    dscore -= K o ((u_k o q) v_(k-1)')
 * </pre>
 *
 * The outer products are collected and become one product of two thin matrices.
 */
final class IterationPullback {
    private final UnrolledPass pass;
    private final Slack slack;
    private final int m;
    private final int n;
    private final ScalingKernel kernel;
    private final ScalingHistory history;
    private final OuterProducts products;
    private final double[] s;
    private final double[] t;
    private final double[] rowAdjoint;
    private final double[] columnAdjoint;
    private final double[] rowMassAdjoint;
    private final double[] columnMassAdjoint;
    private final double[] rowWork;
    private final double[] columnWork;
    private final RowPull pullRows = new RowPull();
    private double temperature;
    private double[] xAdjoint;
    private double[] psiAdjoint;
    private int at;

    /** Takes the adjoints of row scalings u to the scalings before: the step between the two products of an iteration. */
    private final class RowPull implements ProductMatrix.RowStep {
        private double[] u;
        /** The same scaling relative to the potentials of the iteration before. */
        private double[] earlier;

        RowPull of(double[] u, double[] earlier) {
            this.u = u;
            this.earlier = earlier;
            return this;
        }

        @Override
        public void apply(double[] sums, double[] out, int from, int to) {
            for (int i = from; i < to; i++) {
                double q = Math.fma(-u[i], sums[i], rowAdjoint[i]) / slack.rowMass[i];
                rowMassAdjoint[i] += q;
                out[i] = earlier[i] * q;
            }
        }
    }

    IterationPullback(
            UnrolledPass pass, Slack slack, ScalingKernel kernel, ScalingHistory history, OuterProducts products) {
        this.pass = pass;
        this.slack = slack;
        this.kernel = kernel;
        this.history = history;
        this.products = products;
        m = slack.rows;
        n = slack.columns;
        s = new double[m];
        t = new double[n];
        rowAdjoint = new double[m];
        columnAdjoint = new double[n];
        rowMassAdjoint = new double[m];
        columnMassAdjoint = new double[n];
        rowWork = new double[m];
        columnWork = new double[n];
    }

    /** Pulls an adjoint of the plan back to the scores; both start at an element of larger arrays. */
    void run(int used, double temperature, double[] xAdjoint, int at, double[] psiAdjoint) {
        this.temperature = temperature;
        this.xAdjoint = xAdjoint;
        this.at = at;
        this.psiAdjoint = psiAdjoint;
        Arrays.fill(rowMassAdjoint, 0);
        Arrays.fill(columnMassAdjoint, 0);
        int last = history.blockCount() - 1;
        if (history.block(last).first > used) {
            last--;
        }
        pass.load(last);
        kernel.weightedSums(history.u(used), history.v(used), xAdjoint, at, rowAdjoint, columnAdjoint);
        products.clear();
        boolean written = false;
        int k = used;
        for (int b = last; b >= (history.firstRowApart ? 1 : 0); b--) {
            pass.load(b);
            for (; k >= history.block(b).first; k--) {
                written = pullBack(k, used, written);
            }
            written = flush(used, written);
        }
    }

    /** The gradients with respect to the marginals of the last run. */
    void ofMarginals(double[] ofRows, double[] ofColumns) {
        slack.pull(rowMassAdjoint, columnMassAdjoint, ofRows, ofColumns);
    }

    /**
     * Iteration k: the adjoint of its columns goes to its rows, theirs to the columns before; whether it has begun to
     * write.
     */
    private boolean pullBack(int k, int used, boolean written) {
        boolean apart = k == 1 && history.firstRowApart;
        double[] v = history.v(k);
        for (int j = 0; j < n; j++) {
            double q = columnAdjoint[j] / slack.columnMass[j];
            columnMassAdjoint[j] += q;
            columnWork[j] = v[j] * q;
        }
        double[] u = history.u(k);
        pullRows.of(u, apart ? history.u(0) : u);
        if (k > 1) {
            kernel.products(columnWork, s, pullRows, rowWork, t);
        } else {
            kernel.timesColumn(columnWork, s);
            pullRows.apply(s, rowWork, 0, m);
        }
        boolean started = push(u, columnWork, used, written);
        if (apart) {
            started = flush(used, started);
            pass.load(0);
        }
        double[] earlier = pass.previousColumnScaling(k);
        started = push(rowWork, earlier, used, started);
        for (int j = 0; j < n && k > 1; j++) {
            columnAdjoint[j] = -earlier[j] * t[j];
        }
        Arrays.fill(rowAdjoint, 0);
        return started;
    }

    private boolean push(double[] a, double[] b, int used, boolean written) {
        products.add(a, b);
        return products.isFull() ? flush(used, written) : written;
    }

    /** Takes the collected products off the gradient, or starts it with them; it has been started then. */
    private boolean flush(int used, boolean written) {
        double scale = 1 / temperature;
        if (!written) {
            kernel.gradient(history.u(used), history.v(used), xAdjoint, at, products, scale, psiAdjoint);
        } else if (products.rank() > 0) {
            kernel.subtract(products, scale, psiAdjoint, at);
        }
        products.clear();
        return true;
    }
}
