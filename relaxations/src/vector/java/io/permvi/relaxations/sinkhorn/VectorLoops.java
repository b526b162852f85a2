package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.ProductMatrix;
import java.util.Optional;
import jdk.incubator.vector.DoubleVector;

/** Kernels and chunks on explicit vectors. */
final class VectorLoops implements TransportLoops {
    /** After the header of an array that starts at a line of the cache, this many elements end that line. */
    static final int TO_NEXT_LINE = 6;

    /** Fails where the module is not the one that this was compiled for. */
    VectorLoops() {
        DoubleVector.zero(DoubleVector.SPECIES_PREFERRED).add(1).neg();
    }

    @Override
    public boolean serves(int m, int n) {
        return m * (long) n > KernelChoice.TWICE;
    }

    @Override
    public ProductMatrix newMatrix(int m, int n) {
        return new VectorMatrix(m, n);
    }

    @Override
    public ScalingKernel newKernel(int m, int n) {
        return new VectorScalingKernel(m, n);
    }

    @Override
    public void exp(double[] a, int from, int length) {
        VectorExp.exp(a, from, length);
    }

    @Override
    public double expModerate(double[] a, int from, double scale, int length) {
        return VectorExp.expModerate(a, from, scale, length);
    }

    @Override
    public Optional<ThinProduct> newThinProduct(int m, int n, int rank) {
        return serves(m, n) && VectorThinProduct.serves()
                ? Optional.of(new VectorThinProduct(m, n, rank))
                : Optional.empty();
    }

    @Override
    public SinkhornChunk.Factory chunks() {
        return new VectorChunk.Factory();
    }
}
