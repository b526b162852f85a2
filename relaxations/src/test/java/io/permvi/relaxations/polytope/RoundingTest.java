package io.permvi.relaxations.polytope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.InvertibleRelaxation;
import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.permutation.Space;
import io.permvi.testkit.RelaxationContract;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;

class RoundingTest extends RelaxationContract {
    @Override
    protected Relaxation relaxation() {
        return new Rounding();
    }

    @Override
    protected List<Space> spaces() {
        List<Space> spaces = new ArrayList<>(allKindsOfSpaces());
        spaces.add(Categories.of(4, 3));
        return spaces;
    }

    /** Rounding promises nothing about the sums of rows and columns. */
    @Override
    protected double sumTolerance() {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    protected double[] temperatures() {
        return new double[] {0.7, 1};
    }

    /** Near a matching, so that no finite difference crosses a jump. */
    @Override
    protected DMatrixRMaj smoothInput(Space space, RandomGenerator rng) {
        DMatrixRMaj psi = gaussian(space.items(), space.places(), rng);
        int[] places = new int[space.items()];
        LinearMaximum.of(space).maximize(psi, places);
        for (int i = 0; i < places.length; i++) {
            if (places[i] != Matching.UNMATCHED) {
                psi.add(i, places[i], 3);
            }
        }
        return psi;
    }

    private static DMatrixRMaj shifted(int rows, int columns, RandomGenerator rng) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int e = 0; e < rows * columns; e++) {
            matrix.data[e] = 0.5 + rng.nextGaussian();
        }
        return matrix;
    }

    private static MatchingSpace banded(int m, int n, boolean partial) {
        SparsityPattern band = SparsityPattern.where(m, n, (i, j) -> Math.abs(i - j) <= 2);
        return partial ? MatchingSpace.partial(band) : MatchingSpace.within(band);
    }

    @Test
    void pullsTowardTheBestPermutation() {
        RandomGenerator rng = new SplittableRandom(1);
        DMatrixRMaj psi = shifted(5, 5, rng);
        DMatrixRMaj x = new DMatrixRMaj(5, 5);
        DMatrixRMaj vertex = new DMatrixRMaj(5, 5);
        Permutation best = LinearAssignment.best(psi);
        best.toMatrix(vertex);
        InvertibleRelaxation.Pass pass = new Rounding().newPass(MatchingSpace.permutations(5));
        pass.forward(psi, 0.3, x);
        DMatrixRMaj expected = new DMatrixRMaj(5, 5);
        CommonOps_DDRM.add(0.3, psi, 0.7, vertex, expected);
        assertArrayEquals(expected.data, x.data, 1e-15);
        assertEquals(25 * Math.log(0.3), pass.logAbsDetJacobian(), 1e-12);
    }

    @Test
    void inverseReturnsPsiInEverySpace() {
        RandomGenerator rng = new SplittableRandom(2);
        MatchingSpace[] spaces = {
            MatchingSpace.permutations(4),
            banded(6, 6, false),
            banded(4, 7, false),
            banded(6, 5, true),
            MatchingSpace.partial(SparsityPattern.all(3, 5))
        };
        for (MatchingSpace space : spaces) {
            InvertibleRelaxation.Pass pass = new Rounding().newPass(space);
            DMatrixRMaj x = new DMatrixRMaj(space.items(), space.places());
            DMatrixRMaj back = x.copy();
            for (int trial = 0; trial < 20; trial++) {
                DMatrixRMaj psi = shifted(space.items(), space.places(), rng);
                space.allowed().scatter(packed(space.allowed(), psi), 0, 0, psi);
                pass.forward(psi, 0.2, x);
                pass.inverse(x, 0.2, back);
                assertArrayEquals(psi.data, back.data, 1e-12, () -> space.toString());
            }
        }
    }

    private static double[] packed(SparsityPattern allowed, DMatrixRMaj matrix) {
        double[] packed = new double[allowed.count()];
        allowed.gather(matrix, packed, 0);
        return packed;
    }

    @Test
    void inverseLeavesTheLastForwardAlone() {
        InvertibleRelaxation.Pass pass = new Rounding().newPass(MatchingSpace.permutations(2));
        DMatrixRMaj x = new DMatrixRMaj(2, 2);
        pass.forward(CommonOps_DDRM.identity(2), 0.5, x);
        DMatrixRMaj psi = new DMatrixRMaj(2, 2);
        pass.inverse(new DMatrixRMaj(new double[][] {{0, 1}, {1, 0}}), 0.25, psi);
        assertEquals(4 * Math.log(0.5), pass.logAbsDetJacobian(), 1e-15);
    }

    @Test
    void refusesThePointsBetweenItsPieces() {
        InvertibleRelaxation.Pass pass = new Rounding().newPass(MatchingSpace.permutations(2));
        DMatrixRMaj middle = new DMatrixRMaj(new double[][] {{0.51, 0.49}, {0.49, 0.51}});
        assertThrows(IllegalArgumentException.class, () -> pass.inverse(middle, 0.1, new DMatrixRMaj(2, 2)));
    }

    @Test
    void roundsToTheNearestMatchingOfAPartialSpace() {
        RandomGenerator rng = new SplittableRandom(3);
        MatchingSpace space = MatchingSpace.partial(SparsityPattern.where(3, 3, (i, j) -> i != 2 || j != 0));
        InvertibleRelaxation.Pass pass = new Rounding().newPass(space);
        DMatrixRMaj x = new DMatrixRMaj(3, 3);
        DMatrixRMaj vertex = new DMatrixRMaj(3, 3);
        for (int trial = 0; trial < 50; trial++) {
            DMatrixRMaj psi = shifted(3, 3, rng);
            psi.set(2, 0, 0);
            pass.forward(psi, 1e-12, x);
            double reached = distance(psi, x);
            for (int code = 0; code < 64; code++) {
                int[] places = {code % 4 - 1, code / 4 % 4 - 1, code / 16 - 1};
                if (isMatching(places) && places[2] != 0) {
                    Matching.of(3, places).toMatrix(vertex);
                    assertTrue(reached <= distance(psi, vertex) + 1e-9);
                }
            }
        }
    }

    private static boolean isMatching(int[] places) {
        try {
            Matching.of(3, places);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static double distance(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj difference = a.createLike();
        CommonOps_DDRM.subtract(a, b, difference);
        return NormOps_DDRM.normF(difference);
    }

    @Test
    void gradientIsTheTemperature() {
        InvertibleRelaxation.Pass pass = new Rounding().newPass(banded(4, 4, false));
        DMatrixRMaj adjoint = shifted(4, 4, new SplittableRandom(4));
        DMatrixRMaj result = new DMatrixRMaj(4, 4);
        pass.forward(adjoint, 0.4, new DMatrixRMaj(4, 4));
        pass.backward(adjoint, 5, result);
        assertEquals(0, result.get(0, 3), 0);
        assertEquals(0.4 * adjoint.get(1, 3), result.get(1, 3), 1e-15);
    }

    @Test
    void documentedFailures() {
        InvertibleRelaxation.Pass pass = new Rounding().newPass(MatchingSpace.permutations(2));
        DMatrixRMaj square = new DMatrixRMaj(2, 2);
        assertThrows(IllegalStateException.class, pass::logAbsDetJacobian);
        assertThrows(IllegalStateException.class, () -> pass.backward(square, square));
        assertThrows(IllegalArgumentException.class, () -> pass.forward(square, 0, square.copy()));
        assertThrows(IllegalArgumentException.class, () -> pass.forward(square, 1.5, square.copy()));
        assertThrows(IllegalArgumentException.class, () -> pass.forward(square, 0.5, new DMatrixRMaj(2, 3)));
    }
}
