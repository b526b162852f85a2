package io.permvi.relaxations.assignment;

import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Local search of a quadratic assignment problem: exchange what two places hold (two items, or an item and nothing)
 * while that raises the value, then kick the matching and repeat. One search's buffers; one thread.
 */
final class ExchangeSearch {
    private final Pairs[] terms;
    private final double[] linear;
    private final SparsityPattern allowed;
    private final QuadraticProblem problem;
    private final int m;
    private final int n;
    private final double tolerance;
    private final int[] places;
    private final int[] items;
    private final int[] best;

    ExchangeSearch(QuadraticProblem problem) {
        this.problem = problem;
        m = problem.space().items();
        n = problem.space().places();
        terms = problem.terms().stream()
                .map(term -> term.crossed() ? new CrossedPairs(term) : new InnerPairs(term))
                .toArray(Pairs[]::new);
        linear = problem.linear().data;
        allowed = problem.space().allowed();
        places = new int[m];
        items = new int[n];
        best = new int[m];
        // gains that rounding makes must not count, or a search goes round for ever: products may be subnormal
        tolerance = Math.max(1e-12 * scale(), 4.0 * m * terms.length * Double.MIN_VALUE);
    }

    /** Replaces a matching by the best found, of so many kicks and searches; returns its value. */
    double improve(int[] matching, int kicks, RandomGenerator rng) {
        set(matching);
        double value = problem.value(places) + climb();
        System.arraycopy(places, 0, matching, 0, m);
        System.arraycopy(places, 0, best, 0, m);
        double bestValue = value;
        for (int kick = 0; kick < kicks; kick++) {
            double reached = value + kick(rng) + climb();
            if (reached >= value - tolerance) {
                value = reached;
                System.arraycopy(places, 0, best, 0, m);
                if (value > bestValue + tolerance) {
                    bestValue = value;
                    System.arraycopy(places, 0, matching, 0, m);
                }
            } else {
                set(best);
            }
        }
        return problem.value(matching);
    }

    private void set(int[] matching) {
        System.arraycopy(matching, 0, places, 0, m);
        Arrays.fill(items, -1);
        for (int i = 0; i < m; i++) {
            items[places[i]] = i;
        }
    }

    /** Sweeps over all exchanges until none of a whole sweep helps; the gain. */
    private double climb() {
        double total = 0;
        double gained;
        do {
            gained = 0;
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    gained += tryExchange(i, j);
                }
            }
            total += gained;
        } while (gained > 0);
        return total;
    }

    private double tryExchange(int i, int j) {
        int k = items[j];
        if (k >= 0 && k <= i || !feasible(i, j)) {
            return 0;
        }
        double gain = gain(i, j);
        if (gain <= tolerance) {
            return 0;
        }
        exchange(i, j);
        return gain;
    }

    private boolean feasible(int i, int j) {
        if (allowed.isFull()) {
            return true;
        }
        int k = items[j];
        return allowed.allows(i, j) && (k < 0 || allowed.allows(k, places[i]));
    }

    /** A few random feasible exchanges; what they change. */
    private double kick(RandomGenerator rng) {
        int wanted = 2 + rng.nextInt(Math.max(1, Math.min(6, m / 3)));
        double change = 0;
        for (int attempt = 0; attempt < 20 * wanted && wanted > 0; attempt++) {
            int i = rng.nextInt(m);
            int j = rng.nextInt(n);
            if (j != places[i] && feasible(i, j)) {
                change += gain(i, j);
                exchange(i, j);
                wanted--;
            }
        }
        return change;
    }

    private void exchange(int i, int j) {
        int k = items[j];
        int old = places[i];
        places[i] = j;
        items[j] = i;
        items[old] = k;
        if (k >= 0) {
            places[k] = old;
        }
    }

    private double gain(int i, int j) {
        int k = items[j];
        return k < 0 ? gainOfMove(i, places[i], j) : gainOfSwap(i, k, places[i], j);
    }

    /** Item i leaves place s for the empty place t. */
    private double gainOfMove(int i, int s, int t) {
        double gain = linear[i * n + t] - linear[i * n + s];
        for (Pairs term : terms) {
            gain += term.gainOfMove(places, i, s, t);
        }
        return gain;
    }

    /** Items i at place s and k at place t trade. */
    private double gainOfSwap(int i, int k, int s, int t) {
        double gain = linear[i * n + t] + linear[k * n + s] - linear[i * n + s] - linear[k * n + t];
        for (Pairs term : terms) {
            gain += term.gainOfSwap(places, i, k, s, t);
        }
        return gain;
    }

    private double scale() {
        double scale = 0;
        for (QuadraticProblem.Term term : problem.terms()) {
            scale += m * CommonOps_DDRM.elementMaxAbs(term.a()) * CommonOps_DDRM.elementMaxAbs(term.b());
        }
        for (double value : linear) {
            scale = Math.max(scale, Math.abs(value));
        }
        return scale;
    }

    /** What exchanges change of a pair term. */
    private interface Pairs {
        double gainOfMove(int[] places, int i, int s, int t);

        double gainOfSwap(int[] places, int i, int k, int s, int t);
    }

    /** A pair term with its matrices in rows, both ways round. */
    private static final class InnerPairs implements Pairs {
        private final double[][] a;
        private final double[][] aTransposed;
        private final double[][] b;
        private final double[][] bTransposed;

        private InnerPairs(QuadraticProblem.Term term) {
            a = rows(term.a(), false);
            aTransposed = rows(term.a(), true);
            b = rows(term.b(), false);
            bTransposed = rows(term.b(), true);
        }

        @Override
        public double gainOfMove(int[] places, int i, int s, int t) {
            double gain = a[i][i] * (b[t][t] - b[s][s]);
            for (int l = 0; l < a.length; l++) {
                if (l != i) {
                    int p = places[l];
                    gain += aTransposed[i][l] * (bTransposed[t][p] - bTransposed[s][p]) + a[i][l] * (b[t][p] - b[s][p]);
                }
            }
            return gain;
        }

        @Override
        public double gainOfSwap(int[] places, int i, int k, int s, int t) {
            double gain = (a[i][i] - a[k][k]) * (b[t][t] - b[s][s]) + (a[i][k] - a[k][i]) * (b[t][s] - b[s][t]);
            double[] fromI = a[i];
            double[] fromK = a[k];
            double[] toI = aTransposed[i];
            double[] toK = aTransposed[k];
            double[] fromS = b[s];
            double[] fromT = b[t];
            double[] toS = bTransposed[s];
            double[] toT = bTransposed[t];
            for (int l = 0; l < a.length; l++) {
                if (l != i && l != k) {
                    int p = places[l];
                    gain += (toI[l] - toK[l]) * (toT[p] - toS[p]) + (fromI[l] - fromK[l]) * (fromT[p] - fromS[p]);
                }
            }
            return gain;
        }
    }

    /** A crossed pair term: a from items to places, b back. */
    private static final class CrossedPairs implements Pairs {
        private final double[][] a;
        private final double[][] aTransposed;
        private final double[][] b;
        private final double[][] bTransposed;

        private CrossedPairs(QuadraticProblem.Term term) {
            a = rows(term.a(), false);
            aTransposed = rows(term.a(), true);
            b = rows(term.b(), false);
            bTransposed = rows(term.b(), true);
        }

        @Override
        public double gainOfMove(int[] places, int i, int s, int t) {
            double gain = a[i][t] * b[t][i] - a[i][s] * b[s][i];
            for (int l = 0; l < a.length; l++) {
                if (l != i) {
                    int p = places[l];
                    gain += a[i][p] * (b[t][l] - b[s][l]) + (aTransposed[t][l] - aTransposed[s][l]) * b[p][i];
                }
            }
            return gain;
        }

        @Override
        public double gainOfSwap(int[] places, int i, int k, int s, int t) {
            double gain = swapOfTwo(i, k, s, t);
            double[] fromS = b[s];
            double[] fromT = b[t];
            double[] toS = aTransposed[s];
            double[] toT = aTransposed[t];
            for (int l = 0; l < a.length; l++) {
                if (l != i && l != k) {
                    int p = places[l];
                    gain += (a[i][p] - a[k][p]) * (fromT[l] - fromS[l])
                            + (toT[l] - toS[l]) * (bTransposed[i][p] - bTransposed[k][p]);
                }
            }
            return gain;
        }

        /** What the two items say to themselves and to each other. */
        private double swapOfTwo(int i, int k, int s, int t) {
            double before = a[i][s] * b[s][i] + a[k][t] * b[t][k] + a[i][t] * b[s][k] + a[k][s] * b[t][i];
            double after = a[i][t] * b[t][i] + a[k][s] * b[s][k] + a[i][s] * b[t][k] + a[k][t] * b[s][i];
            return after - before;
        }
    }

    private static double[][] rows(DMatrixRMaj matrix, boolean transpose) {
        double[][] rows = new double[transpose ? matrix.numCols : matrix.numRows][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[transpose ? matrix.numRows : matrix.numCols];
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = transpose ? matrix.get(j, i) : matrix.get(i, j);
            }
        }
        return rows;
    }
}
