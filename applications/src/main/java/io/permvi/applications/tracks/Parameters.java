package io.permvi.applications.tracks;

import java.util.Arrays;

/** What is learned, with its values at the start. A pass that belongs to one learning. */
final class Parameters {
    /** Observations that the start counts for in what few events tell. */
    static final double PRIOR = 10;

    /** Chance that a thing ends between two frames, other than by leaving the field: inside, and near the border. */
    final double[] ends = {0.02, 0.02};
    /** Chance that a thing is detected. */
    double detected = 0.98;
    /** New things a volume and frame, inside and near the border, and false alarms. */
    final double[] births = new double[2];

    double falseAlarms;
    /** Steps beside the flow, and the share of those that are three times as long. */
    Student motion;

    double jumps = 0.01;
    /**
     * How features go on: {@code next = keep * now + shift + change}; and the share of links whose features say
     * nothing.
     */
    double[] keep;

    double[] shift;
    Student change;
    double oddFeatures = 0.02;
    /**
     * Divisions: the chance of one, where the middle of the children is, how far they are apart, how their features
     * change.
     */
    double divisions = 0.01;

    Student middle;
    double logHalf;
    double halfSpread = 0.5;
    double[] childShift;
    Student childChange;
    boolean dividing;
    /** Velocities: the share that is kept, and what is added. */
    double momentum;

    Student turn;
    boolean moving;

    /** The start for spots at this nearest-neighbor distance and density. */
    Parameters(int dimensions, double[] featureVariances, double nearest, double density) {
        Arrays.fill(births, 0.02 * density);
        falseAlarms = 0.01 * density;
        motion = new Student(diagonal(dimensions, 0.09 * nearest * nearest), 5);
        int features = featureVariances.length;
        keep = new double[features];
        Arrays.fill(keep, 0.9);
        shift = new double[features];
        double[][] innovations = new double[features][features];
        for (int f = 0; f < features; f++) {
            innovations[f][f] = 0.3 * featureVariances[f];
        }
        change = new Student(innovations, 5);
        logHalf = Math.log(0.4 * nearest);
        childShift = new double[features];
    }

    static double[][] diagonal(int size, double value) {
        double[][] matrix = new double[size][size];
        for (int k = 0; k < size; k++) {
            matrix[k][k] = value;
        }
        return matrix;
    }

    /** Lets detections divide from now on. */
    void beginDivisions() {
        dividing = true;
        middle = motion.times(1.5);
        childChange = change.times(4);
    }

    /** Lets velocities last from now on. */
    void beginVelocities() {
        moving = true;
        momentum = 0.5;
        turn = motion.times(0.5).withFreedom(5);
    }
}
