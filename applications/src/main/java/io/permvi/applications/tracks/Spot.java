package io.permvi.applications.tracks;

import java.io.Serializable;

/**
 * A detection.
 *
 * @param id by which it is named
 * @param frame in which it is
 * @param place its coordinates, two or three. Kept.
 * @param features what it looks like, maybe none. Kept.
 */
public record Spot(String id, int frame, double[] place, double[] features) implements Serializable {}
