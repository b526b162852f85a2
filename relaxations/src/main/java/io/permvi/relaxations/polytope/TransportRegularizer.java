package io.permvi.relaxations.polytope;

/**
 * A convex function of each entry that a {@link RegularizedTransport} pays for, known by the derivative of its
 * conjugate: the entry that is best at a score u. {@code mass} has to be increasing where it is above 0, from 0 to
 * infinity.
 */
public interface TransportRegularizer {
    /** x^2 / 2: sparse plans; SparseMAP (Niculae et al. 2018) where the space is one of permutations. */
    TransportRegularizer QUADRATIC = of(0, u -> u, u -> 1);

    /** x log x - x, the entropy: the Sinkhorn operator. */
    TransportRegularizer ENTROPIC = of(Double.NEGATIVE_INFINITY, Math::exp, Math::exp);

    /** 4/3 (x^(3/2) - 3/2 x), an entropy of Tsallis: between the two, sparse and with a continuous derivative. */
    TransportRegularizer TSALLIS = of(-2, u -> (1 + u / 2) * (1 + u / 2), u -> 1 + u / 2);

    /** The entry at a score. */
    double mass(double u);

    /** The derivative of {@link #mass}. */
    double slope(double u);

    /**
     * One by its two functions.
     *
     * @param least scores up to this one have mass and slope 0
     */
    static TransportRegularizer of(
            double least, java.util.function.DoubleUnaryOperator mass, java.util.function.DoubleUnaryOperator slope) {
        return new TransportRegularizer() {
            @Override
            public double mass(double u) {
                return u <= least ? 0 : mass.applyAsDouble(u);
            }

            @Override
            public double slope(double u) {
                return u <= least ? 0 : slope.applyAsDouble(u);
            }
        };
    }
}
