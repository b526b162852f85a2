package io.permvi.applications.tracks;

/**
 * What is asked of a tracker.
 *
 * @param divisions whether detections may divide
 * @param gap frames at most in which a thing may be missed between two detections
 * @param velocity whether things keep their velocity
 * @param rounds of learning
 * @param states of exact sums, 0 for belief propagation alone
 */
public record TrackSettings(boolean divisions, int gap, boolean velocity, int rounds, int states) {
    private static final int LARGEST_GAP = 10;

    /** @throws IllegalArgumentException when the gap is not from 0 to 10, or a number is out of range */
    public TrackSettings {
        if (gap < 0 || gap > LARGEST_GAP) {
            throw new IllegalArgumentException("gap must be from 0 to " + LARGEST_GAP + ", got " + gap);
        }
        if (rounds < 1 || states < 0) {
            throw new IllegalArgumentException(
                    "rounds must be at least 1 and states at least 0, got " + rounds + " and " + states);
        }
    }

    /** No divisions, a gap of one frame, no velocity. */
    public static TrackSettings withDefaults() {
        return new TrackSettings(false, 1, false, 14, 4096);
    }

    /** With or without divisions. */
    public TrackSettings withDivisions(boolean value) {
        return new TrackSettings(value, gap, velocity, rounds, states);
    }

    /** With this gap. */
    public TrackSettings withGap(int value) {
        return new TrackSettings(divisions, value, velocity, rounds, states);
    }

    /** With or without velocities that last. */
    public TrackSettings withVelocity(boolean value) {
        return new TrackSettings(divisions, gap, value, rounds, states);
    }

    /** With this many rounds. */
    public TrackSettings withRounds(int value) {
        return new TrackSettings(divisions, gap, velocity, value, states);
    }

    /** With exact sums of this many states at most. */
    public TrackSettings withStates(int value) {
        return new TrackSettings(divisions, gap, velocity, rounds, value);
    }
}
