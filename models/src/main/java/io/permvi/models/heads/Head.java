package io.permvi.models.heads;

import java.util.List;

/**
 * The points of a worm's head: positions in micrometers in the microscope's frame, colors, and names where given.
 *
 * @param id what to call it
 * @param positions three rows (x, y, z) of n numbers
 * @param colors three rows (r, g, b) of n numbers
 * @param names n names, empty where a point has none
 */
public record Head(String id, double[][] positions, double[][] colors, List<String> names) {

    /** Copies nothing but the names; checks the shapes. */
    public Head {
        names = List.copyOf(names);
        if (positions.length != 3 || colors.length != 3) {
            throw new IllegalArgumentException("a head needs three coordinates and three colors, got "
                    + positions.length + " and " + colors.length);
        }
        for (int d = 0; d < 3; d++) {
            if (positions[d].length != names.size() || colors[d].length != names.size()) {
                throw new IllegalArgumentException("head " + id + " has " + names.size() + " points but "
                        + positions[d].length + " coordinates and " + colors[d].length + " colors");
            }
        }
    }

    /** The number of points, n. */
    public int size() {
        return names.size();
    }

    /** The colors on the scale of the model, asinh(c / 2): linear for the dim, logarithmic for the bright. */
    public double[][] scaledColors() {
        double[][] scaled = new double[3][size()];
        for (int d = 0; d < 3; d++) {
            for (int i = 0; i < size(); i++) {
                double half = colors[d][i] / 2;
                scaled[d][i] = Math.signum(half) * Math.log(Math.abs(half) + Math.sqrt(half * half + 1));
            }
        }
        return scaled;
    }
}
