package io.permvi.relaxations.linalg;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Matrix products by the OpenBLAS of the bytedeco presets, on one native thread. Each thread copies its operands into
 * native memory that it keeps: the binding's own way with Java arrays allocates that memory anew in every call, which
 * doubles the time of a product of order 279.
 */
final class OpenBlasKernel implements ProductKernel {
    private final ThreadLocal<Operands> operands = ThreadLocal.withInitial(Operands::new);

    /** Loads the native library. */
    OpenBlasKernel() {
        org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads(1);
    }

    /** Native memory of one thread. */
    private static final class Operands {
        private final Buffer a = new Buffer();
        private final Buffer b = new Buffer();
        private final Buffer c = new Buffer();
    }

    /** A native array that grows. */
    private static final class Buffer {
        private DoublePointer memory = new DoublePointer(0);
        private int capacity;

        private DoublePointer reserve(int length) {
            if (length > capacity) {
                memory.deallocate();
                memory = new DoublePointer(length);
                capacity = length;
            }
            return memory;
        }

        private DoublePointer fill(double[] values, int length) {
            return reserve(length).put(values, 0, length);
        }
    }

    @Override
    public void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            double[] b,
            double beta,
            double[] c) {
        Operands own = operands.get();
        DoublePointer left = own.a.fill(a, m * k);
        DoublePointer right = own.b.fill(b, k * n);
        DoublePointer product = beta == 0 ? own.c.reserve(m * n) : own.c.fill(c, m * n);
        openblas_nolapack.cblas_dgemm(
                openblas_nolapack.CblasRowMajor,
                transposeA ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
                transposeB ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
                m,
                n,
                k,
                alpha,
                left,
                transposeA ? m : k,
                right,
                transposeB ? k : n,
                beta,
                product,
                n);
        product.get(c, 0, m * n);
    }
}
