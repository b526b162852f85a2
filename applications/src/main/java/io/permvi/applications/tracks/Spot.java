package io.permvi.applications.tracks;

import java.io.Serializable;

/**
 * A detection.
 *
 * @param id by which it is named
 * @param frame in which it is
 * @param time when it was made, in frames
 * @param place its coordinates, two or three. Kept.
 * @param features what it looks like, maybe none. Kept.
 */
public record Spot(String id, int frame, double time, double[] place, double[] features) implements Serializable {

    /** Made at the time of its frame. */
    public Spot(String id, int frame, double[] place, double[] features) {
        this(id, frame, frame, place, features);
    }
}
