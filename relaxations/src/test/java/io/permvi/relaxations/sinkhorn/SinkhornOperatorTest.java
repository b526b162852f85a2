package io.permvi.relaxations.sinkhorn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Space;
import io.permvi.testkit.RelaxationContract;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class SinkhornOperatorTest extends RelaxationContract {
    private record Case(
            int n,
            double temperature,
            int iterations,
            double[][] mask,
            double[][] x,
            double[][] w,
            double[][] p,
            double[][] grad_x) {}

    @Override
    protected Relaxation relaxation() {
        return new SinkhornOperator(400, 0);
    }

    @Override
    protected List<Space> spaces() {
        return List.copyOf(allKindsOfSpaces());
    }

    @Override
    protected double sumTolerance() {
        return 1e-6;
    }

    @Override
    protected double lowTemperature() {
        return 0.1;
    }

    /** The slack of a matched item or place empties like one over the iterations. */
    @Override
    protected double matchingTolerance() {
        return 5e-3;
    }

    /** One matching of score 5 an item in scores near 0, since the iterations crawl where matchings compete. */
    @Override
    protected DMatrixRMaj separatedInput(Space space, RandomGenerator rng) {
        DMatrixRMaj psi = gaussian(space.items(), space.places(), rng);
        int[] columnOfRow = new int[space.items()];
        new LinearAssignment(space.items(), space.places()).maximize(psi, usable(space), columnOfRow);
        for (int i = 0; i < space.items(); i++) {
            for (int j = 0; j < space.places(); j++) {
                psi.set(i, j, 0.3 * psi.get(i, j) + (columnOfRow[i] == j ? 5 : -2));
            }
        }
        return psi;
    }

    /** A mask in which LinearAssignment finds a complete matching; what a partial space need not have. */
    private static SparsityPattern usable(Space space) {
        return space.partial() ? SparsityPattern.all(space.items(), space.places()) : space.allowed();
    }

    private static Case[] golden(String name) throws IOException {
        try (Reader reader = new InputStreamReader(
                SinkhornOperatorTest.class.getResourceAsStream("/golden/" + name), StandardCharsets.UTF_8)) {
            return new Gson().fromJson(reader, Case[].class);
        }
    }

    @Test
    void agreesWithTheReferenceIterations() throws IOException {
        for (Case c : golden("sinkhorn.json")) {
            check(c, new SinkhornOperator(c.iterations, 0).newPass(MatchingSpace.permutations(c.n)), 1e-9);
        }
    }

    @Test
    void agreesWithTheReferenceFixedPoints() throws IOException {
        for (Case c : golden("sinkhorn_converged.json")) {
            SparsityPattern allowed = SparsityPattern.where(c.n, c.n, (i, j) -> c.mask[i][j] != 0);
            check(c, new SinkhornOperator(20_000, 1e-13).newPass(MatchingSpace.within(allowed)), 1e-9);
        }
    }

    private static void check(Case c, TransportPass pass, double tolerance) {
        DMatrixRMaj x = new DMatrixRMaj(c.n, c.n);
        DMatrixRMaj gradient = new DMatrixRMaj(c.n, c.n);
        pass.forward(new DMatrixRMaj(c.x), c.temperature, x);
        pass.backward(new DMatrixRMaj(c.w), gradient);
        assertArrayEquals(new DMatrixRMaj(c.p).data, x.data, tolerance);
        assertArrayEquals(new DMatrixRMaj(c.grad_x).data, gradient.data, tolerance);
    }

    @Test
    void agreesWithTheLogDomainAtEveryTemperature() {
        RandomGenerator rng = new SplittableRandom(21);
        for (double temperature : new double[] {1e-4, 1e-3, 0.01, 0.1, 1, 10, 1000}) {
            for (double size : new double[] {1, 30, 1000}) {
                for (MatchingSpace space : allKindsOfSpaces()) {
                    DMatrixRMaj psi = gaussian(space.items(), space.places(), rng);
                    Arrays.setAll(psi.data, at -> size * psi.data[at]);
                    compareWithLogDomain(space, psi, temperature);
                }
            }
        }
    }

    private static void compareWithLogDomain(MatchingSpace space, DMatrixRMaj psi, double temperature) {
        for (int iterations : new int[] {1, 2, 7, 40}) {
            DMatrixRMaj expected = LogDomainSinkhorn.run(space, psi, temperature, iterations);
            DMatrixRMaj x = expected.createLike();
            new SinkhornOperator(iterations, 0).newPass(space).forward(psi, temperature, x);
            // an exponent of size s carries a rounding error of s 1e-16 in either method
            double tolerance = Math.max(1e-12, 4e-15 * iterations * maxAbs(psi) / temperature);
            assertArrayEquals(expected.data, x.data, tolerance, () -> space + " at " + temperature);
        }
    }

    @Test
    void agreesWithTheLogDomainWhereFewEntriesAreAllowed() {
        RandomGenerator rng = new SplittableRandom(25);
        for (int places : new int[] {30, 50}) {
            SparsityPattern band = SparsityPattern.where(30, places, (i, j) -> (j - i + places) % places < 6);
            for (double temperature : new double[] {0.01, 1}) {
                compareWithLogDomain(MatchingSpace.within(band), gaussian(30, places, rng), temperature);
            }
        }
    }

    @Test
    void agreesWithTheLogDomainWhereOneCopyOfTheKernelIsKept() {
        MatchingSpace space = MatchingSpace.permutations(620);
        for (double temperature : new double[] {1, 0.01}) {
            DMatrixRMaj psi = gaussian(620, 620, new SplittableRandom(24));
            DMatrixRMaj expected = LogDomainSinkhorn.run(space, psi, temperature, 5);
            DMatrixRMaj x = expected.createLike();
            new SinkhornOperator(5, 0).newPass(space).forward(psi, temperature, x);
            assertArrayEquals(expected.data, x.data, 1e-12, () -> "at " + temperature);
        }
    }

    private static double maxAbs(DMatrixRMaj a) {
        return Arrays.stream(a.data).map(Math::abs).max().orElse(0);
    }

    @Test
    void derivativeHoldsAcrossAbsorptions() {
        RandomGenerator rng = new SplittableRandom(22);
        MatchingSpace space = MatchingSpace.permutations(4);
        // one column far below all others, so that its scaling has to be absorbed in the first iteration
        DMatrixRMaj psi = gaussian(4, 4, rng);
        for (int i = 0; i < 4; i++) {
            psi.data[4 * i + 2] -= 2000;
        }
        Relaxation.Pass pass = new SinkhornOperator(30, 0).newPass(space);
        DMatrixRMaj x = psi.createLike();
        DMatrixRMaj gradient = psi.createLike();
        DMatrixRMaj weights = gaussian(4, 4, rng);
        pass.forward(psi, 1, x);
        pass.backward(weights, gradient);
        DMatrixRMaj plain = gradient.createLike();
        for (int i = 0; i < 4; i++) {
            psi.data[4 * i + 2] += 2000;
        }
        DMatrixRMaj xPlain = psi.createLike();
        pass.forward(psi, 1, xPlain);
        pass.backward(weights, plain);
        // the shift of a column changes the first iteration only, so the two agree at convergence
        assertArrayEquals(xPlain.data, x.data, 1e-9);
        assertArrayEquals(plain.data, gradient.data, 1e-9);
    }

    @Test
    void stopsAtTheToleranceAndSaysSo() {
        DMatrixRMaj psi = gaussian(20, 20, new SplittableRandom(23));
        DMatrixRMaj x = psi.createLike();
        TransportPass pass = new SinkhornOperator(1000, 1e-6).newPass(MatchingSpace.permutations(20));
        pass.forward(psi, 1, x);
        assertTrue(pass.converged());
        assertTrue(pass.marginalError() <= 1e-6);
        assertTrue(pass.iterationsUsed() > 3 && pass.iterationsUsed() < 200, "" + pass.iterationsUsed());
        TransportPass hurried = new SinkhornOperator(3, 1e-6).newPass(MatchingSpace.permutations(20));
        hurried.forward(psi, 1, x);
        assertFalse(hurried.converged());
        assertEquals(3, hurried.iterationsUsed());
    }

    /** In batches go small matrices without a mask, and no others. */
    @Test
    void onlySmallPermutationsGoInBatches() {
        SinkhornOperator sinkhorn = new SinkhornOperator(20, 0);
        assertEquals(KernelChoice.SMALLEST_BATCH, sinkhorn.smallestBatch(MatchingSpace.permutations(5)));
        SparsityPattern band = SparsityPattern.where(5, 5, (i, j) -> Math.abs(i - j) < 2);
        Space[] alone = {
            MatchingSpace.permutations(200),
            MatchingSpace.within(band),
            MatchingSpace.partial(SparsityPattern.all(5, 5)),
            MatchingSpace.within(SparsityPattern.all(4, 5))
        };
        for (Space space : alone) {
            assertEquals(Integer.MAX_VALUE, sinkhorn.smallestBatch(space), space.toString());
        }
    }

    @Test
    void documentedFailures() {
        assertThrows(IllegalArgumentException.class, () -> new SinkhornOperator(0, 0));
        assertThrows(IllegalArgumentException.class, () -> new SinkhornOperator(1, -1));
        assertThrows(IllegalArgumentException.class, () -> new SinkhornOperator(1, Double.NaN));
        SparsityPattern infeasible = SparsityPattern.where(3, 3, (i, j) -> i == 2 || j == 0);
        assertThrows(InfeasibleMatchingException.class, () -> new SinkhornOperator(5, 0)
                .newPass(MatchingSpace.within(infeasible)));
        Relaxation.Pass pass = new SinkhornOperator(5, 0).newPass(MatchingSpace.permutations(3));
        DMatrixRMaj small = new DMatrixRMaj(2, 3);
        assertThrows(IllegalArgumentException.class, () -> pass.forward(small, 1, new DMatrixRMaj(3, 3)));
        assertThrows(IllegalArgumentException.class, () -> pass.forward(new DMatrixRMaj(3, 3), 1, small));
    }
}
