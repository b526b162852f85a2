package io.permvi.inference.structure;

import io.permvi.models.RealLatent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Compares a log joint at fixed random values with that at their images under a map: at matchings, and between them, where
 * no zero hides a difference.
 */
final class SymmetryTest {
    private static final double SHIFT = 0.7;

    private final ModelPoint point;
    private final double tolerance;
    private final List<List<DMatrixRMaj>> values = new ArrayList<>();
    private final List<Double> logJoints = new ArrayList<>();
    private final List<Integer> atMatchings = new ArrayList<>();

    SymmetryTest(ModelPoint point, RandomGenerator rng, int points, double tolerance) {
        this.point = point;
        this.tolerance = tolerance;
        for (int attempt = 0; values.size() < points && attempt < 20 * points; attempt++) {
            StructureProbe.setInterior(point, rng);
            for (int k = 0; attempt % 2 == 1 && k < point.discreteLatents().size(); k++) {
                point.setPlaces(k, RandomMatchings.draw(point.discreteLatents().get(k), rng));
            }
            for (int e = 0; e < point.realCount(); e++) {
                point.setReal(e, 0.5 * rng.nextGaussian());
            }
            double logJoint = point.forward();
            if (Double.isFinite(logJoint)) {
                logJoints.add(logJoint);
                if (attempt % 2 == 1) {
                    atMatchings.add(values.size());
                }
                values.add(matrices().stream().map(DMatrixRMaj::copy).toList());
            }
        }
    }

    private List<DMatrixRMaj> matrices() {
        return point.values().latents().stream().map(point.values()::get).toList();
    }

    boolean reverses() {
        return holds(matrix -> {
            for (int i = 0; i < matrix.numRows; i++) {
                for (int j = 0, l = matrix.numCols - 1; j < l; j++, l--) {
                    swap(matrix, i, j, i, l);
                }
            }
        });
    }

    /** Two places, or two items, of all discrete latents, with rows and columns of reals. */
    boolean exchanges(boolean items, int j, int l, List<RealLatent> rows, List<RealLatent> columns) {
        return holdsForAll(() -> {
            for (int k = 0; k < point.discreteLatents().size(); k++) {
                if (items) {
                    swapRows(point.value(k), j, l);
                } else {
                    swapColumns(point.value(k), j, l);
                }
            }
            columns.forEach(real -> swapColumns(point.values().get(real), j, l));
            rows.forEach(real -> swapRows(point.values().get(real), j, l));
        });
    }

    /** Whether a shift of all entries of a real adds the same at all matchings and other reals. */
    boolean shiftsByItself(RealLatent real) {
        DMatrixRMaj matrix = point.values().get(real);
        double first = Double.NaN;
        for (int s : atMatchings) {
            set(s);
            matrix.setTo(values.get(0).get(point.values().latents().indexOf(real)));
            double before = point.forward();
            CommonOps_DDRM.add(matrix, SHIFT);
            double added = point.forward() - before;
            first = s == atMatchings.get(0) ? added : first;
            if (!(Math.abs(added - first) <= tolerance * (1 + Math.abs(before)))) {
                return false;
            }
        }
        return atMatchings.size() > 1;
    }

    private void set(int s) {
        List<DMatrixRMaj> matrices = matrices();
        for (int k = 0; k < matrices.size(); k++) {
            matrices.get(k).setTo(values.get(s).get(k));
        }
    }

    boolean signChanges(RealLatent real) {
        return holdsForAll(() -> {
            DMatrixRMaj matrix = point.values().get(real);
            for (int e = 0; e < matrix.getNumElements(); e++) {
                matrix.data[e] = -matrix.data[e];
            }
        });
    }

    private boolean holds(Consumer<DMatrixRMaj> map) {
        return holdsForAll(() -> {
            for (int k = 0; k < point.discreteLatents().size(); k++) {
                map.accept(point.value(k));
            }
        });
    }

    private boolean holdsForAll(Runnable map) {
        for (int s = 0; s < values.size(); s++) {
            set(s);
            map.run();
            if (!masksAllow() || !isSame(point.forward(), logJoints.get(s))) {
                return false;
            }
        }
        return !values.isEmpty();
    }

    private boolean masksAllow() {
        for (int k = 0; k < point.discreteLatents().size(); k++) {
            var allowed = point.discreteLatents().get(k).space().allowed();
            DMatrixRMaj x = point.value(k);
            for (int i = 0; !allowed.isFull() && i < x.numRows; i++) {
                for (int j = 0; j < x.numCols; j++) {
                    if (x.get(i, j) != 0 && !allowed.allows(i, j)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private boolean isSame(double first, double second) {
        return Math.abs(first - second) <= tolerance * (1 + Math.abs(second));
    }

    private static void swapRows(DMatrixRMaj matrix, int i, int k) {
        for (int j = 0; j < matrix.numCols; j++) {
            swap(matrix, i, j, k, j);
        }
    }

    private static void swapColumns(DMatrixRMaj matrix, int j, int l) {
        for (int i = 0; i < matrix.numRows; i++) {
            swap(matrix, i, j, i, l);
        }
    }

    private static void swap(DMatrixRMaj matrix, int i, int j, int k, int l) {
        double kept = matrix.get(i, j);
        matrix.set(i, j, matrix.get(k, l));
        matrix.set(k, l, kept);
    }
}
