package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.ProductMatrix;
import io.permvi.relaxations.linalg.internal.VectorApi;
import java.util.Optional;

/** What explicit vectors serve for, where the program has them ({@link VectorApi}). */
interface TransportLoops {
    /** The provider; empty where everything runs in plain Java and OpenBLAS. */
    Optional<TransportLoops> VECTORS =
            VectorApi.provider(TransportLoops.class, "io.permvi.relaxations.sinkhorn.VectorLoops");

    /** A matrix of zeros; empty for sizes at which it does not pay. */
    Optional<ProductMatrix> newMatrix(int m, int n);

    /** A kernel of which all entries are allowed; empty for sizes at which it does not pay. */
    Optional<ScalingKernel> newKernel(int m, int n);

    /** Rows of a product of two thin matrices; empty where the processor's vectors are short. */
    Optional<ThinProduct> newThinProduct(int m, int n, int rank);

    /** Makes chunks of batches. */
    SinkhornChunk.Factory chunks();
}
