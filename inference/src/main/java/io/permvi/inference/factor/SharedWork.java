package io.permvi.inference.factor;

/**
 * What the draws of one step do together, between what each does by itself: all are {@link Family.Pass#prepare prepared},
 * then {@link #forward}, each forward, each backward, then {@link #backward}, and each is {@link Family.Pass#finish
 * finished}. For one thread at a time.
 */
public interface SharedWork {
    /** After all draws are prepared and before the first forward. */
    void forward();

    /** After the last backward and before any draw is finished. */
    void backward();
}
