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
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        long positive = Arrays.stream(x.data).filter(v -> v > 0).count();
        assertEquals(true, positive < 200, positive + " entries of 900 are not zero");
    }

    @Test
    void documentedFailures() {
        SparsityPattern twoForOne = SparsityPattern.where(3, 3, (i, j) -> i == 2 || j == 0);
        assertThrows(InfeasibleMatchingException.class, () -> relaxation().newPass(MatchingSpace.within(twoForOne)));
        assertThrows(IllegalArgumentException.class, () -> relaxation().newPass(Categories.of(2, 3)));
        assertThrows(IllegalArgumentException.class, () -> new RegularizedTransport(TransportRegularizer.QUADRATIC, 0));
    }

    /** Potentials of the size of one cannot be told apart below 1e-12 temperatures. */
    @Test
    void sumsToOneAtTemperaturesWhereTheToleranceIsBelowRounding() {
        DMatrixRMaj psi = new DMatrixRMaj(new double[][] {
            {-0.01171213337958696, 0.12956427398709947, -0.8639105585628631, -1.8606180126488514, -0.37793933328038587},
            {0.280013460418868, 0.6252034684304812, -1.459803572845868, -1.48986278061675, 2.048524177530261},
            {-0.09220329901011731, 0.47266064224404386, -1.2518509741838317, -0.2820756402311882, -0.8995907795317648},
            {0.25119007060642273, -0.44615276376068336, -0.5784508007077669, -0.2093670580819363, 1.262138748676455},
            {0.35315547833058625, 0.13042050803898098, 0.6634771940825012, -0.34534293612834843, -0.2113087303384974}
        });
        DMatrixRMaj x = new DMatrixRMaj(5, 5);
        relaxation().newPass(MatchingSpace.permutations(5)).forward(psi, 5.473690987084551e-5, x);
        assertSumsAreOne(x);
    }

    /** Parts of a plan with more rows than columns: Newton steps that went too far came back again and again. */
    @ParameterizedTest
    @CsvSource({"10, 0.2, 524", "20, 0.2, 104", "30, 1, 813", "30, 0.2, 135"})
    void sumsToOneWhereAPartIsNotBalanced(int n, double temperature, long seed) {
        DMatrixRMaj psi = gaussian(n, n, new Random(seed));
        CommonOps_DDRM.scale(2, psi);
        DMatrixRMaj x = psi.createLike();
        relaxation().newPass(MatchingSpace.permutations(n)).forward(psi, temperature, x);
        assertSumsAreOne(x);
    }

    /** A sum that was one to the last bit at the end of its bracket was left for the middle of the bracket. */
    @Test
    void sumsToOneWhereAStepOfASumEndsOnItsBracket() {
        Random random = new Random(352);
        DMatrixRMaj psi = new DMatrixRMaj(30, 30);
        Arrays.setAll(psi.data, e -> random.nextGaussian() - Math.log(-Math.log(random.nextDouble())));
        DMatrixRMaj x = psi.createLike();
        new RegularizedTransport(TransportRegularizer.QUADRATIC, 1e-9)
                .newPass(MatchingSpace.permutations(30))
                .forward(psi, 2, x);
        assertSumsAreOne(x);
    }

    private static void assertSumsAreOne(DMatrixRMaj x) {
        for (double sum : CommonOps_DDRM.sumRows(x, null).data) {
            assertEquals(1, sum, 1e-9);
        }
        for (double sum : CommonOps_DDRM.sumCols(x, null).data) {
            assertEquals(1, sum, 1e-9);
        }
    }
}
