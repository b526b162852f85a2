package io.permvi.relaxations.polytope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Space;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.testkit.RelaxationContract;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class RegularizedTransportTest extends RelaxationContract {
    @Override
    protected Relaxation relaxation() {
        return new RegularizedTransport();
    }

    @Override
    protected List<Space> spaces() {
        return List.copyOf(allKindsOfSpaces());
    }

    @Override
    protected double sumTolerance() {
        return 1e-9;
    }

    @Override
    protected double lowTemperature() {
        return 1e-3;
    }

    /** Inputs near which no entry appears or vanishes. */
    @Override
    protected DMatrixRMaj smoothInput(Space space, RandomGenerator rng) {
        while (true) {
            DMatrixRMaj psi = gaussian(space.items(), space.places(), rng);
            boolean stable = true;
            for (double temperature : temperatures()) {
                stable &= isStable(space, psi, temperature, rng);
            }
            if (stable) {
                return psi;
            }
        }
    }

    private boolean isStable(Space space, DMatrixRMaj psi, double temperature, RandomGenerator rng) {
        Relaxation.Pass pass = relaxation().newPass(space);
        DMatrixRMaj x = new DMatrixRMaj(space.items(), space.places());
        pass.forward(psi, temperature, x);
        DMatrixRMaj moved = psi.copy();
        DMatrixRMaj other = x.copy();
        for (int trial = 0; trial < 60; trial++) {
            for (int e = 0; e < psi.data.length; e++) {
                moved.data[e] = psi.data[e] + (rng.nextBoolean() ? 0.004 : -0.004);
            }
            pass.forward(moved, temperature, other);
            if (!support(x).equals(support(other))) {
                return false;
            }
        }
        return true;
    }

    /** Which entries are not zero, and which rows and columns leave something. */
    private static BitSet support(DMatrixRMaj x) {
        BitSet support = new BitSet();
        double[] left = new double[x.numRows + x.numCols];
        for (int i = 0; i < x.numRows; i++) {
            for (int j = 0; j < x.numCols; j++) {
                support.set(i * x.numCols + j, x.get(i, j) > 0);
                left[i] += x.get(i, j);
                left[x.numRows + j] += x.get(i, j);
            }
        }
        for (int v = 0; v < left.length; v++) {
            support.set(x.data.length + v, left[v] < 1 - 1e-9);
        }
        return support;
    }

    @Test
    void withTheEntropyItIsTheSinkhornOperator() {
        Space space = MatchingSpace.permutations(5);
        DMatrixRMaj psi = gaussian(5, 5, new SplittableRandom(3));
        DMatrixRMaj x = psi.createLike();
        DMatrixRMaj sinkhorn = psi.createLike();
        new RegularizedTransport(TransportRegularizer.ENTROPIC, 1e-12)
                .newPass(space)
                .forward(psi, 0.3, x);
        new SinkhornOperator(2000, 1e-13).newPass(space).forward(psi, 0.3, sinkhorn);
        assertArrayEquals(sinkhorn.data, x.data, 1e-9);
    }

    @Test
    void quadraticPlansAreSparse() {
        DMatrixRMaj psi = gaussian(30, 30, new SplittableRandom(4));
        DMatrixRMaj x = psi.createLike();
        new RegularizedTransport().newPass(MatchingSpace.permutations(30)).forward(psi, 1, x);
        long positive = java.util.Arrays.stream(x.data).filter(v -> v > 0).count();
        assertEquals(true, positive < 200, positive + " entries of 900 are not zero");
    }

    @Test
    void documentedFailures() {
        SparsityPattern twoForOne = SparsityPattern.where(3, 3, (i, j) -> i == 2 || j == 0);
        assertThrows(InfeasibleMatchingException.class, () -> relaxation().newPass(MatchingSpace.within(twoForOne)));
        assertThrows(IllegalArgumentException.class, () -> relaxation().newPass(Categories.of(2, 3)));
        assertThrows(IllegalArgumentException.class, () -> new RegularizedTransport(TransportRegularizer.QUADRATIC, 0));
    }
}
