package io.permvi.relaxations.polytope;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.RelaxationPass;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Permutations;
import io.permvi.relaxations.permutation.Space;
import org.ejml.data.DMatrixRMaj;

/**
 * OT4P: a rotation O is pulled along the geodesic to the permutation P that is nearest to it,
 *
 * <pre>  O = exp(psi - psi^T),     P = argmax &lt;O, P&gt;,     x = Q (Q^T O)^temperature D,     Q = P D,</pre>
 *
 * where D is the identity, or has a -1 in its last entry when P is odd, so that Q is a rotation. x is orthogonal:
 * neither rows nor columns sum to one, and entries may be negative. At temperature 1 it is O (but for D), at 0 it is P.
 * It jumps where two permutations are equally near, as {@link Rounding} does, and a permutation that is reached through
 * psi = 0 is the identity, so start from random psi. Guo, Zhu, Guo, Wen and Wang, OT4P: Unlocking effective orthogonal
 * group path for permutation relaxation (NeurIPS 2024), section 3.
 *
 * <p>Serves permutations without a mask. Temperatures in (0, 1]. Two eigenproblems of skew matrices and one linear
 * assignment a forward, O(n^3) backward; the constant is large (n = 50: milliseconds).
 */
public record OrthogonalPath() implements Relaxation {

    @Override
    public LinearMaximum limit(Space space) {
        return new NearestPermutation(space);
    }

    @Override
    public Pass newPass(Space space) {
        return new PathPass(this, space);
    }

    private static void requireServed(Space space) {
        if (!(space instanceof Permutations) || !space.allowed().isFull()) {
            throw new IllegalArgumentException("rotations serve permutations without a mask, got " + space
                    + "; for others use the Sinkhorn operator");
        }
    }

    /** O, and the P that is nearest to it. */
    private static final class NearestPermutation implements LinearMaximum {
        private final int n;
        private final SparsityPattern allowed;
        private final RotationSpectrum spectrum;
        private final LinearAssignment nearest;
        private final double[][] matrix;
        private final DMatrixRMaj rotation;

        NearestPermutation(Space space) {
            requireServed(space);
            n = space.items();
            allowed = space.allowed();
            spectrum = new RotationSpectrum(n);
            nearest = new LinearAssignment(n, n);
            matrix = new double[n][n];
            rotation = new DMatrixRMaj(n, n);
        }

        @Override
        public double maximize(DMatrixRMaj psi, int[] places) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    matrix[i][j] = psi.data[i * n + j] - psi.data[j * n + i];
                    if (!Double.isFinite(psi.data[i * n + j])) {
                        throw new IllegalArgumentException("psi must be finite, got " + psi.data[i * n + j]);
                    }
                }
            }
            spectrum.ofExponential(matrix);
            spectrum.power(1, matrix);
            for (int i = 0; i < n; i++) {
                System.arraycopy(matrix[i], 0, rotation.data, i * n, n);
            }
            return nearest.maximize(rotation, allowed, places);
        }
    }

    private static final class PathPass extends RelaxationPass {
        private final int n;
        private final NearestPermutation nearest;
        private final RotationSpectrum ofPath;
        private final double[][] matrix;
        private final double[][] other;
        private final int[] places;
        private boolean odd;

        PathPass(OrthogonalPath path, Space space) {
            super(path, space);
            n = space.items();
            nearest = new NearestPermutation(space);
            ofPath = new RotationSpectrum(n);
            matrix = new double[n][n];
            other = new double[n][n];
            places = new int[n];
        }

        @Override
        protected void map(DMatrixRMaj psi, double temperature, DMatrixRMaj x) {
            nearest.maximize(psi, places);
            odd = isOdd();
            // row place(i) of Q^T O is row i of O, with its sign
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    other[places[i]][j] = sign(places[i]) * nearest.matrix[i][j];
                }
            }
            ofPath.ofRotation(other);
            ofPath.power(temperature, other);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    x.data[i * n + j] = sign(places[i]) * other[places[i]][j] * sign(j);
                }
            }
        }

        private double sign(int place) {
            return odd && place == n - 1 ? -1 : 1;
        }

        private boolean isOdd() {
            int inversions = 0;
            for (int i = 0; i < n; i++) {
                for (int k = i + 1; k < n; k++) {
                    inversions += places[i] > places[k] ? 1 : 0;
                }
            }
            return inversions % 2 == 1;
        }

        @Override
        protected void pullBack(DMatrixRMaj xAdjoint, double temperature, DMatrixRMaj psiAdjoint) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    matrix[places[i]][j] = sign(places[i]) * xAdjoint.data[i * n + j] * sign(j);
                }
            }
            ofPath.pullBackPower(temperature, matrix, other);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    matrix[i][j] = sign(places[i]) * other[places[i]][j];
                }
            }
            nearest.spectrum.pullBackExponential(matrix, other);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    psiAdjoint.data[i * n + j] = other[i][j] - other[j][i];
                }
            }
        }

        @Override
        protected void requireTemperature(double temperature) {
            if (!(temperature > 0 && temperature <= 1)) {
                throw new IllegalArgumentException("temperature of rotations must be in (0, 1], got " + temperature);
            }
        }
    }
}
