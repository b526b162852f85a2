package io.permvi.applications.heads;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Heads that no worm ever had, for trying the programs without data: pairs of neurons left and right of a long body and
 * single ones between, colors drawn once for each neuron, and for each head a bend, a gain of each color, noise, missing
 * and stray points, and any position in space.
 *
 * @param pairs pairs of neurons, named S1L, S1R, ...
 * @param singles unpaired neurons, named T1, ...
 * @param presence the probability that a neuron is seen
 * @param stray the expected number of stray points
 * @param noise deviation of a position, micrometers
 * @param seed the same seed gives the same neurons and heads
 */
public record SyntheticHeads(int pairs, int singles, double presence, double stray, double noise, long seed) {
    private static final double LENGTH = 140;
    private static final double RADIUS = 14;
    private static final double COLOR_NOISE = 0.15;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException when a count is negative, there are fewer than 20 neurons, or a share is out of
     *     range
     */
    public SyntheticHeads {
        if (pairs < 0 || singles < 0 || 2 * pairs + singles < 20) {
            throw new IllegalArgumentException(
                    "synthetic heads need at least 20 neurons, got " + pairs + " pairs and " + singles + " singles");
        }
        if (!(presence > 0 && presence <= 1) || !(stray >= 0) || !(noise >= 0)) {
            throw new IllegalArgumentException("presence must be in 0..1, stray points and noise not negative, got "
                    + presence + ", " + stray + " and " + noise);
        }
    }

    /** 70 pairs, 30 singles, nearly all seen. */
    public static SyntheticHeads withDefaults() {
        return new SyntheticHeads(70, 30, 0.92, 1, 1.2, 1);
    }

    /** The same with another seed. */
    public SyntheticHeads withSeed(long newSeed) {
        return new SyntheticHeads(pairs, singles, presence, stray, noise, newSeed);
    }

    /** The first {@code count} heads, all of one handedness. */
    public List<Head> draw(int count) {
        Random random = new Random(seed);
        List<String> names = new ArrayList<>();
        List<double[]> places = new ArrayList<>();
        List<double[]> colors = new ArrayList<>();
        for (int p = 0; p < pairs + singles; p++) {
            boolean pair = p < pairs;
            double along = LENGTH * random.nextDouble();
            double side = pair ? RADIUS * (0.25 + 0.75 * random.nextDouble()) : 2 * random.nextGaussian();
            double up = RADIUS * (2 * random.nextDouble() - 1);
            double[] color = {
                2 * random.nextDouble() + 0.5, 2 * random.nextDouble() + 0.5, 2 * random.nextDouble() + 0.5
            };
            for (int s = 0; s < (pair ? 2 : 1); s++) {
                names.add(pair ? "S" + (p + 1) + (s == 0 ? "L" : "R") : "T" + (p - pairs + 1));
                places.add(
                        new double[] {along + random.nextGaussian(), s == 0 ? side : -side, up + random.nextGaussian()
                        });
                colors.add(color);
            }
        }
        List<Head> heads = new ArrayList<>();
        for (int h = 0; h < count; h++) {
            heads.add(head("head" + String.format("%02d", h + 1), names, places, colors, random));
        }
        return heads;
    }

    private Head head(String id, List<String> names, List<double[]> places, List<double[]> colors, Random random) {
        double bend = 0.0015 * random.nextGaussian();
        double lift = 0.0015 * random.nextGaussian();
        double stretch = 1 + 0.08 * random.nextGaussian();
        double roll = 2 * Math.PI * random.nextDouble();
        double[] gain = {0.2 * random.nextGaussian(), 0.2 * random.nextGaussian(), 0.2 * random.nextGaussian()};
        List<Integer> order = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            if (random.nextDouble() < presence) {
                order.add(k);
            }
        }
        int strays = 0;
        for (double time = -Math.log(1 - random.nextDouble());
                time < stray;
                time -= Math.log(1 - random.nextDouble())) {
            strays++;
        }
        for (int s = 0; s < strays; s++) {
            order.add(-1);
        }
        Collections.shuffle(order, random);
        double[][] positions = new double[3][order.size()];
        double[][] seen = new double[3][order.size()];
        List<String> given = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            int k = order.get(i);
            given.add(k < 0 ? "" : names.get(k));
            double[] place = k < 0
                    ? new double[] {
                        LENGTH * random.nextDouble(),
                        RADIUS * random.nextGaussian() / 2,
                        RADIUS * random.nextGaussian() / 2
                    }
                    : places.get(k);
            double[] color = colors.get(k < 0 ? random.nextInt(colors.size()) : k);
            double middle = place[0] - LENGTH / 2;
            double[] bent = {
                stretch * middle + noise * random.nextGaussian(),
                place[1] + bend * middle * middle + noise * random.nextGaussian(),
                place[2] + lift * middle * middle + noise * random.nextGaussian()
            };
            positions[0][i] = 100 + bent[0];
            positions[1][i] = 40 + Math.cos(roll) * bent[1] - Math.sin(roll) * bent[2];
            positions[2][i] = 30 + Math.sin(roll) * bent[1] + Math.cos(roll) * bent[2];
            for (int d = 0; d < 3; d++) {
                seen[d][i] = 2 * Math.sinh(color[d] + gain[d] + COLOR_NOISE * random.nextGaussian());
            }
        }
        return new Head(id, positions, seen, given);
    }
}
