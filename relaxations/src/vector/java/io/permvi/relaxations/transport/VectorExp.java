package io.permvi.relaxations.transport;

import io.permvi.relaxations.linalg.FastExp;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The polynomials of {@link FastExp} on explicit vectors: the same operations in the same order, and so the same bits. */
final class VectorExp {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private VectorExp() {}

    /** Replaces elements of a by their exponentials, a multiple of the number of lanes of them. */
    static void exp(double[] a, int from, int length) {
        for (int i = from; i < from + length; i += LANES) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, a, i)
                    .max(FastExp.LOWEST)
                    .min(FastExp.HIGHEST)
                    .mul(1.0 / 1024);
            DoubleVector p = x.fma(c(1.0 / 6227020800.0), c(1.0 / 479001600.0));
            p = x.fma(p, c(1.0 / 39916800.0));
            p = x.fma(p, c(1.0 / 3628800.0));
            p = x.fma(p, c(1.0 / 362880.0));
            p = x.fma(p, c(1.0 / 40320.0));
            p = x.fma(p, c(1.0 / 5040.0));
            p = x.fma(p, c(1.0 / 720.0));
            p = x.fma(p, c(1.0 / 120.0));
            p = x.fma(p, c(1.0 / 24.0));
            p = x.fma(p, c(1.0 / 6.0));
            p = x.fma(p, c(0.5));
            p = x.fma(p, c(1.0));
            p = x.mul(p);
            p = p.mul(p.add(2));
            p = p.mul(p.add(2));
            p = p.mul(p.add(2));
            p = p.add(1);
            p = p.mul(p);
            p = p.mul(p);
            p = p.mul(p);
            p = p.mul(p);
            p = p.mul(p);
            p = p.mul(p);
            p.mul(p).intoArray(a, i);
        }
    }

    /**
     * Replaces elements of a by the exponentials of {@code scale a}, which are right where {@code |scale a|} is moderate.
     *
     * @return the largest {@code |scale a|}; NaN if one is
     */
    static double expModerate(double[] a, int from, double scale, int length) {
        double factor = scale / 64;
        DoubleVector largest = DoubleVector.zero(SPECIES);
        for (int i = from; i < from + length; i += LANES) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, a, i).mul(factor);
            largest = largest.max(x.abs());
            DoubleVector p = x.fma(c(2.7613437409737677e-07), c(2.762467158826604e-06));
            p = x.fma(p, c(2.4801532482132116e-05));
            p = x.fma(p, c(0.0001984120404431858));
            p = x.fma(p, c(0.001388888891231354));
            p = x.fma(p, c(0.00833333336144938));
            p = x.fma(p, c(0.041666666666625815));
            p = x.fma(p, c(0.16666666666617633));
            p = x.fma(p, c(0.5000000000000002));
            p = x.fma(p, c(1.0000000000000024));
            p = x.fma(p, c(1.0));
            p = p.mul(p);
            p = p.mul(p);
            p = p.mul(p);
            p = p.mul(p);
            p = p.mul(p);
            p.mul(p).intoArray(a, i);
        }
        return 64 * largest.reduceLanes(VectorOperators.MAX);
    }

    private static DoubleVector c(double value) {
        return DoubleVector.broadcast(SPECIES, value);
    }
}
