package io.permvi.relaxations.transport;

import io.permvi.relaxations.linalg.ProductMatrix;
import java.util.Optional;
import jdk.incubator.vector.DoubleVector;

/** Kernels and chunks on explicit vectors. */
final class VectorLoops implements TransportLoops {
    /** Two copies of a kernel of up to this many entries, by rows and by columns, are as fast. */
    private static final int SMALLEST_KERNEL = 200 * 200;

    /** Fails where the module is not the one that this was compiled for. */
    VectorLoops() {
        DoubleVector.zero(DoubleVector.SPECIES_PREFERRED).add(1).neg();
    }

    @Override
    public ProductMatrix newMatrix(int m, int n) {
        return new VectorMatrix(m, n);
    }

    @Override
    public Optional<ScalingKernel> newKernel(int m, int n) {
        return m * (long) n <= SMALLEST_KERNEL ? Optional.empty() : Optional.of(new VectorScalingKernel(m, n));
    }

    @Override
    public SinkhornChunk.Factory chunks() {
        return new VectorChunk.Factory();
    }
}
