package io.permvi.relaxations.linalg.internal;

/**
 * The exponential of whole arrays, in a form that the compiler vectorizes: {@code exp(x) = exp(x / 1024)^1024} by a
 * polynomial and ten squarings. About four times as fast as {@link Math#exp}.
 */
public final class FastExp {
    /** Arguments below this count as this; exp of it is 1e-200. */
    public static final double LOWEST = -460.51701859880916;

    /** Arguments above this count as this. */
    public static final double HIGHEST = 40;

    /** The largest absolute argument of {@link #expModerate}. */
    public static final double MODERATE = 20;

    private static final double SCALE = 1.0 / 1024;

    private FastExp() {}

    /**
     * Replaces {@code a[0 .. length - 1]} by its exponentials, with relative error below 1e-12 (5e-14 above -100);
     * arguments are first clamped to {@link #LOWEST} .. {@link #HIGHEST}, so that nothing is subnormal.
     *
     * @param a the arguments, finite. Modified.
     */
    public static void exp(double[] a, int length) {
        for (int i = 0; i < length; i++) {
            double x = Math.min(Math.max(a[i], LOWEST), HIGHEST) * SCALE;
            // exp(x) - 1 for |x| <= 0.45, so that the squarings below start from a small quantity kept to full accuracy
            double p = Math.fma(x, 1.0 / 6227020800.0, 1.0 / 479001600.0);
            p = Math.fma(x, p, 1.0 / 39916800.0);
            p = Math.fma(x, p, 1.0 / 3628800.0);
            p = Math.fma(x, p, 1.0 / 362880.0);
            p = Math.fma(x, p, 1.0 / 40320.0);
            p = Math.fma(x, p, 1.0 / 5040.0);
            p = Math.fma(x, p, 1.0 / 720.0);
            p = Math.fma(x, p, 1.0 / 120.0);
            p = Math.fma(x, p, 1.0 / 24.0);
            p = Math.fma(x, p, 1.0 / 6.0);
            p = Math.fma(x, p, 0.5);
            p = Math.fma(x, p, 1.0);
            p = x * p;
            p = p * (p + 2);
            p = p * (p + 2);
            p = p * (p + 2);
            p += 1;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            a[i] = p * p;
        }
    }

    /**
     * Replaces {@code a[0 .. length - 1]} by the exponentials of {@code scale a}, with relative error below 3e-14, in
     * half the time of {@link #exp}: a polynomial for exp(x / 64), of degree 10 and nearly least relative error, and six
     * squarings.
     *
     * @param a the arguments, {@code |scale a|} at most {@link #MODERATE}; beyond, the result is wrong. Modified.
     */
    public static void expModerate(double[] a, double scale, int length) {
        double factor = scale / 64;
        for (int i = 0; i < length; i++) {
            double x = a[i] * factor;
            double p = Math.fma(x, 2.7613437409737677e-07, 2.762467158826604e-06);
            p = Math.fma(x, p, 2.4801532482132116e-05);
            p = Math.fma(x, p, 0.0001984120404431858);
            p = Math.fma(x, p, 0.001388888891231354);
            p = Math.fma(x, p, 0.00833333336144938);
            p = Math.fma(x, p, 0.041666666666625815);
            p = Math.fma(x, p, 0.16666666666617633);
            p = Math.fma(x, p, 0.5000000000000002);
            p = Math.fma(x, p, 1.0000000000000024);
            p = Math.fma(x, p, 1.0);
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            a[i] = p * p;
        }
    }
}
