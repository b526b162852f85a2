package io.permvi.applications.heads;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.util.FastMath;

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

    /** What stands before the first underscore of its name; empty where there is none. */
    public String laboratory() {
        return laboratory(id);
    }

    static String laboratory(String id) {
        return id.substring(0, Math.max(0, id.indexOf('_')));
    }

    /** The same points, none of them named. */
    public Head withoutNames() {
        return new Head(id, positions, colors, Collections.nCopies(size(), ""));
    }

    /** The same points with other names. */
    public Head withNames(List<String> other) {
        return new Head(id, positions, colors, other);
    }

    /**
     * The colors on the scale of the model: for each channel the mean of two scores of mean 0 and deviation 1 among the
     * points of the head, asinh(c) standardized, and the normal quantile of the rank. Microscopes answer to light by
     * different curves, which ranks do not see; the brightest cells are told apart by the first.
     */
    public double[][] scaledColors() {
        double[][] scaled = new double[3][];
        for (int d = 0; d < 3; d++) {
            double[] quantiles = normalQuantiles(colors[d]);
            double[] compressed = Arrays.stream(colors[d]).map(FastMath::asinh).toArray();
            double mean = StatUtils.mean(compressed);
            double deviation = Math.sqrt(StatUtils.populationVariance(compressed));
            scaled[d] = new double[size()];
            for (int i = 0; i < size(); i++) {
                double standard = deviation > 0 ? (compressed[i] - mean) / deviation : 0;
                scaled[d][i] = 0.5 * (quantiles[i] + standard);
            }
        }
        return scaled;
    }

    /** The normal quantile of each value's mid-rank; equal values share theirs. */
    private static double[] normalQuantiles(double[] values) {
        NormalDistribution normal = new NormalDistribution(null, 0, 1);
        double[] quantiles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int below = 0;
            int equal = 0;
            for (double other : values) {
                below += other < values[i] ? 1 : 0;
                equal += other == values[i] ? 1 : 0;
            }
            quantiles[i] = normal.inverseCumulativeProbability((below + 0.5 * equal) / values.length);
        }
        return quantiles;
    }
}
