package io.permvi.relaxations.linalg;

import org.jblas.NativeBlas;
import org.jblas.util.Logger;

/** Matrix products by jblas, which is column-major: the row-major product is asked for as c' = b' a'. */
final class JblasKernel implements ProductKernel {
    /** Loads the native library by a first small product. */
    JblasKernel() {
        // it would tell of every file that it unpacks and deletes; a failure reaches the seam as an exception
        Logger.getLogger().setLevel(Logger.ERROR + 1);
        double[] c = new double[1];
        multiply(false, false, 1, 1, 1, 1, new double[] {2}, new double[] {3}, 0, c);
        if (c[0] != 6) {
            throw new UnsatisfiedLinkError("jblas gives 2 x 3 = " + c[0]);
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
        NativeBlas.dgemm(
                transposeB ? 'T' : 'N',
                transposeA ? 'T' : 'N',
                n,
                m,
                k,
                alpha,
                b,
                0,
                transposeB ? k : n,
                a,
                0,
                transposeA ? m : k,
                beta,
                c,
                0,
                n);
    }
}
