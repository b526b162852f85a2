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
 * @param seed the same seed gives the same neurons and heads
 */
public record SyntheticHeads(long seed) {
    /** Pairs of neurons, named S1L, S1R, ... */
    private static final int PAIRS = 70;
    /** Unpaired neurons, named T1, ... */
    private static final int SINGLES = 30;
    /** The probability that a neuron is seen. */
    private static final double PRESENCE = 0.92;
    /** The expected number of stray points. */
    private static final double STRAY = 1;
    /** Deviation of a position, micrometers. */
    private static final double NOISE = 1.2;

    private static final double LENGTH = 140;
    private static final double RADIUS = 14;
    private static final double COLOR_NOISE = 0.15;

    /** The first {@code count} heads, all of one handedness. */
    public List<Head> draw(int count) {
        Random random = new Random(seed);
        List<String> names = new ArrayList<>();
        List<double[]> places = new ArrayList<>();
        List<double[]> colors = new ArrayList<>();
        for (int p = 0; p < PAIRS + SINGLES; p++) {
            boolean pair = p < PAIRS;
            double along = LENGTH * random.nextDouble();
            double side = pair ? RADIUS * (0.25 + 0.75 * random.nextDouble()) : 2 * random.nextGaussian();
            double up = RADIUS * (2 * random.nextDouble() - 1);
            double[] color = {
                2 * random.nextDouble() + 0.5, 2 * random.nextDouble() + 0.5, 2 * random.nextDouble() + 0.5
            };
            for (int s = 0; s < (pair ? 2 : 1); s++) {
                names.add(pair ? "S" + (p + 1) + (s == 0 ? "L" : "R") : "T" + (p - PAIRS + 1));
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

    private static Head head(
            String id, List<String> names, List<double[]> places, List<double[]> colors, Random random) {
        double bend = 0.0015 * random.nextGaussian();
        double lift = 0.0015 * random.nextGaussian();
        double stretch = 1 + 0.08 * random.nextGaussian();
        double roll = 2 * Math.PI * random.nextDouble();
        double[] gain = {0.2 * random.nextGaussian(), 0.2 * random.nextGaussian(), 0.2 * random.nextGaussian()};
        List<Integer> order = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            if (random.nextDouble() < PRESENCE) {
                order.add(k);
            }
        }
        int strays = 0;
        for (double time = -Math.log(1 - random.nextDouble());
                time < STRAY;
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
                stretch * middle + NOISE * random.nextGaussian(),
                place[1] + bend * middle * middle + NOISE * random.nextGaussian(),
                place[2] + lift * middle * middle + NOISE * random.nextGaussian()
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
