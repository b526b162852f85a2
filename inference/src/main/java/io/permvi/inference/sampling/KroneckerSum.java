package io.permvi.inference.sampling;

import io.permvi.inference.structure.ModelPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The constant Hessian of a log joint that is quadratic in its single matching, as a short sum of Kronecker products:
 * {@code H[(i, j), (k, l)] = sum_r A_r[i, k] B_r[j, l]}, found from m + n gradients a term by cross approximation
 * (Bebendorf 2000) and checked in a random direction.
 */
final class KroneckerSum {
    private static final int MAX_TERMS = 6;
    private static final int LARGE = 150;
    private static final int PIVOT_TRIES = 4;
    private static final double TOLERANCE = 1e-8;

    private final ModelPoint point;
    private final DMatrixRMaj base;
    private final DMatrixRMaj column;
    private final List<double[]> left = new ArrayList<>();
    private final List<double[]> right = new ArrayList<>();
    private final List<int[]> pivots = new ArrayList<>();
    private double size;

    KroneckerSum(ModelPoint point) {
        this.point = point;
        boolean any = !point.discreteLatents().isEmpty();
        base = any ? point.value(0).createLike() : new DMatrixRMaj(0, 0);
        column = base.createLike();
    }

    /** The terms of another sum of the same model, to be used at another point. */
    KroneckerSum(KroneckerSum other, ModelPoint point) {
        this(point);
        size = other.size;
        left.addAll(other.left);
        pivots.addAll(other.pivots);
        boolean constant = point.realCount() == 0;
        other.right.forEach(b -> right.add(constant ? b : b.clone()));
    }

    /** Where gradients are taken. */
    ModelPoint point() {
        return point;
    }

    int terms() {
        return left.size();
    }

    /** A_r, m by m by rows. */
    double[] left(int r) {
        return left.get(r);
    }

    /** B_r, n by n by rows. */
    double[] right(int r) {
        return right.get(r);
    }

    /**
     * Finds the terms at the reals of the point, or scales those of other reals where that is enough.
     *
     * @return whether the sum holds
     */
    boolean refresh(RandomGenerator rng) {
        point.forwardBackward();
        base.setTo(point.gradient(0));
        if (!left.isEmpty() && (holdsAfterScaling(rng) || findRight() && holds(rng))) {
            return true;
        }
        pivots.clear();
        left.clear();
        right.clear();
        size = 0;
        boolean more = true;
        while (more && left.size() < MAX_TERMS) {
            more = addTerm(rng);
        }
        return holds(rng);
    }

    /** With the left matrices kept, the right ones from n gradients a term; whether they could be found. */
    private boolean findRight() {
        int terms = left.size();
        int n = column.numCols;
        DMatrixRMaj weights = new DMatrixRMaj(terms, terms);
        DMatrixRMaj rows = new DMatrixRMaj(terms, n * n);
        for (int r = 0; r < terms; r++) {
            int[] pivot = pivots.get(r);
            for (int s = 0; s < terms; s++) {
                weights.set(r, s, left.get(s)[pivot[0] * column.numRows + pivot[1]]);
            }
            for (int l = 0; l < n; l++) {
                change(pivot[1], l);
                for (int j = 0; j < n; j++) {
                    rows.set(r, j * n + l, column.get(pivot[0], j));
                }
            }
        }
        DMatrixRMaj solved = new DMatrixRMaj(terms, n * n);
        if (!CommonOps_DDRM.solve(weights, rows, solved)) {
            return false;
        }
        for (int r = 0; r < terms; r++) {
            System.arraycopy(solved.data, r * n * n, right.get(r), 0, n * n);
        }
        return true;
    }

    /** Column (k, l) of H without the terms that are known, as an m by n matrix. */
    private void residual(int k, int l) {
        change(k, l);
        for (int r = 0; r < left.size(); r++) {
            double[] a = left.get(r);
            double[] b = right.get(r);
            for (int i = 0; i < column.numRows; i++) {
                double factor = a[i * column.numRows + k];
                for (int j = 0; factor != 0 && j < column.numCols; j++) {
                    column.data[i * column.numCols + j] -= factor * b[j * column.numCols + l];
                }
            }
        }
    }

    /** The sum of the columns (k, l) of H over some entries. */
    private DMatrixRMaj change(int[] items, int[] places) {
        for (int s = 0; s < items.length; s++) {
            point.value(0).add(items[s], places[s], 1);
        }
        point.forwardBackward();
        for (int s = 0; s < items.length; s++) {
            point.value(0).add(items[s], places[s], -1);
        }
        CommonOps_DDRM.subtract(point.gradient(0), base, column);
        return column;
    }

    private void change(int k, int l) {
        change(new int[] {k}, new int[] {l});
    }

    private boolean addTerm(RandomGenerator rng) {
        int m = column.numRows;
        int n = column.numCols;
        int bestK = -1;
        int bestL = -1;
        int bestEntry = -1;
        double best = 0;
        for (int attempt = 0; attempt < PIVOT_TRIES; attempt++) {
            int k = rng.nextInt(m);
            int l = rng.nextInt(n);
            residual(k, l);
            int entry = largestEntry();
            if (Math.abs(column.data[entry]) > best) {
                best = Math.abs(column.data[entry]);
                bestK = k;
                bestL = l;
                bestEntry = entry;
            }
        }
        size = Math.max(size, best);
        if (best <= TOLERANCE * size || best == 0) {
            return false;
        }
        addTerm(bestEntry / n, bestEntry % n, bestK, bestL);
        return true;
    }

    private int largestEntry() {
        int largest = 0;
        for (int e = 1; e < column.getNumElements(); e++) {
            largest = Math.abs(column.data[e]) > Math.abs(column.data[largest]) ? e : largest;
        }
        return largest;
    }

    private void addTerm(int pivotI, int pivotJ, int pivotK, int pivotL) {
        int m = column.numRows;
        int n = column.numCols;
        if (left.isEmpty() && m + n > LARGE) {
            TermInBatches term = new TermInBatches(this::change, m, n);
            term.find(pivotI, pivotJ, pivotK, pivotL);
            pivots.add(new int[] {pivotI, pivotK});
            left.add(term.left());
            right.add(term.right());
            return;
        }
        double[] a = new double[m * m];
        double[] b = new double[n * n];
        for (int k = 0; k < m; k++) {
            residual(k, pivotL);
            for (int i = 0; i < m; i++) {
                a[i * m + k] = column.data[i * n + pivotJ];
            }
        }
        double pivot = a[pivotI * m + pivotK];
        for (int l = 0; l < n; l++) {
            residual(pivotK, l);
            for (int j = 0; j < n; j++) {
                b[j * n + l] = column.data[pivotI * n + j] / pivot;
            }
        }
        pivots.add(new int[] {pivotI, pivotK});
        left.add(a);
        right.add(b);
    }

    private boolean holds(RandomGenerator rng) {
        return Math.abs(ratioInRandomDirection(rng) - 1) <= TOLERANCE;
    }

    private boolean holdsAfterScaling(RandomGenerator rng) {
        double ratio = ratioInRandomDirection(rng);
        if (Double.isNaN(ratio)) {
            return false;
        }
        for (double[] b : right) {
            for (int e = 0; ratio != 1 && e < b.length; e++) {
                b[e] *= ratio;
            }
        }
        return true;
    }

    /** What the sum must be multiplied with to give H d; NaN when no number does. */
    private double ratioInRandomDirection(RandomGenerator rng) {
        DMatrixRMaj x = point.value(0);
        DMatrixRMaj direction = x.createLike();
        DMatrixRMaj kept = x.copy();
        for (int e = 0; e < x.getNumElements(); e++) {
            direction.data[e] = rng.nextGaussian() / x.numCols;
            x.data[e] += direction.data[e];
        }
        point.forwardBackward();
        x.setTo(kept);
        DMatrixRMaj predicted = times(direction);
        double products = 0;
        double squares = 0;
        double own = 0;
        for (int e = 0; e < x.getNumElements(); e++) {
            double exact = point.gradient(0).data[e] - base.data[e];
            products += exact * predicted.data[e];
            squares += predicted.data[e] * predicted.data[e];
            own += exact * exact;
        }
        if (squares == 0) {
            return own == 0 ? 1 : Double.NaN;
        }
        double ratio = products / squares;
        double rest = Math.max(0, own - ratio * products);
        return rest <= 1e-14 * own ? ratio : Double.NaN;
    }

    /** sum_r A_r D B_r'. */
    private DMatrixRMaj times(DMatrixRMaj direction) {
        DMatrixRMaj sum = direction.createLike();
        DMatrixRMaj inner = direction.createLike();
        for (int r = 0; r < left.size(); r++) {
            DMatrixRMaj a = DMatrixRMaj.wrap(direction.numRows, direction.numRows, left.get(r));
            DMatrixRMaj b = DMatrixRMaj.wrap(direction.numCols, direction.numCols, right.get(r));
            CommonOps_DDRM.multTransB(direction, b, inner);
            CommonOps_DDRM.multAdd(a, inner, sum);
        }
        return sum;
    }
}
