package io.permvi.relaxations.linalg;

/** A provider of dense matrix products on row-major arrays. */
interface ProductKernel {
    /**
     * c = alpha op(a) op(b) + beta c, where op transposes when asked; op(a) is m by k, op(b) k by n, c m by n, all
     * row-major and packed. When {@code beta} is 0, c is not read.
     */
    void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            double[] b,
            double beta,
            double[] c);
}
