package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.FastExp;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The exponentials of {@link FastExp} on explicit vectors: {@code exp(x) = 2^k exp(r)}, k the integer nearest to x / log 2,
 * exp(r) by a polynomial of degree 10 whose relative error is 1.2e-15, and k added to the bits of the exponent. From
 * rounding log 2 comes another {@code 2.4e-17 |x| / log 2}.
 */
final class VectorExp {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private static final double LOG_2 = 0.6931471805599453;

    /** Added to a number below 2^51, it leaves the nearest integer in the last bits of the sum. */
    private static final double ROUNDING = 0x1.8p52;

    private static final int EXPONENT_BITS = 52;

    private VectorExp() {}

    /**
     * Replaces elements of a by their exponentials as {@link FastExp#exp} does, a multiple of the number of lanes of
     * them.
     */
    static void exp(double[] a, int from, int length) {
        for (int i = from; i < from + length; i += LANES) {
            exp(DoubleVector.fromArray(SPECIES, a, i).max(FastExp.LOWEST).min(FastExp.HIGHEST))
                    .intoArray(a, i);
        }
    }

    /**
     * Replaces elements of a by the exponentials of {@code scale a}, which are right where {@code |scale a|} is moderate.
     *
     * @param length a multiple of the number of lanes
     * @return the largest {@code |scale a|}; NaN if one is
     */
    static double expModerate(double[] a, int from, double scale, int length) {
        DoubleVector largest = DoubleVector.zero(SPECIES);
        for (int i = from; i < from + length; i += LANES) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, a, i).mul(scale);
            largest = largest.max(x.abs());
            exp(x).intoArray(a, i);
        }
        return largest.reduceLanes(VectorOperators.MAX);
    }

    private static DoubleVector exp(DoubleVector x) {
        DoubleVector rounded = x.fma(c(1 / LOG_2), c(ROUNDING));
        DoubleVector r = rounded.sub(ROUNDING).fma(c(-LOG_2), x);
        DoubleVector p = r.fma(c(2.7613852100963253e-07), c(2.7625169883520667e-06));
        p = r.fma(p, c(2.480153630713628e-05));
        p = r.fma(p, c(0.00019841208634639135));
        p = r.fma(p, c(0.0013888888905922382));
        p = r.fma(p, c(0.00833333335377842));
        p = r.fma(p, c(0.04166666666665131));
        p = r.fma(p, c(0.1666666666664823));
        p = r.fma(p, c(0.5));
        p = r.fma(p, c(1));
        p = r.fma(p, c(1));
        return rounded.reinterpretAsLongs()
                .lanewise(VectorOperators.LSHL, EXPONENT_BITS)
                .add(p.reinterpretAsLongs())
                .reinterpretAsDoubles();
    }

    private static DoubleVector c(double value) {
        return DoubleVector.broadcast(SPECIES, value);
    }
}
