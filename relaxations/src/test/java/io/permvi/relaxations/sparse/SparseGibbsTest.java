package io.permvi.relaxations.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SparseGibbsTest {
    private static SparseMarginals solve(SparseScores scores, SparseGibbs settings, int threads) {
        try (Workers workers = new Workers(threads)) {
            return settings.solve(scores, 7, workers);
        }
    }

    private static void requireExact(SparseScores scores, SparseGibbs settings, double tolerance) {
        double[] truth = SparseProblems.exact(scores);
        SparseMarginals found = solve(scores, settings, 1);
        for (int e = 0; e < scores.pairs(); e++) {
            assertEquals(truth[e], found.probability(e), tolerance, "pair " + e + " of " + scores);
        }
        assertEquals(truth[scores.pairs()], found.logPartition(), Math.max(tolerance, 1e-9) * 10);
    }

    @Test
    void agreesWithEnumerationWhereExactSumsServe() {
        DrawRandom random = DrawRandom.of(1, 0, 0);
        for (int k = 0; k < 200; k++) {
            int rows = 1 + random.nextInt(6);
            int columns = 1 + random.nextInt(6);
            SparseScores scores = SparseProblems.random(rows, columns, 0.3 + 0.7 * random.nextDouble(), 4, random);
            requireExact(scores, SparseGibbs.withDefaults(), 1e-9);
        }
    }

    @Test
    void twelveByTwelveAgreesWithEnumeration() {
        DrawRandom random = DrawRandom.of(2, 0, 0);
        for (int k = 0; k < 6; k++) {
            SparseScores scores = SparseProblems.random(12, 12, 0.33, 3, random);
            requireExact(scores, SparseGibbs.withDefaults(), 1e-9);
        }
    }

    @Test
    void largeScoresDoNotOverflow() {
        SparseScores scores = SparseScores.ofPairs(
                2, 2, new int[] {0, 0, 1, 1}, new int[] {0, 1, 0, 1}, new double[] {250, 249, 249, 250});
        double odds = Math.exp(2);
        SparseMarginals found = solve(scores, SparseGibbs.withDefaults(), 1);
        assertEquals(odds / (1 + odds), found.probability(0), 1e-9);
        assertEquals(500 + Math.log1p(Math.exp(-2)), found.logPartition(), 1e-9);
    }

    @Test
    void scoresThatMessagesCannotHoldAreSummedExactly() {
        SparseScores tree =
                SparseScores.ofPairs(1, 3, new int[] {0, 0, 0}, new int[] {0, 1, 2}, new double[] {1000, 500, 999});
        SparseMarginals found = solve(tree, SparseGibbs.withDefaults(), 1);
        assertEquals(1 / (1 + Math.exp(-1)), found.probability(0), 1e-12);
        assertEquals(0, found.probability(1), 1e-200);
        assertEquals(1000 + Math.log1p(Math.exp(-1)), found.logPartition(), 1e-9);
        assertTrue(found.converged());
        SparseScores loop = SparseScores.ofPairs(
                2, 2, new int[] {0, 0, 1, 1}, new int[] {0, 1, 0, 1}, new double[] {1000, 400, 400, -200.5});
        assertEquals(
                1 / (1 + Math.exp(-800.5) + Math.exp(-200)),
                solve(loop, SparseGibbs.withDefaults(), 1).probability(0),
                1e-12);
    }

    @Test
    void scoresThatMessagesCannotHoldAreSaidWhereNoExactSumServes() {
        SparseScores scores = SparseProblems.random(5, 5, 1, 900, DrawRandom.of(5, 0, 0));
        assertTrue(!solve(scores, SparseGibbs.withDefaults().withWidth(0), 1).converged());
    }

    @Test
    void treesNeedNoMoreThanBeliefPropagation() {
        // a path of rows and columns
        int n = 6;
        int[] row = new int[2 * n - 1];
        int[] column = new int[2 * n - 1];
        double[] value = new double[2 * n - 1];
        DrawRandom random = DrawRandom.of(3, 0, 0);
        for (int e = 0; e < row.length; e++) {
            row[e] = e / 2;
            column[e] = (e + 1) / 2;
            value[e] = 3 * random.nextGaussian();
        }
        SparseScores scores = SparseScores.ofPairs(n, n, row, column, value);
        requireExact(scores, SparseGibbs.withDefaults().withWidth(0).withTolerance(0), 1e-12);
        assertEquals(
                2 * n - 1, solve(scores, SparseGibbs.withDefaults(), 1).links().get(SparseMarginals.Method.TREE));
    }

    @Test
    void betheIsALowerBoundAndCloseOnLoops() {
        DrawRandom random = DrawRandom.of(4, 0, 0);
        for (int k = 0; k < 30; k++) {
            SparseScores scores = SparseProblems.random(5, 5, 0.6, 1.5, random);
            double[] truth = SparseProblems.exact(scores);
            SparseMarginals found = solve(scores, SparseGibbs.withDefaults().withWidth(0), 1);
            assertTrue(found.converged());
            assertTrue(found.logPartition() <= truth[scores.pairs()] + 1e-6);
            assertEquals(truth[scores.pairs()], found.logPartition(), 0.5);
        }
    }

    @Test
    void partsLeftAloneByNegligibleLinksAreCorrectedWithinTheirProbability() {
        DrawRandom random = DrawRandom.of(5, 0, 0);
        SparseGibbs narrow = new SparseGibbs(1000, 1e-10, 4, 1e-6, 0);
        for (int k = 0; k < 20; k++) {
            SparseScores loops = SparseProblems.random(7, 7, 0.5, 1, random);
            double[] value = loops.values();
            for (int e = 0; e < value.length; e++) {
                boolean inside = loops.row(e) / 4 == loops.column(e) / 4;
                value[e] += inside ? 1 : -9;
            }
            SparseScores scores = loops.withValues(value);
            double[] truth = SparseProblems.exact(scores);
            SparseMarginals found = solve(scores, narrow, 1);
            for (int e = 0; e < scores.pairs(); e++) {
                assertEquals(truth[e], found.probability(e), 2e-3);
            }
        }
    }

    @Test
    void wideProblemsAreDrawnFromWithAnErrorThatIsStated() {
        DrawRandom random = DrawRandom.of(6, 0, 0);
        for (int k = 0; k < 5; k++) {
            SparseScores scores = SparseProblems.random(8, 8, 0.7, 1.5, random);
            double[] truth = SparseProblems.exact(scores);
            SparseMarginals found = solve(scores, new SparseGibbs(1000, 1e-10, 2, 1e-9, 20000), 1);
            double error = 0;
            for (int e = 0; e < scores.pairs(); e++) {
                error = Math.max(error, Math.abs(truth[e] - found.probability(e)));
            }
            // 56 probabilities, each five standard errors off once in two million; the error itself by twenty batches
            assertTrue(error < 6 * found.largestStandardError(), error + " of " + found.largestStandardError());
            assertTrue(found.largestStandardError() < 0.02);
        }
    }

    @Test
    void theChainHasTheRightLaw() {
        SparseScores scores = SparseProblems.random(5, 4, 0.8, 1.5, DrawRandom.of(8, 0, 0));
        double[] truth = SparseProblems.exact(scores);
        int[] start = new int[5];
        Arrays.fill(start, -1);
        MatchingChain chain = new MatchingChain(scores, start, DrawRandom.of(9, 0, 0));
        double[] share = new double[scores.pairs()];
        int sweeps = 100_000;
        for (int s = 0; s < sweeps; s++) {
            chain.sweep();
            for (int e : chain.pairOfRow()) {
                if (e >= 0) {
                    share[e] += 1.0 / sweeps;
                }
            }
        }
        for (int e = 0; e < share.length; e++) {
            // standard error below 0.002 even if only every second sweep counts
            assertEquals(truth[e], share[e], 0.012);
        }
    }

    /** A band in which nearly all are matched: exact with six columns open, too wide and too large where four may be. */
    @Test
    void largeWidePartsAreSummedInBlocksNearerToTheTruthThanMessages() {
        DrawRandom random = DrawRandom.of(12, 0, 0);
        int n = 400;
        SparseScores band = SparseProblems.random(n, n, 1, 1.5, random);
        int[] kept = IntStream.range(0, band.pairs())
                .filter(e -> Math.abs(band.row(e) - band.column(e)) <= 2)
                .toArray();
        SparseScores scores = SparseScores.ofPairs(
                n,
                n,
                Arrays.stream(kept).map(band::row).toArray(),
                Arrays.stream(kept).map(band::column).toArray(),
                Arrays.stream(kept).mapToDouble(e -> 3 + band.value(e)).toArray());
        SparseMarginals exact = solve(scores, SparseGibbs.withDefaults(), 1);
        assertTrue(exact.isExact(), exact.toString());
        SparseMarginals messages = solve(scores, SparseGibbs.withDefaults().withWidth(0), 1);
        SparseMarginals blocks = solve(scores, SparseGibbs.withDefaults().withWidth(4), 1);
        assertTrue(blocks.links().containsKey(SparseMarginals.Method.BLOCKS), blocks.toString());
        double byMessages = 0;
        double byBlocks = 0;
        for (int e = 0; e < scores.pairs(); e++) {
            byMessages += Math.abs(messages.probability(e) - exact.probability(e));
            byBlocks += Math.abs(blocks.probability(e) - exact.probability(e));
        }
        assertTrue(byBlocks < 0.7 * byMessages, byBlocks + " against " + byMessages);
    }

    @Test
    void drawsHaveTheMarginals() {
        DrawRandom random = DrawRandom.of(10, 0, 0);
        for (int width : new int[] {0, 14}) {
            SparseScores scores = SparseProblems.random(6, 6, 0.4, 2, random);
            SparseMarginals found = solve(scores, SparseGibbs.withDefaults().withWidth(14), 1);
            double[] share = new double[scores.pairs()];
            int draws = 20_000;
            for (int s = 0; s < draws; s++) {
                boolean[] taken = new boolean[6];
                for (int e : found.draw(3, s)) {
                    if (e >= 0) {
                        assertTrue(!taken[scores.column(e)], "a column is taken twice");
                        taken[scores.column(e)] = true;
                        share[e] += 1.0 / draws;
                    }
                }
            }
            for (int e = 0; e < share.length; e++) {
                // five standard errors of a share
                assertEquals(found.probability(e), share[e], 5 * 0.5 / Math.sqrt(draws), "width " + width);
            }
        }
    }

    @Test
    void threadsDoNotChangeTheResult() {
        DrawRandom random = DrawRandom.of(11, 0, 0);
        SparseScores scores = SparseProblems.random(300, 300, 0.005, 2, random);
        SparseMarginals one = solve(scores, SparseGibbs.withDefaults(), 1);
        SparseMarginals three = solve(scores, SparseGibbs.withDefaults(), 3);
        assertArrayEquals(one.probabilities(), three.probabilities());
        assertEquals(one.logPartition(), three.logPartition());
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertThrows(
                IllegalArgumentException.class, () -> SparseGibbs.withDefaults().withWidth(21));
        assertThrows(
                IllegalArgumentException.class, () -> SparseGibbs.withDefaults().withSweeps(0));
        assertThrows(
                IllegalArgumentException.class,
                () -> SparseScores.ofPairs(1, 1, new int[] {0, 0}, new int[] {0, 0}, new double[2]));
        assertThrows(
                IllegalArgumentException.class,
                () -> SparseScores.ofPairs(1, 1, new int[] {0}, new int[] {1}, new double[1]));
        assertThrows(
                IllegalArgumentException.class,
                () -> SparseScores.ofPairs(1, 1, new int[] {0}, new int[] {0}, new double[] {Double.NaN}));
    }
}
