package io.permvi.inference.factor;

/** What a pass can say when the distribution of its draws is known exactly. */
public interface LogDensity {
    /**
     * log q of the value of the last forward: a probability for discrete values, a density for real ones.
     *
     * @throws IllegalStateException before the first forward
     */
    double logDensity();
}
