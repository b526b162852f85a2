package io.permvi.applications.heads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.fields.KnownMatches;
import io.permvi.inference.posterior.MatchingMarginals;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;

class DetectorPointsTest {
    private static final double[] VOXEL = {1, 1, 1};

    private final List<Head> heads = new SyntheticHeads(4).draw(6);
    private final HeadNaming naming = new HeadNaming(AtlasLearner.withDefaults().learn(heads.subList(0, 5)));
    private final Head truth = heads.get(5);
    private final int n = truth.size();
    /** A point for each cell, then as many others. */
    private final double[][] positions = new double[3][2 * n];

    private final double[][] colors = new double[3][2 * n];

    /** Every cell is seen twice. */
    @Test
    void doublePointsAreOneCellAndHaveItsName() {
        for (int i = 0; i < n; i++) {
            for (int d = 0; d < 3; d++) {
                double x = truth.positions()[d][i];
                positions[d][i] = x;
                positions[d][n + i] = x + 0.4;
                colors[d][i] = truth.colors()[d][i];
                colors[d][n + i] = colors[d][i];
            }
        }
        Head seen = new Head("seen", positions, colors, Collections.nCopies(2 * n, ""));
        DetectorPoints points = DetectorPoints.of(seen, VOXEL, naming.atlas());
        assertTrue(
                points.cells().size() <= n && points.cells().size() > 0.8 * n,
                points.cells().size() + " of " + n);
        assertNamed(2 * n, 0.7);
    }

    /** As many dim points as cells stand behind the head; the bright ones are named nevertheless. */
    @Test
    void dimPointsAtOneEndDoNotMoveTheHead() {
        double end = StatUtils.max(truth.positions()[0]);
        for (int d = 0; d < 3; d++) {
            double least = StatUtils.min(truth.colors()[d]);
            for (int i = 0; i < n; i++) {
                positions[d][i] = truth.positions()[d][i];
                colors[d][i] = truth.colors()[d][i];
                positions[d][n + i] = truth.positions()[d][(i + 1) % n];
                colors[d][n + i] = least;
            }
        }
        for (int i = n; i < 2 * n; i++) {
            positions[0][i] = end + 60.0 * (i - n) / n;
        }
        assertNamed(n, 0.5);
    }

    /**
     * Bright points stand behind the head over more than its length, as where the image holds much of the body: the search
     * ends where it would from the true motion.
     */
    @Test
    void brightPointsBehindTheHeadDoNotDrawItThere() {
        Random random = new Random(3);
        double end = StatUtils.max(truth.positions()[0]);
        for (int i = 0; i < 2 * n; i++) {
            int cell = i < n ? i : random.nextInt(n);
            for (int d = 0; d < 3; d++) {
                positions[d][i] = truth.positions()[d][cell];
                colors[d][i] = truth.colors()[d][cell];
            }
            if (i >= n) {
                positions[0][i] = end + 180 * random.nextDouble();
            }
        }
        assertNamed(n, 0.4);
    }

    /** Beside every cell, a cell's width off, is a dim point: it has that cell's name, and all its probability is given away. */
    @Test
    void aDimPointHasTheNameOfWhatItLiesNearestTo() {
        for (int d = 0; d < 3; d++) {
            for (int i = 0; i < n; i++) {
                positions[d][i] = truth.positions()[d][i];
                positions[d][n + i] = truth.positions()[d][i] + (d == 2 ? 3.5 : 0);
                colors[d][i] = truth.colors()[d][i];
                colors[d][n + i] = StatUtils.min(truth.colors()[d]);
            }
        }
        Head seen = new Head("seen", positions, colors, Collections.nCopies(2 * n, ""));
        DetectorPoints points = DetectorPoints.of(seen, VOXEL, naming.atlas());
        MatchingMarginals each = each(points);
        int alike = 0;
        for (int i = n; i < 2 * n; i++) {
            int nearest = nearest(positions, i, n);
            alike += each.candidates(i, 1).get(0).place()
                            == each.candidates(nearest, 1).get(0).place()
                    ? 1
                    : 0;
            double total = 0;
            for (int k = 0; k < each.places(); k++) {
                total += each.probability(i, k);
            }
            assertEquals(1, total, 1e-9);
        }
        assertTrue(alike > 0.6 * n, alike + " of " + n);
    }

    /** A point stands far above the cell that is alone in its column: in flat voxels that cell is the nearest one. */
    @Test
    void whatIsNearIsToldInVoxels() {
        int alone = 0;
        for (int i = 0; i < n; i++) {
            alone = gap(truth.positions(), i) > gap(truth.positions(), alone) ? i : alone;
        }
        double[][] all = new double[3][];
        double[][] colored = new double[3][];
        for (int d = 0; d < 3; d++) {
            all[d] = Arrays.copyOf(truth.positions()[d], n + 1);
            all[d][n] = all[d][alone] + (d == 2 ? 60 : 0);
            colored[d] = Arrays.copyOf(truth.colors()[d], n + 1);
            colored[d][n] = StatUtils.min(truth.colors()[d]);
        }
        Head seen = new Head("seen", all, colored, Collections.nCopies(n + 1, ""));
        DetectorPoints points = DetectorPoints.of(seen, new double[] {1e-3, 1e-3, 1}, naming.atlas());
        MatchingMarginals each = each(points);
        assertEquals(
                each.candidates(alone, 1).get(0).place(),
                each.candidates(n, 1).get(0).place());
    }

    /** The square of the distance to the nearest other column. */
    private static double gap(double[][] positions, int cell) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < positions[0].length; i++) {
            double square = Math.pow(positions[0][i] - positions[0][cell], 2)
                    + Math.pow(positions[1][i] - positions[1][cell], 2);
            least = i == cell ? least : Math.min(least, square);
        }
        return least;
    }

    private static int nearest(double[][] positions, int point, int cells) {
        int nearest = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < cells; c++) {
            double square = 0;
            for (int d = 0; d < 3; d++) {
                square += Math.pow(positions[d][c] - positions[d][point], 2);
            }
            if (square < least) {
                least = square;
                nearest = c;
            }
        }
        return nearest;
    }

    private MatchingMarginals each(DetectorPoints points) {
        KnownMatches none = KnownMatches.none(points.cells().size());
        return points.each(points.name(naming, HeadNaming.Hand.SAME, none), naming.atlas(), new Random(7));
    }

    /** Of the first points, one for each cell in turn, more than this share of those that have a name get it. */
    private void assertNamed(int count, double share) {
        Head seen = new Head("seen", positions, colors, Collections.nCopies(2 * n, ""));
        MatchingMarginals each = each(DetectorPoints.of(seen, VOXEL, naming.atlas()));
        int right = 0;
        int named = 0;
        for (int i = 0; i < count; i++) {
            int neuron = naming.atlas().names().indexOf(truth.names().get(i % n));
            named += neuron >= 0 ? 1 : 0;
            right += each.candidates(i, 1).get(0).place() == neuron ? 1 : 0;
        }
        assertTrue(right > share * named, right + " of " + named);
    }
}
