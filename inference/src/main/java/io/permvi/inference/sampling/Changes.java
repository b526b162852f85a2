package io.permvi.inference.sampling;

/**
 * A tempered log density of discrete latents, known by what a change adds to it. For one thread and one chain; a state
 * is changed through it between two calls of {@link #start}.
 */
public interface Changes {
    /**
     * Moves to a state, all of whose reals are held fixed, or whose Gaussian reals are integrated out.
     *
     * @param state kept, and modified by {@link #commit}
     * @param power the inverse temperature, in [0, 1]
     */
    void start(SamplerState state, double power);

    /** What a change would add to the tempered log density; the state stays. */
    double change(ChangeList change);

    /** Makes the change that was looked at last. */
    void commit();
}
