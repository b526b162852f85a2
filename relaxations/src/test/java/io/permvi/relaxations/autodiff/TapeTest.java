package io.permvi.relaxations.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.permvi.testkit.GradientCheck;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TapeTest {
    private static final double TOLERANCE = 1e-6;

    /** Entries of absolute value between 0.3 and 1.3, so no operation is near its kink or pole. */
    private static DMatrixRMaj random(int rows, int columns, boolean positive, long seed) {
        var rng = new SplittableRandom(seed);
        var matrix = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            double size = 0.3 + rng.nextDouble();
            matrix.data[i] = positive || rng.nextBoolean() ? size : -size;
        }
        return matrix;
    }

    private static Arguments unary(String name, boolean positive, UnaryOperator<Var> operation) {
        return Arguments.of(name, positive, operation);
    }

    static Stream<Arguments> unaryOperations() {
        return Stream.of(
                unary("times", false, x -> x.times(-1.7)),
                unary("plus number", false, x -> x.plus(0.3)),
                unary("negate", false, Var::negate),
                unary("transpose", false, Var::transpose),
                unary("sum", false, Var::sum),
                unary("sumOfSquares", false, Var::sumOfSquares),
                unary("rowSums", false, Var::rowSums),
                unary("columnSums", false, Var::columnSums),
                unary("logSumExpRows", false, Var::logSumExpRows),
                unary("exp", false, Var::exp),
                unary("log", true, Var::log),
                unary("square", false, Var::square),
                unary("sqrt", true, Var::sqrt),
                unary("tanh", false, Var::tanh),
                unary("sigmoid", false, Var::sigmoid),
                unary("softplus", false, Var::softplus),
                unary("reshaped", false, x -> x.reshaped(2, 6)),
                unary("relu", false, Var::relu),
                unary("log1p", true, Var::log1p),
                unary("expm1", false, Var::expm1),
                unary("abs", false, Var::abs),
                unary("logGamma", true, Var::logGamma),
                unary("pow", true, x -> x.pow(-1.3)),
                unary("max number", false, x -> x.max(0.1)),
                unary("min number", false, x -> x.min(0.1)),
                unary("clip", false, x -> x.clip(-0.2, 0.1)),
                unary("logSoftmaxRows", false, Var::logSoftmaxRows),
                unary("softmaxRows", false, Var::softmaxRows),
                unary("cumulativeSums", false, Var::cumulativeSums),
                unary("slice", false, x -> x.slice(1, 1, 2, 3)),
                unary("spread", false, x -> x.sum().spread(2, 3)),
                unary("diagonal", false, x -> x.mult(x.transpose()).diagonal()),
                unary("cholesky", false, x -> dominant(x).cholesky()),
                unary("logDeterminant", false, x -> x.slice(0, 0, 3, 3).logDeterminant()),
                unary("constants", false, x -> x.mult(x.tape().constant(1, 2, 3, 4))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unaryOperations")
    void unaryOperationPassesTheGradientCheck(String name, boolean positive, UnaryOperator<Var> operation) {
        DMatrixRMaj point = random(3, 4, positive, 1);
        var tape = new Tape();
        Var x = tape.variable(point);
        Var y = operation.apply(x);
        DMatrixRMaj weights = random(y.rows(), y.columns(), false, 2);
        tape.backward(y.dot(tape.constant(weights)));
        double error = GradientCheck.relativeError(
                m -> {
                    var other = new Tape();
                    return operation
                            .apply(other.constant(m))
                            .dot(other.constant(weights))
                            .scalar();
                },
                point,
                x.adjoint(),
                new SplittableRandom(3));
        assertTrue(error < TOLERANCE, name + ": " + error);
    }

    /** A well-conditioned square matrix. */
    private static Var dominant(Var x) {
        return x.slice(0, 0, 3, 3).plus(x.tape().constant(CommonOps_DDRM.diag(4, 5, 6)));
    }

    private static Arguments binary(String name, int rows, int columns, BinaryOperator<Var> operation) {
        return Arguments.of(name, rows, columns, operation);
    }

    static Stream<Arguments> binaryOperations() {
        return Stream.of(
                binary("plus", 3, 4, Var::plus),
                binary("minus", 3, 4, Var::minus),
                binary("timesElementwise", 3, 4, Var::timesElementwise),
                binary("dividedByElementwise", 3, 4, Var::dividedByElementwise),
                binary("scaledBy", 1, 1, Var::scaledBy),
                binary("mult", 4, 5, Var::mult),
                binary("blockMult", 4, 5, (a, b) -> a.reshaped(6, 2).blockMult(b, 2, false, false)),
                binary("blockMult left", 6, 5, (a, b) -> a.reshaped(6, 2).blockMult(b, 2, true, false)),
                binary("blockMult right", 8, 2, (a, b) -> a.reshaped(6, 2).blockMult(b, 2, false, true)),
                binary("blockMult both", 8, 3, (a, b) -> a.reshaped(6, 2).blockMult(b, 2, true, true)),
                binary("dot", 3, 4, Var::dot),
                binary("max", 3, 4, Var::max),
                binary("min", 3, 4, Var::min),
                binary("plus scalar", 1, 1, Var::plus),
                binary("scalar minus", 1, 1, (a, b) -> b.minus(a)),
                binary("times scalar", 1, 1, Var::timesElementwise),
                binary("divided by scalar", 1, 1, Var::dividedByElementwise),
                binary("solve", 3, 2, (a, b) -> dominant(a).solve(b)),
                binary("stacked", 2, 4, (a, b) -> a.tape().stacked(a, b, a)),
                binary("sideBySide", 3, 2, (a, b) -> a.tape().sideBySide(b, a)),
                binary("plusRow", 1, 4, Var::plusRow),
                binary("timesRow", 1, 4, Var::timesRow),
                binary("plusColumn", 3, 1, Var::plusColumn),
                binary("timesColumn", 3, 1, Var::timesColumn));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("binaryOperations")
    void binaryOperationPassesTheGradientCheckInBothInputs(
            String name, int rows, int columns, BinaryOperator<Var> operation) {
        DMatrixRMaj left = random(3, 4, false, 4);
        DMatrixRMaj right = random(rows, columns, false, 5);
        var tape = new Tape();
        Var a = tape.variable(left);
        Var b = tape.variable(right);
        Var y = operation.apply(a, b);
        DMatrixRMaj weights = random(y.rows(), y.columns(), false, 6);
        tape.backward(y.dot(tape.constant(weights)));
        double errorLeft = GradientCheck.relativeError(
                m -> weighted(operation, m, right, weights), left, a.adjoint(), new SplittableRandom(7));
        double errorRight = GradientCheck.relativeError(
                m -> weighted(operation, left, m, weights), right, b.adjoint(), new SplittableRandom(8));
        assertTrue(errorLeft < TOLERANCE, name + ", left: " + errorLeft);
        assertTrue(errorRight < TOLERANCE, name + ", right: " + errorRight);
    }

    private static double weighted(BinaryOperator<Var> operation, DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj weights) {
        var tape = new Tape();
        return operation
                .apply(tape.constant(a), tape.constant(b))
                .dot(tape.constant(weights))
                .scalar();
    }

    @Test
    void blockProductsAreTheProductsOfTheBlocks() {
        DMatrixRMaj a = random(60, 25, false, 20);
        DMatrixRMaj b = random(50, 24, false, 21);
        var tape = new Tape();
        DMatrixRMaj stacked =
                tape.constant(a).blockMult(tape.constant(b), 2, false, false).value();
        for (int t = 0; t < 2; t++) {
            Var left = tape.constant(CommonOps_DDRM.extract(a, 30 * t, 30 * t + 30, 0, 25));
            Var right = tape.constant(CommonOps_DDRM.extract(b, 25 * t, 25 * t + 25, 0, 24));
            DMatrixRMaj product = left.mult(right).value();
            for (int i = 0; i < 720; i++) {
                assertEquals(product.data[i], stacked.data[720 * t + i], 1e-12);
            }
        }
    }

    @Test
    void decompositionsSolveWhatTheySay() {
        var tape = new Tape();
        Var a = tape.constant(new double[][] {{4, 1, 0}, {1, 3, -1}, {0, -1, 2}});
        Var root = a.cholesky();
        assertEquals(0, root.mult(root.transpose()).minus(a).sumOfSquares().scalar(), 1e-24);
        assertEquals(
                a.logDeterminant().scalar(), 2 * root.diagonal().log().sum().scalar(), 1e-12);
        Var b = tape.constant(1, 2, 3);
        assertEquals(0, a.mult(a.solve(b)).minus(b).sumOfSquares().scalar(), 1e-24);
        Var singular = tape.constant(new double[][] {{1, 2}, {2, 4}});
        assertEquals(Double.NEGATIVE_INFINITY, singular.logDeterminant().scalar());
        assertTrue(Double.isNaN(singular.cholesky().sum().scalar()));
        assertTrue(Double.isNaN(singular.solve(tape.constant(1, 0)).sum().scalar()));
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        var tape = new Tape();
        Var wide = tape.constant(new double[][] {{1, 2, 3}});
        Var column = tape.constant(1, 2);
        assertThrows(IllegalArgumentException.class, () -> tape.stacked(wide, column));
        assertThrows(IllegalArgumentException.class, () -> tape.sideBySide(wide, column));
        assertThrows(IllegalArgumentException.class, () -> wide.slice(0, 1, 1, 3));
        assertThrows(IllegalArgumentException.class, wide::cholesky);
        assertThrows(IllegalArgumentException.class, wide::diagonal);
        assertThrows(IllegalArgumentException.class, wide::logDeterminant);
        assertThrows(IllegalArgumentException.class, () -> column.solve(column));
        assertThrows(IllegalArgumentException.class, () -> wide.spread(2, 2));
    }

    @Test
    void oneInputUsedTwiceAccumulates() {
        DMatrixRMaj point = random(3, 3, false, 9);
        var tape = new Tape();
        Var x = tape.variable(point);
        tape.backward(chain(x));
        double error = GradientCheck.relativeError(
                m -> chain(new Tape().variable(m)).scalar(), point, x.adjoint(), new SplittableRandom(10));
        assertTrue(error < TOLERANCE, "error " + error);
    }

    private static Var chain(Var x) {
        Var y = x.mult(x).plus(x.transpose()).tanh();
        return y.timesElementwise(x).plus(y).sumOfSquares().plus(x.dot(y).square());
    }

    @Test
    void extremeEntriesStayFinite() {
        var tape = new Tape();
        Var x = tape.variable(new DMatrixRMaj(new double[][] {{1000, -1000, 0}}));
        Var y = x.softplus().sum().plus(x.sigmoid().sum()).plus(x.logSumExpRows());
        tape.backward(y);
        assertEquals(1000 + Math.log(2) + 1.5 + 1000, y.scalar(), 1e-12);
        assertArrayEquals(new double[] {2, 0, 0.75}, x.adjoint().data, 1e-12);
    }

    @Test
    void leavesAreReadInPlaceAndTheirGradientIsZeroWhereTheyDoNotMatter() {
        DMatrixRMaj matrix = random(2, 2, false, 11);
        var tape = new Tape();
        Var x = tape.variable(matrix);
        Var unused = tape.variable(matrix);
        Var y = x.sum();
        Var late = tape.variable(matrix);
        tape.backward(y);
        assertSame(matrix, x.value());
        assertArrayEquals(new double[] {1, 1, 1, 1}, x.adjoint().data);
        assertArrayEquals(new double[4], unused.adjoint().data);
        assertArrayEquals(new double[4], late.adjoint().data);
    }

    @Test
    void buffersAreReusedByPositionAndTheRecordMayChange() {
        var tape = new Tape();
        double[] buffer = tape.variable(random(5, 5, false, 12)).exp().value().data;
        tape.clear();
        DMatrixRMaj small = random(2, 3, false, 13);
        Var x = tape.variable(small);
        Var y = x.square();
        assertSame(buffer, y.value().data);
        tape.backward(y.sum());
        for (int i = 0; i < 6; i++) {
            assertEquals(2 * small.data[i], x.adjoint().data[i], 1e-15);
        }
    }

    @Test
    void nothingIsAllocatedAfterWarmUp() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        DMatrixRMaj point = random(6, 6, true, 14);
        DMatrixRMaj row = random(1, 6, true, 15);
        var tape = new Tape();
        double[] sink = new double[1];
        Runnable step = () -> {
            tape.clear();
            Var x = tape.variable(point);
            Var b = tape.variable(row);
            Var y = x.mult(x.plusRow(b)).times(0.1).relu().logSumExpRows().plus(1.0);
            Var z = x.exp().minus(x.log()).dividedByElementwise(x.sqrt()).timesRow(b);
            tape.backward(y.sum().plus(z.tanh().softplus().dot(x)));
            sink[0] += x.adjoint().data[0];
        };
        for (int i = 0; i < 5_000; i++) {
            step.run();
        }
        long thread = Thread.currentThread().getId();
        long best = Long.MAX_VALUE;
        // the smallest of several rounds: the compiler's own installation of code may charge one of them
        for (int round = 0; round < 5; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < 100; i++) {
                step.run();
            }
            best = Math.min(best, threads.getThreadAllocatedBytes(thread) - before);
        }
        assertTrue(best < 100, "100 steps allocated " + best + " bytes");
        assertTrue(Double.isFinite(sink[0]));
    }

    @Test
    void aUserAddsAnOperationWithItsOwnWorkspace() {
        Operation cube = new Operation() {
            @Override
            public void forward(Var output) {
                double[] squares = output.workspace("cube " + output.rows(), double[].class, () -> new double[1]);
                double x = output.input(0).scalar();
                squares[0] = x * x;
                output.value().data[0] = x * x * x;
            }

            @Override
            public void backward(Var output) {
                double[] squares = output.workspace("cube " + output.rows(), double[].class, () -> new double[1]);
                output.input(0).adjoint().data[0] += 3 * squares[0] * output.adjoint().data[0];
            }
        };
        var tape = new Tape();
        Var x = tape.variable(new DMatrixRMaj(new double[][] {{2}}));
        Var y = tape.record(cube, 1, 1, x);
        tape.backward(y);
        assertEquals(8, y.scalar());
        assertEquals(12, x.adjoint().data[0]);
        Var three = tape.record(new SumOfThree(), 1, 1, x, y, x);
        tape.backward(three);
        assertEquals(14, x.adjoint().data[0]);
    }

    private static final class SumOfThree implements Operation {
        @Override
        public void forward(Var output) {
            output.value().data[0] = output.input(0).scalar()
                    + output.input(1).scalar()
                    + output.input(2).scalar();
        }

        @Override
        public void backward(Var output) {
            for (int k = 0; k < output.inputCount(); k++) {
                output.input(k).adjoint().data[0] += output.adjoint().data[0];
            }
        }
    }

    @Test
    void misuseIsRefused() {
        var tape = new Tape();
        assertThrows(IllegalStateException.class, () -> tape.backward(new Tape().constant(new DMatrixRMaj(1, 1))));
        Var x = tape.variable(new DMatrixRMaj(2, 3));
        assertThrows(IllegalStateException.class, x::adjoint);
        assertThrows(IllegalStateException.class, x::scalar);
        assertThrows(IllegalStateException.class, () -> tape.constant(new DMatrixRMaj(2, 3))
                .adjoint());
        assertThrows(IllegalArgumentException.class, () -> tape.backward(x));
        assertThrows(IndexOutOfBoundsException.class, () -> x.input(0));
        Var other = new Tape().constant(new DMatrixRMaj(2, 3));
        Var tall = tape.constant(new DMatrixRMaj(3, 2));
        List<Runnable> misfits = List.of(
                () -> x.plus(other),
                () -> x.plus(tall),
                () -> x.dot(tall),
                () -> x.mult(x),
                () -> x.blockMult(tall, 2, false, false),
                () -> x.reshaped(2, 2),
                () -> x.plusRow(tall),
                () -> x.plusColumn(tall),
                () -> x.timesRow(tall),
                () -> x.timesColumn(tall),
                () -> x.scaledBy(tall));
        for (Runnable misfit : misfits) {
            assertThrows(IllegalArgumentException.class, misfit::run);
        }
        tape.clear();
        assertThrows(IllegalStateException.class, () -> tape.backward(x));
        tape.constant(new DMatrixRMaj(1, 1));
        assertThrows(IllegalArgumentException.class, tall::exp);
        assertFalse(tape.constant(new DMatrixRMaj(1, 1)).needsAdjoint());
    }
}
