package io.permvi.applications.tracks;

/**
 * The box of all spots, with a zone near its border, as wide as neighbors are apart: there things come and go for
 * reasons of their own, such as being seen in part.
 */
final class Field {
    private final double[][] range;
    private final byte[] zone;
    private final double[] volume = new double[2];

    /** @param range the least and the largest coordinate of each axis. Kept. */
    Field(Spots spots, double[][] range, double nearest) {
        this.range = range;
        double all = 1;
        double inside = 1;
        for (int axis = 0; axis < range.length; axis++) {
            double length = Math.max(high(axis) - low(axis), 1e-9 * (1 + Math.abs(high(axis))));
            all *= length;
            inside *= Math.max(0, length - 2 * nearest);
        }
        volume[0] = inside;
        volume[1] = all - inside;
        zone = new byte[spots.size()];
        for (int i = 0; i < zone.length; i++) {
            for (int axis = 0; axis < range.length; axis++) {
                double x = spots.x(axis, i);
                zone[i] |= (byte) (x - low(axis) < nearest || high(axis) - x < nearest ? 1 : 0);
            }
        }
    }

    double[][] range() {
        return range;
    }

    double low(int axis) {
        return range[axis][0];
    }

    double high(int axis) {
        return range[axis][1];
    }

    /** 0 inside, 1 near the border. */
    int zone(int i) {
        return zone[i];
    }

    /** The volume of a zone. */
    double volume(int z) {
        return volume[z];
    }

    /** The volume of all. */
    double volume() {
        return volume[0] + volume[1];
    }
}
