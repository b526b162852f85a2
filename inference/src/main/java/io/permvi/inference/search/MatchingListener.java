package io.permvi.inference.search;

import io.permvi.relaxations.permutation.Matching;
import java.util.List;
import java.util.function.Supplier;

/**
 * Hears of the matchings that a search or a sampler holds, each time it has done a piece of its work. They are made only
 * when asked for, so that {@link #NONE} costs nothing.
 */
@FunctionalInterface
public interface MatchingListener {
    /** A listener that never asks. */
    MatchingListener NONE = current -> {};

    /**
     * Called after each piece of work, by the thread that does it.
     *
     * @param current the present matchings, one for each latent; to be asked during the call only
     */
    void onMatchings(Supplier<List<Matching>> current);
}
