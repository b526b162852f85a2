package io.permvi.applications.heads;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/** What is done to a head to see how naming bears it. */
public enum Distortion {
    /** Nothing. */
    NONE,
    /** A fifth of the points removed. */
    REMOVED,
    /** One half of the head only, cut across its longest axis. */
    HALF,
    /** A tenth as many false points added, anywhere among the others, with the color of any point. */
    FALSE,
    /** Colors doubled. */
    BRIGHT,
    /** Any rotation. */
    ROTATED,
    /** Another order of the axes, signs flipped at random; may change the hand. */
    REORDERED;

    private static final double REMOVED_SHARE = 0.2;
    private static final double FALSE_SHARE = 0.1;

    /** A distorted head and whether its hand changed. */
    record Distorted(Head head, boolean mirrored) {}

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    Distorted apply(Head head, long seed) {
        Random random = new Random(seed * 31 + head.id().hashCode());
        return switch (this) {
            case NONE -> new Distorted(head, false);
            case REMOVED -> new Distorted(remove(head, random), false);
            case HALF -> new Distorted(cut(head, random.nextBoolean()), false);
            case FALSE -> new Distorted(addFalse(head, random), false);
            case BRIGHT -> new Distorted(brighten(head), false);
            case ROTATED -> turn(head, rotation(random), false);
            case REORDERED -> reorder(head, random);
        };
    }

    private static Head remove(Head head, Random random) {
        List<Integer> points = new ArrayList<>();
        for (int i = 0; i < head.size(); i++) {
            points.add(i);
        }
        Collections.shuffle(points, random);
        return only(
                head,
                points.subList(0, (int) Math.ceil(head.size() * (1 - REMOVED_SHARE))).stream()
                        .sorted()
                        .toList());
    }

    private static Head cut(Head head, boolean first) {
        double[] longest = Arrays.stream(head.positions())
                .max(Comparator.comparingDouble(StatUtils::variance))
                .orElseThrow();
        double middle = StatUtils.percentile(longest, 50);
        return only(
                head,
                IntStream.range(0, head.size())
                        .filter(i -> longest[i] < middle == first)
                        .boxed()
                        .toList());
    }

    private static Head only(Head head, List<Integer> kept) {
        return new Head(
                head.id(),
                columns(head.positions(), kept),
                columns(head.colors(), kept),
                kept.stream().map(i -> head.names().get(i)).toList());
    }

    private static double[][] columns(double[][] rows, List<Integer> kept) {
        double[][] columns = new double[rows.length][];
        for (int d = 0; d < rows.length; d++) {
            double[] row = rows[d];
            columns[d] = kept.stream().mapToDouble(i -> row[i]).toArray();
        }
        return columns;
    }

    private static Head addFalse(Head head, Random random) {
        int n = head.size();
        int added = (int) Math.round(n * FALSE_SHARE);
        double[][] positions = new double[3][n + added];
        double[][] colors = new double[3][n + added];
        List<String> names = new ArrayList<>(head.names());
        for (int d = 0; d < 3; d++) {
            System.arraycopy(head.positions()[d], 0, positions[d], 0, n);
            System.arraycopy(head.colors()[d], 0, colors[d], 0, n);
        }
        for (int i = n; i < n + added; i++) {
            names.add("");
            int a = random.nextInt(n);
            int b = random.nextInt(n);
            int c = random.nextInt(n);
            double share = random.nextDouble();
            for (int d = 0; d < 3; d++) {
                // between two points of the head: inside it, wherever the head lies in its frame
                positions[d][i] = share * head.positions()[d][a] + (1 - share) * head.positions()[d][b];
                colors[d][i] = head.colors()[d][c];
            }
        }
        return new Head(head.id(), positions, colors, names);
    }

    private static Head brighten(Head head) {
        double[][] colors = new double[3][head.size()];
        for (int d = 0; d < 3; d++) {
            for (int i = 0; i < head.size(); i++) {
                colors[d][i] = 2 * head.colors()[d][i];
            }
        }
        return new Head(head.id(), head.positions(), colors, head.names());
    }

    /** A rotation from a random unit quaternion. */
    private static double[][] rotation(Random random) {
        double[] q = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
        double norm = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
        double w = q[0] / norm;
        double x = q[1] / norm;
        double y = q[2] / norm;
        double z = q[3] / norm;
        return new double[][] {
            {1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)},
            {2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)},
            {2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)}
        };
    }

    private static Distorted reorder(Head head, Random random) {
        List<Integer> axes = new ArrayList<>(List.of(0, 1, 2));
        Collections.shuffle(axes, random);
        double[][] map = new double[3][3];
        double determinant = axes.get(1) == (axes.get(0) + 1) % 3 ? 1 : -1;
        for (int d = 0; d < 3; d++) {
            double sign = random.nextBoolean() ? 1 : -1;
            map[d][axes.get(d)] = sign;
            determinant *= sign;
        }
        return turn(head, map, determinant < 0);
    }

    private static Distorted turn(Head head, double[][] map, boolean mirrored) {
        double[][] positions = new double[3][head.size()];
        for (int d = 0; d < 3; d++) {
            for (int i = 0; i < head.size(); i++) {
                for (int e = 0; e < 3; e++) {
                    positions[d][i] += map[d][e] * head.positions()[e][i];
                }
            }
        }
        return new Distorted(new Head(head.id(), positions, head.colors(), head.names()), mirrored);
    }
}
