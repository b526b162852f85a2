package io.permvi.relaxations.counting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import io.permvi.relaxations.permutation.Permutation;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class LogPermanentTest {
    private record Case(int n, double[][] theta, double log_permanent_of_exp_theta, double[][] exact_marginals) {}

    private static Case[] golden() throws IOException {
        try (Reader reader = new InputStreamReader(
                LogPermanentTest.class.getResourceAsStream("/golden/discrete.json"), StandardCharsets.UTF_8)) {
            return new Gson().fromJson(reader, Case[].class);
        }
    }

    private static DMatrixRMaj gaussian(int n, double size, RandomGenerator rng) {
        DMatrixRMaj theta = new DMatrixRMaj(n, n);
        Arrays.setAll(theta.data, at -> size * rng.nextGaussian());
        return theta;
    }

    @Test
    void agreesWithTheReferenceValues() throws IOException {
        for (Case c : golden()) {
            DMatrixRMaj theta = new DMatrixRMaj(c.theta);
            SparsityPattern all = SparsityPattern.all(c.n, c.n);
            DMatrixRMaj marginals = new DMatrixRMaj(c.n, c.n);
            assertEquals(c.log_permanent_of_exp_theta, LogPermanent.exact(theta, all), 1e-9);
            assertEquals(c.log_permanent_of_exp_theta, GibbsMarginals.exact(theta, all, marginals), 1e-10);
            assertArrayEquals(new DMatrixRMaj(c.exact_marginals).data, marginals.data, 1e-10);
        }
    }

    @Test
    void bothExactFormsAgreeUpToTheirLargestOrder() {
        for (int n : new int[] {1, 2, 9, 14, 20}) {
            DMatrixRMaj theta = gaussian(n, n == 20 ? 1 : 3, new SplittableRandom(n));
            SparsityPattern all = SparsityPattern.all(n, n);
            double bySubsets = GibbsMarginals.exact(theta, all, new DMatrixRMaj(n, n));
            assertEquals(bySubsets, LogPermanent.exact(theta, all), n > 14 ? 1e-7 : 1e-10);
        }
        double factorial = LogPermanent.exact(new DMatrixRMaj(20, 20), SparsityPattern.all(20, 20));
        assertEquals(42.335616460753485, factorial, 1e-7);
    }

    @Test
    void boundsHoldOnRandomMatrices() {
        for (int seed = 0; seed < 200; seed++) {
            RandomGenerator rng = new SplittableRandom(seed);
            int n = 1 + rng.nextInt(8);
            Permutation feasible = Permutation.random(n, rng);
            double chance = rng.nextDouble();
            SparsityPattern allowed =
                    SparsityPattern.where(n, n, (i, j) -> feasible.place(i) == j || rng.nextDouble() < chance);
            DMatrixRMaj theta = gaussian(n, 5 * rng.nextDouble(), rng);
            double exact = GibbsMarginals.exact(theta, allowed, new DMatrixRMaj(n, n));
            LogPermanent.Estimate bethe = LogPermanent.bethe(theta, allowed, 5000, 1e-10);
            LogPermanent.Estimate sinkhorn = LogPermanent.sinkhorn(theta, allowed);
            for (LogPermanent.Estimate estimate : new LogPermanent.Estimate[] {bethe, sinkhorn}) {
                String name = "seed " + seed + " n " + n + " exact " + exact + " " + estimate;
                assertTrue(estimate.lower() <= exact + 1e-6, name);
                assertTrue(estimate.upper() >= exact - 1e-6, name);
            }
        }
    }

    @Test
    void betheMarginalsAreCloseAndDoublyStochastic() throws IOException {
        for (Case c : golden()) {
            DMatrixRMaj marginals = new DMatrixRMaj(c.n, c.n);
            LogPermanent.Estimate estimate = GibbsMarginals.bethe(
                    new DMatrixRMaj(c.theta), SparsityPattern.all(c.n, c.n), 5000, 1e-12, marginals);
            assertTrue(estimate.converged());
            double error = 0;
            for (int i = 0; i < c.n; i++) {
                double sum = 0;
                for (int j = 0; j < c.n; j++) {
                    sum += marginals.get(i, j);
                    error += Math.abs(c.exact_marginals[i][j] - marginals.get(i, j)) / c.n;
                }
                assertEquals(1, sum, 1e-8);
            }
            // at small orders, the Bethe approximation may put all its mass on one permutation
            assertTrue(error < (c.n < 6 ? 1 : 0.3), "n = " + c.n + ": mean total variation of the rows " + error / 2);
        }
    }

    /** The permanent of blocks of ones is 2^(n/2), where the upper bound of Anari and Rezaei is an equation. */
    @Test
    void pairsOfEqualsReachTheUpperBound() {
        SparsityPattern pairs = SparsityPattern.where(6, 6, (i, j) -> i / 2 == j / 2);
        LogPermanent.Estimate found = LogPermanent.sinkhorn(new DMatrixRMaj(6, 6), pairs);
        assertEquals(3 * Math.log(2), found.upper(), 1e-9);
        assertEquals(0, found.lower(), 1e-9);
        assertEquals(1.5 * Math.log(2), found.value(), 1e-9);
    }

    @Test
    void documentedFailures() {
        DMatrixRMaj wide = new DMatrixRMaj(2, 3);
        assertThrows(IllegalArgumentException.class, () -> LogPermanent.exact(wide, SparsityPattern.all(2, 3)));
        DMatrixRMaj large = new DMatrixRMaj(21, 21);
        assertThrows(IllegalArgumentException.class, () -> LogPermanent.exact(large, SparsityPattern.all(21, 21)));
        SparsityPattern all = SparsityPattern.all(21, 21);
        DMatrixRMaj marginals = new DMatrixRMaj(21, 21);
        String tooLarge = assertThrows(
                        IllegalArgumentException.class, () -> GibbsMarginals.exact(large, all, marginals))
                .getMessage();
        assertTrue(tooLarge.contains("20"), tooLarge);
        SparsityPattern two = SparsityPattern.all(2, 2);
        DMatrixRMaj square = new DMatrixRMaj(2, 2);
        assertThrows(IllegalArgumentException.class, () -> GibbsMarginals.exact(square, two, new DMatrixRMaj(2, 3)));
        assertThrows(IllegalArgumentException.class, () -> GibbsMarginals.exact(square, two, new DMatrixRMaj(3, 2)));
        SparsityPattern infeasible = SparsityPattern.where(2, 2, (i, j) -> j == 0);
        assertThrows(InfeasibleMatchingException.class, () -> LogPermanent.exact(new DMatrixRMaj(2, 2), infeasible));
    }
}
