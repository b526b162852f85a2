package io.permvi.relaxations.counting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Permutation;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class NestedSamplerTest {
    private static DMatrixRMaj scores(int n, double scale, RandomGenerator rng) {
        DMatrixRMaj theta = new DMatrixRMaj(n, n);
        for (int e = 0; e < n * n; e++) {
            theta.data[e] = scale * rng.nextGaussian();
        }
        return theta;
    }

    /** Within five standard errors, a false alarm in 2e6; the bound holds for sure. */
    @Test
    void weightsAreUnbiasedAndBounded() {
        RandomGenerator rng = new SplittableRandom(1);
        SparsityPattern band = SparsityPattern.where(12, 12, (i, j) -> Math.abs(i - j) < 8);
        DMatrixRMaj theta = scores(12, 1, rng);
        NestedSampler sampler = new NestedSampler(theta, band);
        double exact = Math.exp(LogPermanent.exact(theta, band) - sampler.logBound());
        assertTrue(exact <= 1);
        int paths = 20_000;
        double sum = 0;
        double squares = 0;
        for (int k = 0; k < paths; k++) {
            double weight = sampler.weight(rng);
            assertTrue(weight >= 0 && weight <= 1);
            sum += weight;
            squares += weight * weight;
        }
        double mean = sum / paths;
        assertEquals(exact, mean, 5 * Math.sqrt((squares / paths - mean * mean) / paths));
    }

    /** Chi-square over the 40320 permutations of order 8, those of few draws together, at level 1e-6. */
    @Test
    void drawsAreExact() {
        int n = 8;
        RandomGenerator rng = new SplittableRandom(2);
        DMatrixRMaj theta = scores(n, 2, rng);
        SparsityPattern all = SparsityPattern.all(n, n);
        PermutationEnumeration permutations = new PermutationEnumeration(n);
        int draws = 30_000;
        double normalizer = LogPermanent.exact(theta, all);
        long[] counts = new long[permutations.size()];
        NestedSampler sampler = new NestedSampler(theta, all);
        int[] places = new int[n];
        for (int k = 0; k < draws; k++) {
            sampler.draw(rng, places);
            counts[permutations.indexOf(places)]++;
        }
        double[] expected = new double[counts.length + 1];
        long[] observed = new long[counts.length + 1];
        int kept = 1;
        for (int index = 0; index < counts.length; index++) {
            permutations.places(index, places);
            double log = -normalizer;
            for (int i = 0; i < n; i++) {
                log += theta.get(i, places[i]);
            }
            int at = draws * Math.exp(log) < 10 ? 0 : kept++;
            expected[at] += draws * Math.exp(log);
            observed[at] += counts[index];
        }
        assertTrue(kept > 100, kept + " cells");
        double level = new ChiSquareTest()
                .chiSquareTest(java.util.Arrays.copyOf(expected, kept), java.util.Arrays.copyOf(observed, kept));
        assertTrue(level > 1e-6, "level " + level);
    }

    /**
     * Marginals of order 30 against a chain of exchanges, within five and a half standard errors of both: a false alarm
     * in 3e4.
     */
    @Test
    void marginalsAreThoseOfALongChain() {
        int n = 30;
        RandomGenerator rng = new SplittableRandom(3);
        DMatrixRMaj theta = scores(n, 0.5, rng);
        NestedSampler sampler = new NestedSampler(theta, SparsityPattern.all(n, n));
        int draws = 600;
        double[] exact = new double[n * n];
        int[] places = new int[n];
        for (int k = 0; k < draws; k++) {
            sampler.draw(rng, places);
            for (int i = 0; i < n; i++) {
                exact[i * n + places[i]] += 1.0 / draws;
            }
        }
        double[] chain = chainMarginals(theta, 6000, rng);
        for (int e = 0; e < n * n; e++) {
            double error = Math.sqrt((chain[e] + 2e-3) / draws);
            assertEquals(chain[e], exact[e], 5.5 * error, "entry " + e);
        }
    }

    private static double[] chainMarginals(DMatrixRMaj theta, int sweeps, RandomGenerator rng) {
        int n = theta.numRows;
        int[] places = Permutation.identity(n).places();
        double[] share = new double[n * n];
        for (int sweep = -100; sweep < sweeps; sweep++) {
            for (int k = 0; k < 4 * n; k++) {
                int a = rng.nextInt(n);
                int b = rng.nextInt(n);
                double change = theta.get(a, places[b])
                        + theta.get(b, places[a])
                        - theta.get(a, places[a])
                        - theta.get(b, places[b]);
                if (a != b && Math.log(rng.nextDouble()) < change) {
                    int kept = places[a];
                    places[a] = places[b];
                    places[b] = kept;
                }
            }
            for (int i = 0; i < n && sweep >= 0; i++) {
                share[i * n + places[i]] += 1.0 / sweeps;
            }
        }
        return share;
    }

    @Test
    void aPermanentIsKnownAsItSays() {
        RandomGenerator rng = new SplittableRandom(4);
        DMatrixRMaj dense = new DMatrixRMaj(28, 28);
        for (int e = 0; e < dense.data.length; e++) {
            dense.data[e] = Math.log(rng.nextDouble());
        }
        CertifiedPermanent loose = new CertifiedPermanent(0.05, 0.95, 100_000);
        CertifiedPermanent.Estimate first = loose.estimate(dense, SparsityPattern.all(28, 28), 1);
        CertifiedPermanent.Estimate second = loose.estimate(dense, SparsityPattern.all(28, 28), 2);
        assertEquals(CertifiedPermanent.Knowledge.GUARANTEED, first.knowledge());
        assertEquals(first.value(), second.value(), 0.1);
        SparsityPattern band = SparsityPattern.where(40, 40, (i, j) -> Math.abs(i - j) <= 1);
        CertifiedPermanent.Estimate fibonacci = loose.estimate(new DMatrixRMaj(40, 40), band, 1);
        assertEquals(CertifiedPermanent.Knowledge.EXACT, fibonacci.knowledge());
        assertEquals(165580141, Math.exp(fibonacci.value()), 1, "tridiagonal ones have Fibonacci permanents");
        CertifiedPermanent impatient = new CertifiedPermanent(0.001, 0.95, 600);
        CertifiedPermanent.Estimate unsure = impatient.estimate(dense, SparsityPattern.all(28, 28), 1);
        assertEquals(CertifiedPermanent.Knowledge.ASYMPTOTIC, unsure.knowledge());
        assertEquals(first.value(), unsure.value(), 0.2);
        assertThrows(IllegalArgumentException.class, () -> new CertifiedPermanent(0, 0.95, 1000));
        assertThrows(IllegalArgumentException.class, () -> new CertifiedPermanent(0.1, 0.95, 1));
    }

    /** Four entries a row at random; work that is not allowed is refused. */
    @Test
    void tablesOverOpenColumnsSumExactly() {
        int n = 18;
        RandomGenerator rng = new SplittableRandom(6);
        boolean[][] on = PermanentStudyTest.sparse(n, 4, rng);
        SparsityPattern allowed = SparsityPattern.where(n, n, (i, j) -> on[i][j]);
        DMatrixRMaj theta = scores(n, 1, rng);
        LogPermanent.Scaling scaling = new LogPermanent.Scaling(theta, allowed, 1e-6);
        double[][] columns = scaling.balancedColumns(theta, allowed);
        double value = FrontierPermanent.log(columns, allowed, 1e6).orElseThrow() + scaling.logFactor;
        assertEquals(LogPermanent.exact(theta, allowed), value, 1e-8);
        assertTrue(FrontierPermanent.log(columns, allowed, 100).isEmpty());
    }

    @Test
    void tablesGiveNormalizerMarginalsAndTheirDerivative() {
        int n = 5;
        RandomGenerator rng = new SplittableRandom(5);
        DMatrixRMaj theta = scores(n, 1, rng);
        GibbsTables tables = new GibbsTables(n);
        SparsityPattern all = SparsityPattern.all(n, n);
        DMatrixRMaj expected = new DMatrixRMaj(n, n);
        assertEquals(GibbsMarginals.exact(theta, all, expected), tables.load(theta), 1e-12);
        DMatrixRMaj marginals = new DMatrixRMaj(n, n);
        tables.marginals(marginals);
        assertArrayEquals(expected.data, marginals.data, 1e-12);
        DMatrixRMaj direction = scores(n, 1, rng);
        DMatrixRMaj derivative = new DMatrixRMaj(n, n);
        tables.covarianceTimes(direction, derivative);
        // covariance of the entries with <direction, P>, by enumeration
        double[] covariance = new double[n * n];
        new PermutationEnumeration(n).stream().forEach(p -> {
            double log = -tables.logNormalizer();
            double along = 0;
            for (int i = 0; i < n; i++) {
                log += theta.get(i, p.place(i));
                along += direction.get(i, p.place(i));
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double one = p.place(i) == j ? 1 : 0;
                    covariance[i * n + j] += Math.exp(log) * along * (one - expected.get(i, j));
                }
            }
        });
        assertArrayEquals(covariance, derivative.data, 1e-8);
    }

    /** Two items want place 0 by 1000 and 2000, so that the best matching weighs exp(-1000) of their row maxima. */
    @Test
    void tablesHoldScoresThatLeaveNothingOfTheRowMaxima() {
        DMatrixRMaj theta = new DMatrixRMaj(
                new double[][] {{1000, 0, Double.NEGATIVE_INFINITY}, {2000, 0, Double.NEGATIVE_INFINITY}, {0, 0, 0}});
        GibbsTables tables = new GibbsTables(3);
        assertEquals(2000, tables.load(theta), 1e-9);
        DMatrixRMaj marginals = new DMatrixRMaj(3, 3);
        tables.marginals(marginals);
        assertArrayEquals(new double[] {0, 1, 0, 1, 0, 0, 0, 0, 1}, marginals.data, 1e-12);
        int[] places = new int[3];
        tables.draw(new double[] {0.999, 0.5, 0}, 0, places);
        assertArrayEquals(new int[] {1, 0, 2}, places);
    }

    @Test
    void tablesOfNoMatchingSumToNothing() {
        DMatrixRMaj theta =
                new DMatrixRMaj(new double[][] {{1, Double.NEGATIVE_INFINITY}, {2, Double.NEGATIVE_INFINITY}});
        assertEquals(Double.NEGATIVE_INFINITY, new GibbsTables(2).load(theta));
    }
}
