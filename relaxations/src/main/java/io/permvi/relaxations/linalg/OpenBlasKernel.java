package io.permvi.relaxations.linalg;

import org.bytedeco.openblas.global.openblas_nolapack;

/** Matrix products by the OpenBLAS of the bytedeco presets, on one native thread. */
final class OpenBlasKernel implements ProductKernel {
    /** Loads the native library. */
    OpenBlasKernel() {
        org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads(1);
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
        openblas_nolapack.cblas_dgemm(
                openblas_nolapack.CblasRowMajor,
                transposeA ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
                transposeB ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
                m,
                n,
                k,
                alpha,
                a,
                transposeA ? m : k,
                b,
                transposeB ? k : n,
                beta,
                c,
                n);
    }
}
