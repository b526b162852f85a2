package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.ProductMatrix;
import java.util.Optional;
import jdk.incubator.vector.DoubleVector;

/** Kernels and chunks on explicit vectors. */
final class VectorLoops implements TransportLoops {
    /** After the header of an array that starts at a line of the cache, this many elements end that line. */
    static final int TO_NEXT_LINE = 6;

    /** Two copies of a matrix of up to this many entries, by rows and by columns, are as fast. */
    private static final int LARGEST_TWICE = 64 * 64;

    /** Fails where the module is not the one that this was compiled for. */
    VectorLoops() {
        DoubleVector.zero(DoubleVector.SPECIES_PREFERRED).add(1).neg();
    }

    private static boolean large(int m, int n) {
        return m * (long) n > LARGEST_TWICE;
    }

    @Override
    public Optional<ProductMatrix> newMatrix(int m, int n) {
        return large(m, n) ? Optional.of(new VectorMatrix(m, n)) : Optional.empty();
    }

    @Override
    public Optional<ScalingKernel> newKernel(int m, int n) {
        return large(m, n) ? Optional.of(new VectorScalingKernel(m, n)) : Optional.empty();
    }

    @Override
    public Optional<ThinProduct> newThinProduct(int m, int n, int rank) {
        return large(m, n) && VectorThinProduct.serves()
                ? Optional.of(new VectorThinProduct(m, n, rank))
                : Optional.empty();
    }

    @Override
    public SinkhornChunk.Factory chunks() {
        return new VectorChunk.Factory();
    }
}
