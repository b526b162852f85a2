package io.permvi.benchmarks;

import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.sparse.DetectionMarginals;
import io.permvi.relaxations.sparse.DetectionRule;
import io.permvi.relaxations.sparse.LinkGraph;
import io.permvi.relaxations.sparse.LinkPropagation;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The probabilities of associations in one scan with close targets, where all targets compete for all measurements: the
 * Java side of
 * {@code compare/tracks.py}, which enumerates the joint events.
 */
public final class CloseTargets {
    private static final double DETECTED = 0.9;
    private static final int ROUNDS = 20;

    private CloseTargets() {}

    /**
     * Runs.
     *
     * @param arguments numbers of targets
     */
    public static void main(String[] arguments) {
        try (Workers workers = new Workers(1)) {
            for (String argument : arguments) {
                run(Integer.parseInt(argument), workers);
            }
        }
    }

    private static void run(int targets, Workers workers) {
        double[] logWeights = logWeights(targets);
        int[] source = new int[logWeights.length];
        int[] target = new int[logWeights.length];
        for (int e = 0; e < source.length; e++) {
            source[e] = e / targets;
            target[e] = targets + e % targets;
        }
        LinkGraph graph = LinkGraph.of(2 * targets, source, target);
        DetectionRule rule = DetectionRule.of(graph, new double[2 * targets]);
        double shortest = Double.POSITIVE_INFINITY;
        double[] exact = new double[0];
        double[] corrections = new double[0];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            LinkPropagation messages = new LinkPropagation(graph, rule);
            messages.run(logWeights, 200, 1e-6, workers);
            DetectionMarginals marginals = DetectionMarginals.of(messages, rule, 4096, workers);
            exact = marginals.probabilities();
            corrections = marginals.corrections();
            shortest = Math.min(shortest, (System.nanoTime() - start) * 1e-9);
        }
        System.out.printf(
                Locale.ROOT,
                "{\"targets\": %d, \"seconds\": %.6f, \"propagationMean\": %.4f, \"propagationLargest\": %.4f,"
                        + " \"logWeights\": [%s], \"marginals\": [%s]}%n",
                targets,
                shortest,
                corrections[0],
                corrections[1],
                text(logWeights),
                text(exact));
    }

    /** Targets and their measurements within a few standard deviations; log(detected density / (missed clutter)). */
    private static double[] logWeights(int targets) {
        DrawRandom random = DrawRandom.of(3, targets, 0);
        double[][] places = new double[targets][];
        double[][] measured = new double[targets][];
        for (int k = 0; k < targets; k++) {
            places[k] = random.doubles(2, 0, 3).toArray();
            measured[k] = new double[] {places[k][0] + random.nextGaussian(), places[k][1] + random.nextGaussian()};
        }
        double clutter = 0.1;
        double[] logWeights = new double[targets * targets];
        for (int e = 0; e < logWeights.length; e++) {
            double dx = places[e / targets][0] - measured[e % targets][0];
            double dy = places[e / targets][1] - measured[e % targets][1];
            logWeights[e] = Math.log(DETECTED / ((1 - DETECTED) * clutter * 2 * Math.PI)) - 0.5 * (dx * dx + dy * dy);
        }
        return logWeights;
    }

    private static String text(double[] values) {
        return Arrays.stream(values)
                .mapToObj(value -> String.format(Locale.ROOT, "%.17g", value))
                .collect(Collectors.joining(", "));
    }
}
