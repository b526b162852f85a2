package io.permvi.inference.sampling;

import io.permvi.inference.structure.ModelPoint;
import io.permvi.relaxations.random.DrawRandom;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * f = c + &lt;g, x&gt; + x'Hx / 2 for one matching: with the gradient kept at the state, a change of entries d adds
 * {@code <g, d> + d'Hd / 2}, whatever n is; making it updates the gradient in O(n^2).
 */
final class QuadraticChanges implements Changes {
    private static final int LARGEST_DRIFT = 5_000;

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
    private int commits;
    private SamplerState state;
    private double power;
    private ChangeList last;

    QuadraticChanges(ModelPoint point) {
        this.point = point;
        hessian = new KroneckerSum(point);
        m = point.value(0).numRows;
        n = point.value(0).numCols;
        gradient = new double[m * n];
        rowChange = new double[n];
        rowSeen = new boolean[m];
    }

    /** Whether the Hessian is a short sum at the reals of a state. */
    boolean fits(SamplerState at) {
        at.writeTo(point);
        return hessian.refresh(rng);
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
        if (!sameReals || stateOfGradient != state || versionOfGradient != state.version() || commits > LARGEST_DRIFT) {
            state.writeTo(point);
            point.forwardBackward();
            System.arraycopy(point.gradient(0).data, 0, gradient, 0, m * n);
            stateOfGradient = state;
            versionOfGradient = state.version();
            commits = 0;
        }
    }

    @Override
    public double change(ChangeList change) {
        last = change;
        double linear = 0;
        double quadratic = 0;
        for (int e = 0; e < change.size(); e++) {
            linear += change.sign(e) * gradient[change.item(e) * n + change.place(e)];
        }
        for (int r = 0; r < hessian.terms(); r++) {
            quadratic += quadratic(change, hessian.left(r), hessian.right(r));
        }
        return power * (linear + 0.5 * quadratic);
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
        for (int r = 0; r < hessian.terms(); r++) {
            update(hessian.left(r), hessian.right(r));
        }
        state.apply(last);
        versionOfGradient = state.version();
        commits++;
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
