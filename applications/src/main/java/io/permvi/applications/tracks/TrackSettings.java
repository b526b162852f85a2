package io.permvi.applications.tracks;

import java.io.Serializable;

/**
 * What is asked of a tracker.
 *
 * @param divisions whether detections may divide
 * @param gap frames at most in which a thing may be missed between two detections
 * @param velocity whether things keep their velocity
 */
public record TrackSettings(boolean divisions, int gap, boolean velocity) implements Serializable {
    private static final int LARGEST_GAP = 10;

    /** @throws IllegalArgumentException when the gap is not from 0 to 10 */
    public TrackSettings {
        if (gap < 0 || gap > LARGEST_GAP) {
            throw new IllegalArgumentException("gap must be from 0 to " + LARGEST_GAP + ", got " + gap);
        }
    }

    /** No divisions, a gap of one frame, no velocity. */
    public static TrackSettings withDefaults() {
        return new TrackSettings(false, 1, false);
    }

    /** With or without divisions. */
    public TrackSettings withDivisions(boolean value) {
        return new TrackSettings(value, gap, velocity);
    }

    /** With this gap. */
    public TrackSettings withGap(int value) {
        return new TrackSettings(divisions, value, velocity);
    }

    /** With or without velocities that last. */
    public TrackSettings withVelocity(boolean value) {
        return new TrackSettings(divisions, gap, value);
    }
}
