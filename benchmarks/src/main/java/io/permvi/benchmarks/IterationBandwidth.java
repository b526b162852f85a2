package io.permvi.benchmarks;

import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.relaxations.sinkhorn.TransportPass;
import io.permvi.relaxations.sinkhorn.TransportProblem;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.ejml.data.DMatrixRMaj;

/**
 * How near a Sinkhorn iteration comes to the speed at which this machine reads the kernel: bytes of the kernel for each
 * product over time, beside two loops that do nothing but read the same number of bytes, four rows at a time into a sum
 * in Java and OpenBLAS's sum of absolute values. An iteration is the difference of 60 and 20 of them, divisions and all;
 * its two products read the kernel from afar once and from the cache once.
 *
 * <pre>java -cp benchmarks.jar io.permvi.benchmarks.IterationBandwidth</pre>
 */
public final class IterationBandwidth {
    private static final int ROUNDS = 41;

    private IterationBandwidth() {}

    /**
     * Prints the table.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        System.out.println("provider " + MatrixProducts.provider());
        System.out.println(
                "| n | kernel, kB | rows in Java, GB/s | OpenBLAS sum, GB/s | iteration, us | two products, GB/s"
                        + " | of the faster read | one read of the kernel, GB/s |");
        System.out.println("|--:|--:|--:|--:|--:|--:|--:|--:|");
        for (int n : new int[] {100, 280, 500, 1000}) {
            double bytes = 8.0 * n * n;
            double rows = bytes / readingRows(n);
            double sum = MatrixProducts.provider() == MatrixProducts.Provider.OPENBLAS ? bytes / readingSum(n) : 0;
            double iteration = iteration(n);
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %.0f | %.0f | %.0f | %.2f | %.0f | %.0f %% | %.0f |%n",
                    n,
                    bytes / 1e3,
                    rows,
                    sum,
                    iteration / 1e3,
                    2 * bytes / iteration,
                    200 * bytes / iteration / Math.max(rows, sum),
                    bytes / iteration);
        }
    }

    private static double readingRows(int n) {
        double[][] rows = new double[n][n];
        double[] sum = new double[n];
        return nanoseconds(n, () -> {
            for (int i = 0; i + 4 <= rows.length; i += 4) {
                add(sum, rows[i], rows[i + 1], rows[i + 2], rows[i + 3]);
            }
        });
    }

    private static void add(double[] sum, double[] a, double[] b, double[] c, double[] d) {
        for (int j = 0; j < sum.length; j++) {
            sum[j] += (a[j] + b[j]) + (c[j] + d[j]);
        }
    }

    private static double readingSum(int n) {
        DoublePointer values = new DoublePointer((long) n * n);
        values.put(new double[n * n], 0, n * n);
        double time = nanoseconds(n, () -> openblas_nolapack.cblas_dasum(n * n, values, 1));
        values.deallocate();
        return time;
    }

    private static double iteration(int n) {
        DMatrixRMaj psi = Problems.matrix(n, Problems.gumbel(n * n, 1));
        DMatrixRMaj x = psi.createLike();
        TransportPass few = new SinkhornOperator(20, 0).newPass(TransportProblem.doublyStochastic(n));
        TransportPass many = new SinkhornOperator(60, 0).newPass(TransportProblem.doublyStochastic(n));
        return quartile(4 * n, () -> few.forward(psi, 1, x), () -> many.forward(psi, 1, x)) / 40;
    }

    private static double nanoseconds(int n, Runnable work) {
        return quartile(n, () -> {}, work);
    }

    /**
     * The lower quartile of some rounds, each of some 10 million elements, of the time that one piece of work takes longer
     * than another: both in turns, so that a slow moment of the machine meets both.
     */
    private static double quartile(int n, Runnable shorter, Runnable longer) {
        int repetitions = Math.max(3, 10_000_000 / (n * n));
        double[] times = new double[ROUNDS];
        for (int round = 0; round < 2 * ROUNDS; round++) {
            long difference = 0;
            for (int k = 0; k < repetitions; k++) {
                long start = System.nanoTime();
                shorter.run();
                long between = System.nanoTime();
                longer.run();
                difference += System.nanoTime() - between - (between - start);
            }
            times[round % ROUNDS] = difference / (double) repetitions;
        }
        Arrays.sort(times);
        return times[ROUNDS / 4];
    }
}
