package io.permvi.inference.method;

import io.permvi.inference.fit.Progress;
import io.permvi.inference.search.MatchingListener;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.random.RandomStream;

/**
 * What a method is told about one run of it.
 *
 * @param seed of everything random
 * @param threads at least 1
 * @param progress hears of each step or stage
 * @param matchings hears of the matchings held so far, where the method has them
 */
public record Run(long seed, int threads, Progress.Listener progress, MatchingListener matchings) {

    /** Checks the number of threads. */
    public Run {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
    }

    /** With this seed, one thread, nobody listening. */
    public static Run of(long seed) {
        return new Run(seed, 1, Progress.Listener.NONE, MatchingListener.NONE);
    }

    /** The same on another number of threads. */
    public Run withThreads(int value) {
        return new Run(seed, value, progress, matchings);
    }

    /** The same with another listener of progress. */
    public Run withProgress(Progress.Listener value) {
        return new Run(seed, threads, value, matchings);
    }

    /** The same with another listener of matchings. */
    public Run withMatchings(MatchingListener value) {
        return new Run(seed, threads, progress, value);
    }

    /** The same from another seed. */
    public Run withSeed(long value) {
        return new Run(value, threads, progress, matchings);
    }

    /** The stream of a purpose within the run. */
    public RandomStream stream(String purpose) {
        return RandomStream.of(seed).named(purpose);
    }

    /** The generator of a purpose within the run. */
    public DrawRandom random(String purpose) {
        return stream(purpose).generator();
    }
}
