package io.permvi.applications.tracks;

import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import java.io.Serializable;
import java.util.Arrays;

/** What is learned, with its values at the start. A pass that belongs to one learning. */
final class Parameters implements Serializable {
    /** Observations that the start counts for in what few events tell. */
    static final double PRIOR = 10;

    private static final double FREEDOM = 5;

    /** Chance that a thing ends between two frames, other than by leaving the field: inside, and near the border. */
    double[] ends = {0.02, 0.02};
    /** Chance that a thing is detected. */
    double detected = 0.98;
    /** New things a volume and frame, inside and near the border, and false alarms. */
    double[] births = new double[2];

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

    private Parameters(int features) {
        keep = new double[features];
        shift = new double[features];
        childShift = new double[features];
    }

    /** The start for spots at this nearest-neighbor distance and density. */
    static Parameters begin(Spots spots, double nearest, double density) {
        int features = spots.featureNames().size();
        Parameters start = new Parameters(features);
        Arrays.fill(start.births, 0.02 * density);
        start.falseAlarms = 0.01 * density;
        double[] steps = new double[spots.dimensions()];
        Arrays.fill(steps, 0.09 * nearest * nearest);
        start.motion = Student.diagonal(steps, FREEDOM);
        double[] variances = new double[features];
        Arrays.fill(start.keep, 0.9);
        for (int f = 0; f < features; f++) {
            double mean = 0;
            for (int i = 0; i < spots.size(); i++) {
                mean += spots.feature(f, i) / spots.size();
            }
            for (int i = 0; i < spots.size(); i++) {
                variances[f] += 0.3 * Math.pow(spots.feature(f, i) - mean, 2) / spots.size();
            }
            start.shift[f] = (1 - start.keep[f]) * mean;
        }
        start.change = Student.diagonal(variances, FREEDOM);
        start.logHalf = Math.log(0.4 * nearest);
        start.beginDivisions(false);
        start.beginVelocities(false);
        return start;
    }

    /** Lets detections divide from now on, where they may. */
    void beginDivisions(boolean now) {
        dividing = now;
        middle = motion.times(1.5);
        childChange = change.times(4);
    }

    /** Lets velocities last from now on, where they do. */
    void beginVelocities(boolean now) {
        moving = now;
        momentum = 0.5;
        turn = motion.times(0.5).withFreedom(FREEDOM);
    }

    /** Writes all of it into a file. */
    void write(ArrayFile file) {
        file.put("keep", keep).put("shift", shift).put("childShift", childShift);
        file.put("motion", motion.values()).put("change", change.values()).put("middle", middle.values());
        file.put("childChange", childChange.values()).put("turn", turn.values());
        file.put("ends", ends).put("births", births).put("rates", new double[] {
            detected,
            falseAlarms,
            jumps,
            oddFeatures,
            divisions,
            logHalf,
            halfSpread,
            momentum,
            dividing ? 1 : 0,
            moving ? 1 : 0
        });
    }

    /** What was written. */
    static Parameters read(ArrayFile file) throws ArrayFileException {
        Parameters read = new Parameters(0);
        read.keep = file.array("keep");
        read.shift = file.array("shift");
        read.childShift = file.array("childShift");
        read.ends = file.array("ends");
        read.births = file.array("births");
        read.motion = Student.of(file.array("motion"));
        read.change = Student.of(file.array("change"));
        read.middle = Student.of(file.array("middle"));
        read.childChange = Student.of(file.array("childChange"));
        read.turn = Student.of(file.array("turn"));
        double[] rates = file.array("rates");
        read.detected = rates[0];
        read.falseAlarms = rates[1];
        read.jumps = rates[2];
        read.oddFeatures = rates[3];
        read.divisions = rates[4];
        read.logHalf = rates[5];
        read.halfSpread = rates[6];
        read.momentum = rates[7];
        read.dividing = rates[8] == 1;
        read.moving = rates[9] == 1;
        return read;
    }
}
