package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.ProductMatrix;
import io.permvi.relaxations.linalg.internal.VectorApi;
import java.util.Optional;

/** What explicit vectors serve for, where the program has them ({@link VectorApi}). */
interface TransportLoops {
    /** The provider; empty where everything runs in plain Java and OpenBLAS. */
    Optional<TransportLoops> VECTORS =
            VectorApi.provider(TransportLoops.class, "io.permvi.relaxations.sinkhorn.VectorLoops");

    /** Whether m by n is so large that explicit vectors pay. */
    boolean serves(int m, int n);

    /** A matrix of zeros. */
    ProductMatrix newMatrix(int m, int n);

    /** A kernel of which all entries are allowed, for iterations. */
    ScalingKernel newKernel(int m, int n);

    /** {@link RowExp#exp}. */
    void exp(double[] a, int from, int length);

    /** {@link RowExp#expModerate}; the largest {@code |scale a|}, NaN if one is. */
    double expModerate(double[] a, int from, double scale, int length);

    /** Rows of a product of two thin matrices; empty where the processor's vectors are short. */
    Optional<ThinProduct> newThinProduct(int m, int n, int rank);

    /** Makes chunks of batches. */
    SinkhornChunk.Factory chunks();
}
