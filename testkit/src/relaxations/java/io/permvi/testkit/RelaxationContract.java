package io.permvi.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.permutation.Permutations;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.Space;
import com.sun.management.ThreadMXBean;
import io.permvi.relaxations.InvertibleRelaxation;
import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What every relaxation promises. A subclass names the relaxation and the spaces it serves; it says how far row and
 * column sums may be from their promise, and whether low temperatures give matchings.
 */
public abstract class RelaxationContract {
    private static final double GRADIENT_TOLERANCE = 1e-6;

    /** The relaxation under test. */
    protected abstract Relaxation relaxation();

    /** Small spaces that it serves, of at most 8 items. */
    protected List<Space> spaces() {
        return List.of(MatchingSpace.permutations(2), MatchingSpace.permutations(3), MatchingSpace.permutations(6));
    }

    /** How far x may be from rows that sum to one (at most one when partial) and columns that sum to at most one. */
    protected abstract double sumTolerance();

    /** That of rows alone, infinite where no sum of rows is promised. */
    protected double rowTolerance() {
        return sumTolerance();
    }

    /** That of columns alone, infinite where no sum of columns is promised. */
    protected double columnTolerance() {
        return sumTolerance();
    }

    /** Temperatures that it serves, beside those in (0, 1]. */
    protected double[] temperatures() {
        return new double[] {0.7, 3};
    }

    /** A temperature at which x differs from a matching by at most {@link #matchingTolerance}. */
    protected double lowTemperature() {
        return 1e-7;
    }

    /** How far an entry of x may be from 0 or 1 at the low temperature. */
    protected double matchingTolerance() {
        return 1e-6;
    }

    /** Inputs of which the best matching stands out from all others. */
    protected DMatrixRMaj separatedInput(Space space, RandomGenerator rng) {
        return smoothInput(space, rng);
    }

    /** Inputs around which the map is smooth within 0.01 in every coordinate. */
    protected DMatrixRMaj smoothInput(Space space, RandomGenerator rng) {
        return gaussian(relaxation().inputRows(space), relaxation().inputColumns(space), rng);
    }

    protected static DMatrixRMaj gaussian(int rows, int columns, RandomGenerator rng) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int e = 0; e < rows * columns; e++) {
            matrix.data[e] = rng.nextGaussian();
        }
        return matrix;
    }

    protected static List<MatchingSpace> allKindsOfSpaces() {
        return List.of(
                MatchingSpace.permutations(1),
                MatchingSpace.permutations(2),
                MatchingSpace.permutations(5),
                MatchingSpace.within(SparsityPattern.where(6, 6, (i, j) -> Math.abs(i - j) <= 1 || i + j == 5)),
                MatchingSpace.within(SparsityPattern.all(3, 5)),
                MatchingSpace.within(SparsityPattern.where(4, 7, (i, j) -> (i + j) % 3 != 0)),
                MatchingSpace.partial(SparsityPattern.all(4, 4)),
                MatchingSpace.partial(SparsityPattern.where(5, 3, (i, j) -> i != 2 && i - j < 3)));
    }

    @Test
    void rowsAndColumnsSumAsPromised() {
        RandomGenerator rng = new SplittableRandom(11);
        for (Space space : spaces()) {
            Relaxation.Pass pass = relaxation().newPass(space);
            DMatrixRMaj x = new DMatrixRMaj(space.items(), space.places());
            for (double temperature : temperatures()) {
                pass.forward(smoothInput(space, rng), temperature, x);
                requireSums(space, x, rowTolerance(), columnTolerance());
            }
        }
    }

    private static void requireSums(Space space, DMatrixRMaj x, double ofRows, double ofColumns) {
        for (int i = 0; i < space.items(); i++) {
            double sum = 0;
            for (int j = 0; j < space.places(); j++) {
                assertTrue(space.allowed().allows(i, j) || x.get(i, j) == 0, "not allowed, but not 0");
                sum += x.get(i, j);
            }
            assertTrue(sum <= 1 + ofRows, "row " + i + " sums to " + sum + " in " + space);
            assertTrue(space.partial() || sum >= 1 - ofRows, "row " + i + " sums to " + sum + " in " + space);
        }
        for (int j = 0; j < space.places(); j++) {
            double sum = 0;
            for (int i = 0; i < space.items(); i++) {
                sum += x.get(i, j);
            }
            assertTrue(space instanceof Categories || sum <= 1 + ofColumns, "column " + j + " sums to " + sum + " in " + space);
            assertTrue(!(space instanceof Permutations) || sum >= 1 - ofColumns, "column " + j + " sums to " + sum);
        }
    }

    @Test
    void pullbackIsThatOfFiniteDifferences() {
        RandomGenerator rng = new SplittableRandom(12);
        for (Space space : spaces()) {
            Relaxation.Pass pass = relaxation().newPass(space);
            DMatrixRMaj psi = smoothInput(space, rng);
            DMatrixRMaj weights = gaussian(space.items(), space.places(), rng);
            DMatrixRMaj x = weights.createLike();
            DMatrixRMaj gradient = psi.createLike();
            for (double temperature : temperatures()) {
                pass.forward(psi, temperature, x);
                pass.backward(weights, gradient);
                double error = GradientCheck.relativeError(
                        moved -> {
                            pass.forward(moved, temperature, x);
                            return dot(weights, x);
                        },
                        psi,
                        gradient,
                        rng);
                assertTrue(error <= GRADIENT_TOLERANCE || norm(gradient) < 1e-12, error + " in " + space);
            }
        }
    }

    @Test
    void entriesThatAreNotAllowedAreNeitherReadNorWritten() {
        RandomGenerator rng = new SplittableRandom(13);
        for (Space space : spaces()) {
            if (relaxation().inputRows(space) != space.items() || relaxation().inputColumns(space) != space.places()) {
                continue;
            }
            DMatrixRMaj psi = smoothInput(space, rng);
            for (int at = 0; at < psi.data.length; at++) {
                if (!space.allowed().allows(at / space.places(), at % space.places())) {
                    psi.data[at] = Double.NaN;
                }
            }
            Relaxation.Pass pass = relaxation().newPass(space);
            DMatrixRMaj x = psi.createLike();
            pass.forward(psi, 1, x);
            DMatrixRMaj adjoint = psi.copy();
            DMatrixRMaj gradient = psi.copy();
            pass.backward(adjoint, gradient);
            for (int at = 0; at < psi.data.length; at++) {
                boolean allowed = space.allowed().allows(at / space.places(), at % space.places());
                assertTrue(Double.isFinite(x.data[at]) && (allowed || x.data[at] == 0));
                assertTrue(Double.isFinite(gradient.data[at]) && (allowed || gradient.data[at] == 0));
            }
        }
    }

    @Test
    void lowTemperatureGivesAMatching() {
        RandomGenerator rng = new SplittableRandom(14);
        for (Space space : spaces()) {
            Relaxation.Pass pass = relaxation().newPass(space);
            DMatrixRMaj x = new DMatrixRMaj(space.items(), space.places());
            DMatrixRMaj psi = separatedInput(space, rng);
            pass.forward(psi, lowTemperature(), x);
            for (double entry : x.data) {
                assertEquals(0, Math.min(Math.abs(entry), Math.abs(entry - 1)), matchingTolerance(), space::toString);
            }
            double loose = Math.max(matchingTolerance(), sumTolerance());
            requireSums(space, x, loose, loose);
        }
    }

    @Test
    void theLimitIsTheMatchingThatLowTemperatureGives() {
        RandomGenerator rng = new SplittableRandom(141);
        for (Space space : spaces()) {
            if (relaxation().inputRows(space) != space.items() || relaxation().inputColumns(space) != space.places()) {
                continue;
            }
            for (int repeat = 0; repeat < 10; repeat++) {
                DMatrixRMaj psi = separatedInput(space, rng);
                DMatrixRMaj x = new DMatrixRMaj(space.items(), space.places());
                int[] places = new int[space.items()];
                relaxation().newPass(space).forward(psi, lowTemperature(), x);
                relaxation().limit(space).maximize(psi, places);
                for (int at = 0; at < x.data.length; at++) {
                    boolean taken = places[at / space.places()] == at % space.places();
                    assertEquals(taken ? 1 : 0, x.data[at], Math.max(0.1, matchingTolerance()), space::toString);
                }
            }
        }
    }

    @Test
    void largeInputsStayFinite() {
        RandomGenerator rng = new SplittableRandom(15);
        for (Space space : spaces()) {
            Relaxation.Pass pass = relaxation().newPass(space);
            DMatrixRMaj psi = smoothInput(space, rng);
            DMatrixRMaj x = new DMatrixRMaj(space.items(), space.places());
            DMatrixRMaj gradient = psi.createLike();
            for (int trial = 0; trial < 20; trial++) {
                for (int at = 0; at < psi.data.length; at++) {
                    psi.data[at] = rng.nextBoolean() ? 1000 : -1000;
                }
                pass.forward(psi, trial % 2 == 0 ? 1 : 0.05, x);
                pass.backward(gaussian(x.numRows, x.numCols, rng), gradient);
                assertTrue(Double.isFinite(CommonOps_DDRM.elementSum(x)), space::toString);
                assertTrue(Double.isFinite(CommonOps_DDRM.elementSum(gradient)), space::toString);
            }
        }
    }

    @Test
    void allocatesNothingAfterWarmUp() {
        Assumptions.assumeTrue(
                ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "this JVM does not count allocations");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        RandomGenerator rng = new SplittableRandom(16);
        for (Space space : spaces()) {
            Relaxation.Pass pass = relaxation().newPass(space);
            DMatrixRMaj psi = smoothInput(space, rng);
            DMatrixRMaj x = new DMatrixRMaj(space.items(), space.places());
            DMatrixRMaj gradient = psi.createLike();
            long allocated = Long.MAX_VALUE;
            for (int repetition = 0; repetition < 5; repetition++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int trial = 0; trial < 50; trial++) {
                    pass.forward(psi, 0.5, x);
                    pass.backward(x, gradient);
                }
                allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertEquals(0, allocated, space::toString);
        }
    }

    @Test
    void backwardNeedsAForward() {
        for (Space space : spaces()) {
            Relaxation.Pass pass = relaxation().newPass(space);
            DMatrixRMaj x = new DMatrixRMaj(space.items(), space.places());
            DMatrixRMaj psi =
                    new DMatrixRMaj(relaxation().inputRows(space), relaxation().inputColumns(space));
            assertThrows(IllegalStateException.class, () -> pass.backward(x, psi));
        }
    }

    @Test
    void refusesBadTemperatures() {
        for (Space space : spaces()) {
            Relaxation.Pass pass = relaxation().newPass(space);
            DMatrixRMaj x = new DMatrixRMaj(space.items(), space.places());
            DMatrixRMaj psi =
                    new DMatrixRMaj(relaxation().inputRows(space), relaxation().inputColumns(space));
            for (double temperature : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
                assertThrows(IllegalArgumentException.class, () -> pass.forward(psi, temperature, x));
            }
        }
    }

    @Test
    void refusesOtherShapes() {
        for (Space space : spaces()) {
            int rows = relaxation().inputRows(space);
            int columns = relaxation().inputColumns(space);
            Relaxation.Pass pass = relaxation().newPass(space);
            DMatrixRMaj psi = new DMatrixRMaj(rows, columns);
            DMatrixRMaj x = new DMatrixRMaj(space.items(), space.places());
            DMatrixRMaj wide = new DMatrixRMaj(rows, columns + 1);
            DMatrixRMaj high = new DMatrixRMaj(space.items() + 1, space.places());
            assertThrows(IllegalArgumentException.class, () -> pass.forward(wide, 1, x));
            assertThrows(IllegalArgumentException.class, () -> pass.forward(psi, 1, high));
            pass.forward(smoothInput(space, new SplittableRandom(19)), 1, x);
            assertThrows(IllegalArgumentException.class, () -> pass.backward(high, psi));
            assertThrows(IllegalArgumentException.class, () -> pass.backward(x, wide));
        }
    }

    @Test
    void aMissingNumberIsNotHidden() {
        RandomGenerator rng = new SplittableRandom(20);
        for (Space space : spaces()) {
            DMatrixRMaj psi = smoothInput(space, rng);
            DMatrixRMaj x = new DMatrixRMaj(space.items(), space.places());
            if (psi.data.length == 0) {
                continue;
            }
            psi.data[psi.numRows == space.items() && psi.numCols == space.places() ? space.allowed().column(0) : 0] =
                    Double.NaN;
            try {
                relaxation().newPass(space).forward(psi, 0.5, x);
                assertTrue(Double.isNaN(CommonOps_DDRM.elementSum(x)), () -> "NaN became " + x + " in " + space);
            } catch (IllegalArgumentException refused) {
                // the other way not to hide it
            }
        }
    }

    @Test
    void inverseReturnsPsi() {
        Assumptions.assumeTrue(relaxation() instanceof InvertibleRelaxation, "not invertible");
        RandomGenerator rng = new SplittableRandom(17);
        for (Space space : spaces()) {
            InvertibleRelaxation.Pass pass = ((InvertibleRelaxation) relaxation()).newPass(space);
            DMatrixRMaj psi = smoothInput(space, rng);
            if (psi.numRows == space.items() && psi.numCols == space.places()) {
                double[] packed = new double[space.allowed().count()];
                space.allowed().gather(psi, packed, 0);
                space.allowed().scatter(packed, 0, 0, psi);
            }
            DMatrixRMaj x = new DMatrixRMaj(space.items(), space.places());
            DMatrixRMaj back = psi.createLike();
            pass.forward(psi, 0.4, x);
            pass.inverse(x, 0.4, back);
            assertArrayEquals(psi.data, back.data, 1e-6, space::toString);
        }
    }

    @Test
    void logDeterminantIsThatOfTheNumericalJacobian() {
        Assumptions.assumeTrue(relaxation() instanceof InvertibleRelaxation, "not invertible");
        RandomGenerator rng = new SplittableRandom(18);
        for (Space space : spaces()) {
            InvertibleRelaxation.Pass pass = ((InvertibleRelaxation) relaxation()).newPass(space);
            DMatrixRMaj psi = smoothInput(space, rng);
            pass.forward(psi, 0.7, new DMatrixRMaj(space.items(), space.places()));
            double claimed = pass.logAbsDetJacobian();
            assertEquals(numericalLogDet(space, pass, psi), claimed, 1e-5, space::toString);
        }
    }

    /** The free entries of psi and of x: the allowed ones, or the leading block where psi is smaller than x. */
    private double numericalLogDet(Space space, Relaxation.Pass pass, DMatrixRMaj psi) {
        int n = psi.numCols;
        int[] free = new int[psi.getNumElements()];
        int count = 0;
        for (int at = 0; at < free.length; at++) {
            if (psi.numRows < space.items() || space.allowed().allows(at / n, at % n)) {
                free[count++] = at;
            }
        }
        double step = 1e-5;
        DMatrixRMaj jacobian = new DMatrixRMaj(count, count);
        DMatrixRMaj up = new DMatrixRMaj(space.items(), space.places());
        DMatrixRMaj down = up.createLike();
        for (int e = 0; e < count; e++) {
            double kept = psi.data[free[e]];
            psi.data[free[e]] = kept + step;
            pass.forward(psi, 0.7, up);
            psi.data[free[e]] = kept - step;
            pass.forward(psi, 0.7, down);
            psi.data[free[e]] = kept;
            for (int f = 0; f < count; f++) {
                int entry = free[f] / n * space.places() + free[f] % n;
                jacobian.set(f, e, (up.data[entry] - down.data[entry]) / (2 * step));
            }
        }
        return Math.log(Math.abs(CommonOps_DDRM.det(jacobian)));
    }

    protected static double dot(DMatrixRMaj a, DMatrixRMaj b) {
        double sum = 0;
        for (int e = 0; e < a.data.length; e++) {
            sum += a.data[e] * b.data[e];
        }
        return sum;
    }

    protected static double norm(DMatrixRMaj a) {
        return Math.sqrt(dot(a, a));
    }
}
