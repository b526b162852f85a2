package io.permvi.relaxations.sinkhorn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.linalg.internal.ProductMatrix;
import io.permvi.relaxations.linalg.internal.VectorApi;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class DenseScalingKernelTest {
    private static final int M = 70;
    private static final int N = 80;
    private static final int AT = 11;

    /** Runs every operation; the results end to end. */
    private static double[] results(ScalingKernel kernel, double temperature) {
        SplittableRandom rng = new SplittableRandom(5);
        double[] score = rng.doubles(AT + M * N, -3, 3).toArray();
        double[] w = rng.doubles(AT + M * N).toArray();
        double[] u = rng.doubles(M).toArray();
        double[] v = rng.doubles(N).toArray();
        double[] f = new double[M];
        double[] g = new double[N];
        double[] out = new double[8 * M * N];
        if (!kernel.buildModerate(score, AT, temperature)) {
            kernel.rowShifts(score, AT, f);
            kernel.build(score, AT, temperature, f, g);
        }
        double[] s = new double[M];
        double[] t = new double[N];
        kernel.plan(u, v, out, 0, s);
        System.arraycopy(s, 0, out, 6 * M * N, M);
        kernel.timesColumn(v, s);
        kernel.timesRow(u, t);
        System.arraycopy(s, 0, out, M * N, M);
        System.arraycopy(t, 0, out, 2 * M * N, N);
        kernel.weightedSums(u, v, w, AT, s, t);
        System.arraycopy(s, 0, out, 3 * M * N, M);
        System.arraycopy(t, 0, out, 4 * M * N, N);
        OuterProducts sum = new OuterProducts(M, N, 4);
        sum.add(u, v);
        double[] gradient = new double[AT + M * N];
        kernel.gradient(u, v, w, AT, sum, 1 / temperature, gradient);
        kernel.subtract(sum, 0.5, gradient, AT);
        System.arraycopy(gradient, AT, out, 5 * M * N, M * N);
        return out;
    }

    @Test
    void everyLayoutGivesTheSame() {
        SparsityPattern all = SparsityPattern.all(M, N);
        SparsityPattern some = SparsityPattern.where(M, N, (i, j) -> (i + j) % 3 > 0);
        for (SparsityPattern allowed : List.of(all, some)) {
            for (double temperature : new double[] {1, 0.05}) {
                double[] expected =
                        results(new DenseScalingKernel(allowed, new HeapMatrix(M, N, true), M), temperature);
                List<ProductMatrix> matrices = new ArrayList<>(List.of(new HeapMatrix(M, N, false)));
                MatrixProducts.nativeMatrix(M, N).ifPresent(matrices::add);
                if (VectorApi.isPresent()) {
                    matrices.add(new VectorMatrix(M, N));
                }
                for (ProductMatrix matrix : matrices) {
                    DenseScalingKernel kernel = new DenseScalingKernel(allowed, matrix, M);
                    assertArrayEquals(expected, results(kernel, temperature), 1e-10);
                }
            }
        }
    }

    @Test
    void explicitVectorsGiveTheSame() {
        assumeTrue(VectorApi.isPresent(), "no explicit vectors here");
        for (double temperature : new double[] {1, 0.05}) {
            double[] expected = results(
                    new DenseScalingKernel(SparsityPattern.all(M, N), new HeapMatrix(M, N, true), M), temperature);
            assertArrayEquals(expected, results(new VectorScalingKernel(M, N), temperature), 1e-10);
        }
    }

    @Test
    void moderateScoresNeedNoPotentials() {
        DenseScalingKernel kernel = new DenseScalingKernel(SparsityPattern.all(2, 3), new HeapMatrix(2, 3, true), 2);
        double[] score = {1, -2, 3, 19, -19, 0};
        assertTrue(kernel.buildModerate(score, 0, 1));
        double[] x = new double[6];
        double[] sums = new double[2];
        kernel.plan(new double[] {1, 1}, new double[] {1, 1, 1}, x, 0, sums);
        assertEquals(1, sums[0] / (x[0] + x[1] + x[2]), 1e-15);
        assertEquals(1, sums[1] / (x[3] + x[4] + x[5]), 1e-15);
        for (int e = 0; e < 6; e++) {
            assertEquals(1, x[e] / Math.exp(score[e]), 1e-13);
        }
        assertFalse(kernel.buildModerate(score, 0, 0.9));
        score[4] = Double.NaN;
        assertFalse(kernel.buildModerate(score, 0, 1));
    }

    @Test
    void secondUseAllocatesNothing() {
        assumeFalse(VectorApi.isPresent(), "explicit vectors are objects until the compiler has settled");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        for (int n : new int[] {12, 60, 610}) {
            int batch = n < 100 ? 9 : 1;
            SinkhornBatch sinkhorn = new SinkhornBatch(TransportProblem.doublyStochastic(n), batch, 6, 0);
            UnrolledPass alone = new UnrolledPass(TransportProblem.doublyStochastic(n), 6, 0);
            double[] psi = new SplittableRandom(7).doubles(batch * n * n).toArray();
            double[] x = new double[psi.length];
            DMatrixRMaj one = DMatrixRMaj.wrap(n, n, Arrays.copyOf(psi, n * n));
            DMatrixRMaj other = one.createLike();
            long least = Long.MAX_VALUE;
            for (int run = 0; run < 8; run++) {
                long before = threads.getThreadAllocatedBytes(thread);
                sinkhorn.forward(psi, 1, x);
                sinkhorn.backward(psi, x);
                alone.forward(one, 1, other);
                alone.backward(one, other);
                least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
            }
            assertEquals(0, least, "at order " + n);
        }
    }
}
