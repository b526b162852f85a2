package io.permvi.applications.tracks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Links against the truth. A segment is a chain of links between divisions; the link from a parent belongs to the child.
 *
 * @param targetEffectiveness over true segments, the largest part that one segment found has of it, by links
 * @param trackPurity the same with truth and finding exchanged
 * @param recall share of true links that were found
 * @param precision share of links found that are true
 * @param f1 their harmonic mean
 * @param jaccard links that are both over links that are either
 * @param divisionRecall share of true divisions all of whose links were found
 * @param divisionPrecision share of divisions found all of whose links are true
 * @param switches how often the segment found changes along true segments
 * @param calibrationError mean distance of what is said from what is true, in ten bins over candidates above .01
 */
public record TrackScores(
        double targetEffectiveness,
        double trackPurity,
        double recall,
        double precision,
        double f1,
        double jaccard,
        double divisionRecall,
        double divisionPrecision,
        int switches,
        double calibrationError) {
    private static final double LEAST = 0.01;

    /** Links as a forest: each spot has one before it at most. */
    static final class Forest {
        private final int[] before;
        private final int[] after;
        private final int[] segment;
        private int links;
        private int segments;

        /** @param links pairs of source and target, sources earlier in number than their targets */
        Forest(int spots, List<int[]> links) {
            before = new int[spots];
            after = new int[spots];
            segment = new int[spots];
            Arrays.fill(before, -1);
            for (int[] link : links) {
                before[link[1]] = link[0];
                after[link[0]]++;
            }
            Arrays.fill(segment, -1);
            for (int j = 0; j < spots; j++) {
                if (before[j] >= 0) {
                    this.links++;
                    boolean goesOn = after[before[j]] == 1 && before[before[j]] >= 0;
                    segment[j] = goesOn ? segment[before[j]] : segments++;
                }
            }
        }

        boolean has(Forest other, int j) {
            return before[j] >= 0 && other.before[j] == before[j];
        }

        /** Sum over the segments of the most links that a segment of the other forest shares with each. */
        double covered(Forest by) {
            Map<Long, Integer> shared = new HashMap<>();
            int[] most = new int[segments];
            for (int j = 0; j < before.length; j++) {
                if (has(by, j)) {
                    int count = shared.merge(((long) segment[j] << 32) + by.segment[j], 1, Integer::sum);
                    most[segment[j]] = Math.max(most[segment[j]], count);
                }
            }
            return links == 0 ? 1 : (double) Arrays.stream(most).sum() / links;
        }

        /** Share of divisions all of whose links the other forest has; none is not a number. */
        double divisionsIn(Forest other) {
            int[] kept = new int[before.length];
            IntStream.range(0, before.length).filter(j -> has(other, j)).forEach(j -> kept[before[j]]++);
            return IntStream.range(0, after.length)
                    .filter(i -> after[i] > 1)
                    .mapToDouble(i -> kept[i] == after[i] ? 1 : 0)
                    .average()
                    .orElse(Double.NaN);
        }

        /** The segment that a spot is in, a number of its own below zero where it has no link. */
        private int id(int j, int[] follower) {
            return segment[j] >= 0 ? segment[j] : follower[j] >= 0 ? segment[follower[j]] : -2 - j;
        }

        private int[] followers() {
            int[] follower = new int[before.length];
            Arrays.fill(follower, -1);
            for (int j = 0; j < before.length; j++) {
                if (before[j] >= 0 && after[before[j]] == 1) {
                    follower[before[j]] = j;
                }
            }
            return follower;
        }

        /** How often the segment of the other forest changes along links within segments. */
        int switches(Forest found) {
            int[] follower = found.followers();
            int count = 0;
            for (int j = 0; j < before.length; j++) {
                boolean within = before[j] >= 0 && after[before[j]] == 1;
                count += within && found.id(before[j], follower) != found.id(j, follower) ? 1 : 0;
            }
            return count;
        }
    }

    /** Compares a result with the truth. */
    public static TrackScores of(TrackResult result, TrackTruth truth) {
        List<int[]> links = Arrays.stream(result.taken())
                .filter(e -> truth.judges(result.source(e), result.target(e)))
                .mapToObj(e -> new int[] {result.source(e), result.target(e)})
                .toList();
        int n = result.spots().size();
        Forest found = new Forest(n, links);
        Forest real = new Forest(n, truth.links());
        double both = IntStream.range(0, n).filter(j -> real.has(found, j)).count();
        return new TrackScores(
                real.covered(found),
                found.covered(real),
                both / Math.max(1, real.links),
                both / Math.max(1, found.links),
                2 * both / Math.max(1, real.links + found.links),
                both / Math.max(1, real.links + found.links - both),
                real.divisionsIn(found),
                found.divisionsIn(real),
                real.switches(found),
                calibration(result, truth).error());
    }

    /**
     * Statements on candidate links and whether they are true.
     *
     * @param probabilities above .01
     * @param right one for each
     */
    public record Calibration(List<Double> probabilities, List<Boolean> right) {
        /** The mean distance of what is said from what is true over ten bins of equal width. */
        public double error() {
            double[] excess = new double[10];
            for (int k = 0; k < right.size(); k++) {
                excess[(int) Math.min(9, 10 * probabilities.get(k))] += probabilities.get(k) - (right.get(k) ? 1 : 0);
            }
            return Arrays.stream(excess).map(Math::abs).sum() / Math.max(1, right.size());
        }
    }

    /** What the result says of candidates that the truth judges. */
    public static Calibration calibration(TrackResult result, TrackTruth truth) {
        Set<Long> real = new HashSet<>();
        truth.links().forEach(link -> real.add(((long) link[0] << 32) + link[1]));
        List<Double> said = new ArrayList<>();
        List<Boolean> right = new ArrayList<>();
        for (int e = 0; e < result.links(); e++) {
            if (result.probability(e) > LEAST && truth.judges(result.source(e), result.target(e))) {
                said.add(result.probability(e));
                right.add(real.contains(((long) result.source(e) << 32) + result.target(e)));
            }
        }
        return new Calibration(said, right);
    }
}
