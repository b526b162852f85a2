package io.permvi.relaxations.counting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** What the sampled estimates stand on; the estimates themselves are tried in {@link NestedSamplerTest}. */
class CertifiedPermanentTest {
    /** Rows and columns need not be balanced, and some paths cannot be completed. */
    @Test
    void likelyPathsAreUnbiased() {
        for (int seed = 0; seed < 6; seed++) {
            RandomGenerator rng = new SplittableRandom(seed);
            int n = 2 + seed;
            SparsityPattern allowed = SparsityPattern.where(n, n, (i, j) -> i == j || rng.nextDouble() < 0.6);
            DMatrixRMaj theta = new DMatrixRMaj(n, n);
            double[][] columns = new double[n][n];
            allowed.forEachEntry((e, i, j) -> {
                theta.set(i, j, 1.5 * rng.nextGaussian() + (i == 0 ? 2 : 0));
                columns[j][i] = Math.exp(theta.get(i, j));
            });
            double truth = Math.exp(LogPermanent.exact(theta, allowed));
            SinkhornPaths paths = new SinkhornPaths(columns, allowed);
            CertifiedPermanent.Moments moments =
                    CertifiedPermanent.Moments.of(() -> Math.exp(paths.logWeight(rng)) / truth, 100_000);
            double error = Math.sqrt(moments.variance() / moments.paths());
            assertEquals(1, moments.mean(), 4 * error + 1e-12, "order " + n);
            assertTrue(error < 0.01, "order " + n + ": " + error);
        }
    }

    @Test
    void momentsAndTheirBoundAreThoseOfTheFormula() {
        Iterator<Double> weights = DoubleStream.of(1, 2, 3, 6).iterator();
        CertifiedPermanent.Moments moments = CertifiedPermanent.Moments.of(weights::next, 4);
        assertEquals(3, moments.mean());
        assertEquals(14.0 / 3, moments.variance(), 1e-12);
        // sqrt(2 v log(4 / d) / m) + 7 log(4 / d) / (3 (m - 1))
        assertEquals(Math.sqrt(2 * 14.0 / 3 * 5 / 4) + 7 * 5 / 9.0, moments.halfWidth(5), 1e-12);
    }

    /** What is asked for is enough, and a quarter of it is not. */
    @Test
    void asManyPathsAsTheBoundNeeds() {
        for (double variance : new double[] {0, 0.01, 0.2}) {
            long wanted = new CertifiedPermanent.Moments(1000, 0.3, variance).paths(0.01, 5);
            assertTrue(new CertifiedPermanent.Moments(wanted, 0.3, variance).halfWidth(5) <= 0.003);
            assertTrue(new CertifiedPermanent.Moments(wanted / 4, 0.3, variance).halfWidth(5) > 0.003);
        }
        assertEquals(Long.MAX_VALUE / 4, new CertifiedPermanent.Moments(1000, 0, 1).paths(0.01, 5));
    }
}
