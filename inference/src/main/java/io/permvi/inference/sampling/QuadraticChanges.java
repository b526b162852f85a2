package io.permvi.inference.sampling;

import io.permvi.inference.structure.ModelPoint;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.DrawRandom;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * f = c + &lt;g, x&gt; + x'Hx / 2 for one matching: a change of entries d adds {@code <g, d> + d'Hd / 2}. Where few changes
 * are made the gradient is kept at the state, so that looking costs the same whatever n is and making costs O(n^2); where
 * many are, its entries are summed when they are asked for, in O(n).
 */
final class QuadraticChanges implements Changes {
    private static final int LARGEST_DRIFT = 5_000;
    private static final int LOOKS_BETWEEN_CHOICES = 1_000;
    private static final double LARGEST_KEPT_ACCEPTANCE = 0.05;

    private final ModelPoint point;
    private final KroneckerSum hessian;
    private final RandomGenerator rng = DrawRandom.of(0, 1, 0);
    private final int m;
    private final int n;
    private final double[] gradient;
    private final double[] rowChange;
    private final boolean[] rowSeen;
    private double[] realsOfHessian = new double[0];
    private boolean known;
    private long versionOfGradient = -1;
    private SamplerState stateOfGradient;
    private final double[] constant;
    private boolean constantsKnown;
    private boolean kept = true;
    private int looks;
    private int looksCommitted;
    private int commits;
    private SamplerState state;
    private double power;
    private ChangeList last;

    QuadraticChanges(ModelPoint point, KroneckerSum prototype) {
        this.point = point;
        hessian = new KroneckerSum(prototype, point);
        known = point.realCount() == 0;
        m = point.value(0).numRows;
        n = point.value(0).numCols;
        gradient = new double[m * n];
        constant = new double[m * n];
        rowChange = new double[n];
        rowSeen = new boolean[m];
    }

    @Override
    public void start(SamplerState newState, double newPower) {
        state = newState;
        power = newPower;
        boolean sameReals = known && Arrays.equals(realsOfHessian, state.reals());
        if (!sameReals) {
            state.writeTo(point);
            if (!hessian.refresh(rng)) {
                throw new DensityMismatchException("the Hessian is no short sum of Kronecker products");
            }
            realsOfHessian = state.reals().clone();
            known = true;
        }
        if (!sameReals || !constantsKnown || kept && gradientIsStale()) {
            readGradient(!sameReals || !constantsKnown);
        }
    }

    private boolean gradientIsStale() {
        return stateOfGradient != state || versionOfGradient != state.version() || commits > LARGEST_DRIFT;
    }

    private void readGradient(boolean constantsToo) {
        state.writeTo(point);
        point.forwardBackward();
        System.arraycopy(point.gradient(0).data, 0, gradient, 0, m * n);
        stateOfGradient = state;
        versionOfGradient = state.version();
        commits = 0;
        if (constantsToo) {
            constantsKnown = true;
            System.arraycopy(gradient, 0, constant, 0, m * n);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    constant[i * n + j] -= product(i, j);
                }
            }
        }
    }

    /** (Hx)_ij at the state. */
    private double product(int i, int j) {
        double sum = 0;
        for (int r = 0; r < hessian.terms(); r++) {
            double[] a = hessian.left(r);
            double[] b = hessian.right(r);
            for (int k = 0; k < m; k++) {
                int place = state.placeOf(0, k);
                sum += place == Matching.UNMATCHED ? 0 : a[i * m + k] * b[j * n + place];
            }
        }
        return sum;
    }

    /** (Hx)_ip - (Hx)_iq + (Hx)_kq - (Hx)_kp. */
    private double exchangedProduct(int i, int k, int p, int q) {
        double sum = 0;
        for (int r = 0; r < hessian.terms(); r++) {
            double[] a = hessian.left(r);
            double[] b = hessian.right(r);
            for (int u = 0; u < m; u++) {
                int place = state.placeOf(0, u);
                if (place != Matching.UNMATCHED) {
                    sum += (a[i * m + u] - a[k * m + u]) * (b[p * n + place] - b[q * n + place]);
                }
            }
        }
        return sum;
    }

    private void chooseMode() {
        boolean wanted = looksCommitted < LARGEST_KEPT_ACCEPTANCE * looks;
        looks = 0;
        looksCommitted = 0;
        if (wanted && !kept) {
            readGradient(false);
        }
        kept = wanted;
    }

    @Override
    public double change(ChangeList change) {
        last = change;
        if (++looks == LOOKS_BETWEEN_CHOICES) {
            chooseMode();
        }
        boolean exchange = isExchange(change);
        double linear = kept ? sum(gradient, change) : sum(constant, change) + products(change, exchange);
        double quadratic = 0;
        for (int r = 0; r < hessian.terms(); r++) {
            double[] a = hessian.left(r);
            double[] b = hessian.right(r);
            quadratic += exchange
                    ? spread(a, m, change.item(0), change.item(1)) * spread(b, n, change.place(0), change.place(2))
                    : quadratic(change, a, b);
        }
        return power * (linear + 0.5 * quadratic);
    }

    private double sum(double[] entries, ChangeList change) {
        double sum = 0;
        for (int e = 0; e < change.size(); e++) {
            sum += change.sign(e) * entries[change.item(e) * n + change.place(e)];
        }
        return sum;
    }

    private double products(ChangeList change, boolean exchange) {
        if (exchange) {
            int sign = change.sign(0);
            return sign * exchangedProduct(change.item(0), change.item(1), change.place(0), change.place(2));
        }
        double sum = 0;
        for (int e = 0; e < change.size(); e++) {
            sum += change.sign(e) * product(change.item(e), change.place(e));
        }
        return sum;
    }

    /** Whether two items exchange their places, in the order of {@link MatchingMoves}. */
    private static boolean isExchange(ChangeList change) {
        return change.size() == 4
                && change.item(0) == change.item(3)
                && change.item(1) == change.item(2)
                && change.place(0) == change.place(1)
                && change.place(2) == change.place(3)
                && change.sign(0) + change.sign(1) == 0
                && change.sign(1) + change.sign(2) == 0
                && change.sign(2) + change.sign(3) == 0;
    }

    /** (e_i - e_k)' A (e_i - e_k). */
    private static double spread(double[] a, int size, int i, int k) {
        return a[i * size + i] + a[k * size + k] - a[i * size + k] - a[k * size + i];
    }

    private double quadratic(ChangeList change, double[] a, double[] b) {
        double sum = 0;
        for (int e = 0; e < change.size(); e++) {
            int rowOfA = change.item(e) * m;
            int rowOfB = change.place(e) * n;
            double inner = 0;
            for (int f = 0; f < change.size(); f++) {
                inner += change.sign(f) * a[rowOfA + change.item(f)] * b[rowOfB + change.place(f)];
            }
            sum += change.sign(e) * inner;
        }
        return sum;
    }

    @Override
    public void commit() {
        boolean exchange = isExchange(last);
        for (int r = 0; kept && r < hessian.terms(); r++) {
            if (exchange) {
                updateExchange(hessian.left(r), hessian.right(r));
            } else {
                update(hessian.left(r), hessian.right(r));
            }
        }
        state.apply(last);
        versionOfGradient = kept ? state.version() : -1;
        commits++;
        looksCommitted++;
    }

    private void updateExchange(double[] a, double[] b) {
        int first = last.item(0);
        int second = last.item(1);
        rowChange(first, b);
        for (int i = 0; i < m; i++) {
            addScaled(a[i * m + first] - a[i * m + second], i * n);
        }
    }

    /** g += A D B', one changed item after the other. */
    private void update(double[] a, double[] b) {
        Arrays.fill(rowSeen, false);
        for (int e = 0; e < last.size(); e++) {
            int item = last.item(e);
            if (!rowSeen[item]) {
                rowSeen[item] = true;
                rowChange(item, b);
                for (int i = 0; i < m; i++) {
                    addScaled(a[i * m + item], i * n);
                }
            }
        }
    }

    private void rowChange(int item, double[] b) {
        Arrays.fill(rowChange, 0);
        for (int e = 0; e < last.size(); e++) {
            if (last.item(e) == item) {
                int sign = last.sign(e);
                int column = last.place(e);
                for (int j = 0; j < n; j++) {
                    rowChange[j] += sign * b[j * n + column];
                }
            }
        }
    }

    private void addScaled(double factor, int offset) {
        if (factor != 0) {
            for (int j = 0; j < n; j++) {
                gradient[offset + j] += factor * rowChange[j];
            }
        }
    }
}
