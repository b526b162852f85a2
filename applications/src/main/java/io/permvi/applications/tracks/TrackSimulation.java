package io.permvi.applications.tracks;

import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Made-up recordings with their truth: things in a box and a margin around it move by a flow, a velocity and noise,
 * die, are born, are missed, and there are false alarms. The spacing is {@code a = length / objects^(1/d)}.
 *
 * @param objects mean number in the box
 * @param frames how many
 * @param dimensions 2 or 3
 * @param ratio standard deviation of the noise a frame and axis, over the spacing
 * @param drift of the flow, in half spacings
 * @param wave of the flow, in half spacings
 * @param velocity share of a velocity that is kept
 * @param clutter false alarms in a frame, over objects
 * @param detected chance of a thing to be detected
 * @param feature deviation of the change of a feature with standard deviation one; 0 for no feature
 */
public record TrackSimulation(
        int objects,
        int frames,
        int dimensions,
        double ratio,
        double drift,
        double wave,
        double velocity,
        double clutter,
        double detected,
        double feature) {
    private static final double DEATHS = 0.02;
    private static final double LENGTH = 1000;
    private static final int MODES = 3;
    private static final double MOST_SPOTS = 1e8;

    /** @throws IllegalArgumentException when a number is out of range */
    public TrackSimulation {
        require(objects >= 1 && frames >= 2, "objects must be at least 1 and frames at least 2", objects, frames);
        require(dimensions == 2 || dimensions == 3, "dimensions must be 2 or 3", dimensions);
        require(ratio > 0 && clutter >= 0, "ratio must be above 0 and clutter at least 0", ratio, clutter);
        require(velocity >= 0 && velocity < 1, "the share of a velocity that is kept must be below 1", velocity);
        require(feature >= 0 && feature <= 1, "feature must be from 0 to 1", feature);
        require(detected > 0 && detected <= 1, "the chance of detection must be above 0, at most 1", detected);
        require(Math.max(Math.abs(drift), Math.abs(wave)) <= LENGTH, "drift and wave are too large", drift, wave);
        require(
                objects * (1 + clutter) * frames <= MOST_SPOTS,
                "objects, clutter and frames make more than 1e8 spots",
                objects,
                clutter,
                frames);
    }

    private static void require(boolean right, String what, Object... got) {
        if (!right) {
            throw new IllegalArgumentException(what + ", got " + Arrays.asList(got));
        }
    }

    /** Things that hardly compete: no flow, little noise, few false alarms. */
    public static TrackSimulation of(int objects, int frames) {
        return new TrackSimulation(objects, frames, 2, 0.1, 0, 0, 0, 0.05, 0.95, 0);
    }

    /** With this flow. */
    public TrackSimulation withFlow(double drifts, double waves) {
        return new TrackSimulation(
                objects, frames, dimensions, ratio, drifts, waves, velocity, clutter, detected, feature);
    }

    /** With this noise. */
    public TrackSimulation withRatio(double noise) {
        return new TrackSimulation(
                objects, frames, dimensions, noise, drift, wave, velocity, clutter, detected, feature);
    }

    /** With velocities that last. */
    public TrackSimulation withVelocity(double kept) {
        return new TrackSimulation(objects, frames, dimensions, ratio, drift, wave, kept, clutter, detected, feature);
    }

    /** Spots and their true links. */
    public record Recording(Spots spots, TrackTruth truth) {}

    /** One thing. */
    private static final class Thing {
        private final double[] at;
        private final double[] velocity;
        private double feature;
        private int last = -1;

        Thing(double[] at) {
            this.at = at;
            velocity = new double[at.length];
        }
    }

    /** Makes a recording; the same seed gives the same. */
    public Recording simulate(long seed) {
        DrawRandom random = RandomStream.of(seed).named("recording").generator();
        double spacing = LENGTH / Math.pow(objects, 1.0 / dimensions);
        double margin = LENGTH / 4;
        double[][] waves = waves(random, spacing);
        int all = (int) Math.round(objects * Math.pow(1.5, dimensions));
        List<Thing> things = new ArrayList<>();
        for (int k = 0; k < all; k++) {
            things.add(born(random, margin));
        }
        Output output = new Output();
        for (int t = 0; t < frames; t++) {
            output.frame(t, things, random);
            for (Thing thing : things) {
                move(thing, waves, ratio * spacing, random);
            }
            things.removeIf(thing -> random.nextDouble() < DEATHS || gone(thing, margin));
            while (things.size() < all) {
                things.add(born(random, margin));
            }
        }
        return output.recording();
    }

    private Thing born(DrawRandom random, double margin) {
        Thing thing =
                new Thing(random.doubles(dimensions, -margin, LENGTH + margin).toArray());
        thing.feature = random.nextGaussian();
        return thing;
    }

    private boolean gone(Thing thing, double margin) {
        return Arrays.stream(thing.at).anyMatch(x -> x < -margin || x > LENGTH + margin);
    }

    /** The drift, then of each wave: direction of motion and of the wave, phase; lengths within half to the whole box. */
    private double[][] waves(DrawRandom random, double spacing) {
        double[][] waves = new double[1 + 2 * MODES][];
        waves[0] = direction(random, drift * spacing / 2);
        for (int m = 0; m < MODES; m++) {
            double length = LENGTH * (0.5 + 0.5 * random.nextDouble());
            double[] way = direction(random, 2 * Math.PI / length);
            double[] across = direction(random, 1);
            // motion across the way of the wave: nothing gathers anywhere
            double along = 0;
            for (int axis = 0; axis < dimensions; axis++) {
                along += across[axis] * way[axis] * length / (2 * Math.PI);
            }
            double size = Math.sqrt(1 - along * along);
            for (int axis = 0; axis < dimensions; axis++) {
                across[axis] -= along * way[axis] * length / (2 * Math.PI);
                across[axis] *= wave * spacing / 2 / size;
            }
            waves[1 + 2 * m] = across;
            waves[2 + 2 * m] = Arrays.copyOf(way, dimensions + 1);
            waves[2 + 2 * m][dimensions] = 2 * Math.PI * random.nextDouble();
        }
        return waves;
    }

    private double[] direction(DrawRandom random, double size) {
        double[] v = new double[dimensions];
        Arrays.setAll(v, axis -> random.nextGaussian());
        double norm = Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
        return Arrays.stream(v).map(x -> size * x / norm).toArray();
    }

    private void move(Thing thing, double[][] waves, double sigma, DrawRandom random) {
        double[] step = waves[0].clone();
        for (int m = 0; m < MODES; m++) {
            double[] way = waves[2 + 2 * m];
            double phase = way[dimensions];
            for (int axis = 0; axis < dimensions; axis++) {
                phase += way[axis] * thing.at[axis];
            }
            for (int axis = 0; axis < dimensions; axis++) {
                step[axis] += waves[1 + 2 * m][axis] * Math.sin(phase);
            }
        }
        for (int axis = 0; axis < dimensions; axis++) {
            thing.velocity[axis] = velocity * thing.velocity[axis] + sigma * random.nextGaussian();
            thing.at[axis] += step[axis] + thing.velocity[axis];
        }
        double memory = Math.sqrt(1 - feature * feature);
        thing.feature = memory * thing.feature + feature * random.nextGaussian();
    }

    /** Spots as they are detected. */
    private final class Output {
        private final List<Spot> spots = new ArrayList<>();
        private final List<int[]> links = new ArrayList<>();

        void frame(int t, List<Thing> things, DrawRandom random) {
            for (Thing thing : things) {
                boolean inside = Arrays.stream(thing.at).allMatch(x -> x >= 0 && x <= LENGTH);
                if (inside && random.nextDouble() < detected) {
                    if (thing.last >= 0) {
                        links.add(new int[] {thing.last, spots.size()});
                    }
                    thing.last = spots.size();
                    add(t, thing.at.clone(), thing.feature);
                }
            }
            for (int k = poisson(clutter * objects, random); k > 0; k--) {
                add(t, random.doubles(dimensions, 0, LENGTH).toArray(), random.nextGaussian());
            }
        }

        private void add(int t, double[] place, double look) {
            double[] features = feature > 0 ? new double[] {look} : new double[0];
            spots.add(new Spot(String.valueOf(spots.size()), t, place, features));
        }

        private int poisson(double mean, DrawRandom random) {
            int count = -1;
            for (double sum = 0; sum <= mean; count++) {
                sum -= Math.log(1 - random.nextDouble());
            }
            return count;
        }

        Recording recording() {
            return new Recording(
                    Spots.of(spots, feature > 0 ? List.of("feature") : List.of()),
                    TrackTruth.ofAll(links, spots.size()));
        }
    }
}
