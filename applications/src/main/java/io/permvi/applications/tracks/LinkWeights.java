package io.permvi.applications.tracks;

import io.permvi.relaxations.sparse.DetectionRule;
import io.permvi.relaxations.sparse.LinkGraph;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.util.ResizableDoubleArray;

/**
 * The log weights of links, starts, ends, false alarms and pairs by what is known at present. A start at the border of the
 * field may have come from outside, an end there may have left it: the chance follows from flow and noise and has no
 * parameter. Features count by their ratio to what a random spot would have.
 */
final class LinkWeights {
    private static final int PAIRED = 8;
    private static final double LEAST_PAIR = Math.log(1e-6);
    private static final int CHUNK = 512;
    /** Factors of tables are cut here, since floats are. */
    private static final double LARGEST_LOG_FACTOR = 30;

    final Scene scene;
    private final Spots spots;
    final Parameters known;
    private final Flow flow;
    final Candidates candidates;
    private final double[] logNull;
    private final int gap;
    private final double[] logStart;
    private final double[] logEnd;
    private final double[] falseAlarm;
    private final double[] logWeight;

    LinkWeights(Scene scene, Parameters known, Flow flow, Candidates candidates, double[] logNull, int gap) {
        this.scene = scene;
        this.known = known;
        this.flow = flow;
        this.candidates = candidates;
        this.logNull = logNull;
        this.gap = gap;
        spots = scene.spots();
        int n = spots.size();
        logStart = new double[n];
        logEnd = new double[n];
        falseAlarm = new double[n];
        logWeight = new double[candidates.graph().links()];
        scene.workers().forEach(n, CHUNK, this::ends);
        scene.workers().forEach(n, CHUNK, this::links);
    }

    /** The chance that a place moved by the flow, forward or back, is outside the field. */
    private double outside(int i, int way) {
        double inside = 1;
        for (int axis = 0; axis < spots.dimensions(); axis++) {
            double at = spots.x(axis, i) + way * flow.at(axis, i);
            double s = known.motion.deviation(axis) * Math.sqrt(2);
            inside *= 0.5 * (Erf.erf((scene.range()[axis][1] - at) / s) - Erf.erf((scene.range()[axis][0] - at) / s));
        }
        return Math.max(0, 1 - inside);
    }

    private double density(int t) {
        return spots.count(t) / scene.volume();
    }

    private void ends(int i) {
        int t = spots.time(i);
        double missed = 1 - known.detected;
        double starts = t == 0 ? density(0) : known.births[scene.zone(i)] + density(t - 1) * outside(i, -1);
        starts += t > 0 && t <= gap ? density(t) * Math.pow(missed, t) : 0;
        double stays = 1 - known.ends[scene.zone(i)];
        int left = spots.frames() - 1 - t;
        double end = 1 - stays * (1 - outside(i, 1)) + stays * Math.pow(missed, Math.min(gap + 1, left));
        logStart[i] = Math.log(starts);
        logEnd[i] = Math.log(Math.min(1, end));
        falseAlarm[i] = known.falseAlarms / (starts * Math.min(1, end));
    }

    private void links(int i) {
        LinkGraph graph = candidates.graph();
        double stays = Math.log1p(-known.ends[scene.zone(i)]);
        double found = Math.log(known.detected);
        double missed = Math.log(1 - known.detected);
        for (int e = graph.firstOut(i); e < graph.firstOut(i) + graph.outCount(i); e++) {
            int s = candidates.span()[e];
            logWeight[e] = s * stays
                    + (s - 1) * missed
                    + found
                    + logMotion(known.motion, residual(e), candidates.elapsed(spots, e))
                    + logFeatures(i, graph.target(e))
                    - logEnd[i]
                    - logStart[graph.target(e)];
        }
    }

    /** The step of a link beside the flow. */
    double[] residual(int e) {
        double[] r = new double[spots.dimensions()];
        int i = candidates.graph().source(e);
        for (int axis = 0; axis < r.length; axis++) {
            r[axis] = candidates.step(spots, axis, e) - candidates.elapsed(spots, e) * flow.at(axis, i);
        }
        return r;
    }

    /** The log density of a step: of the usual kind, or three times as long. */
    double logMotion(Student motion, double[] r, double elapsed) {
        double square = motion.square(r);
        double usual = motion.logDensityAt(square, elapsed);
        double wide = motion.logDensityAt(square, 9 * elapsed);
        return logMixture(known.jumps, usual, wide);
    }

    static double logMixture(double share, double usual, double other) {
        double most = Math.max(usual, other);
        return most + Math.log((1 - share) * Math.exp(usual - most) + share * Math.exp(other - most));
    }

    /** The share that a rare component has of what is observed. */
    static double responsibility(double share, double usual, double other) {
        return share / (share + (1 - share) * Math.exp(usual - other));
    }

    /** How features change from one spot to another beside what is expected. */
    double[] featureResidual(int i, int j) {
        double[] r = new double[known.keep.length];
        for (int f = 0; f < r.length; f++) {
            r[f] = spots.feature(f, j) - known.keep[f] * spots.feature(f, i) - known.shift[f];
        }
        return r;
    }

    /** The log density of the features of a random spot at those of spot {@code j}. */
    double logNull(int j) {
        return logNull[j];
    }

    private double logFeatures(int i, int j) {
        if (known.keep.length == 0) {
            return 0;
        }
        return logMixture(known.oddFeatures, known.change.logDensity(featureResidual(i, j)) - logNull[j], 0);
    }

    /** How features of a child differ from those of its parent beside what is expected. */
    double[] childResidual(int i, int j) {
        double[] r = new double[known.keep.length];
        for (int f = 0; f < r.length; f++) {
            r[f] = spots.feature(f, j) - spots.feature(f, i) - known.childShift[f];
        }
        return r;
    }

    private double logChild(int i, int j) {
        return known.keep.length == 0 ? 0 : known.childChange.logDensity(childResidual(i, j)) - logNull[j];
    }

    /** The middle of two children beside the flow, then half their distance. */
    double[] children(int e, int other) {
        double[] r = new double[spots.dimensions() + 1];
        double[] a = residual(e);
        double[] b = residual(other);
        double square = 0;
        for (int axis = 0; axis < a.length; axis++) {
            r[axis] = 0.5 * (a[axis] + b[axis]);
            square += 0.25 * (a[axis] - b[axis]) * (a[axis] - b[axis]);
        }
        r[a.length] = Math.max(Math.sqrt(square), 1e-9 * Math.exp(known.logHalf));
        return r;
    }

    private double logPair(int i, int e, int other) {
        int j = candidates.graph().target(e);
        int k = candidates.graph().target(other);
        double[] r = children(e, other);
        int d = spots.dimensions();
        double half = r[d];
        double z = (Math.log(half) - known.logHalf) / known.halfSpread;
        double logSphere = d == 2 ? Math.log(2 * Math.PI * half) : Math.log(4 * Math.PI * half * half);
        return Math.log(known.divisions)
                + Math.log1p(-known.ends[scene.zone(i)])
                + 2 * Math.log(known.detected)
                + (1 - d) * Math.log(2)
                + known.middle.logDensity(Arrays.copyOf(r, d))
                - 0.5 * z * z
                - Math.log(known.halfSpread * half * Math.sqrt(2 * Math.PI))
                - logSphere
                + logChild(i, j)
                + logChild(i, k)
                - logEnd[i]
                - logStart[j]
                - logStart[k];
    }

    /** The rule of the spots, with pairs and tables where there are divisions and velocities. */
    DetectionRule rule() {
        DetectionRule rule = DetectionRule.of(candidates.graph(), falseAlarm);
        rule = known.dividing ? withPairs(rule) : rule;
        return known.moving ? withTables(rule) : rule;
    }

    private DetectionRule withPairs(DetectionRule rule) {
        int n = spots.size();
        ResizableDoubleArray[] found = new ResizableDoubleArray[n];
        scene.workers().forEach(n, CHUNK, i -> found[i] = pairs(i));
        int[] starts = new int[n + 1];
        Arrays.setAll(starts, i -> i == 0 ? 0 : found[i - 1].getNumElements() / 3);
        Arrays.parallelPrefix(starts, Integer::sum);
        int[] one = new int[starts[n]];
        int[] other = new int[starts[n]];
        double[] odds = new double[starts[n]];
        for (int i = 0; i < n; i++) {
            for (int p = starts[i], k = 0; p < starts[i + 1]; p++, k += 3) {
                one[p] = (int) found[i].getElement(k);
                other[p] = (int) found[i].getElement(k + 1);
                odds[p] = found[i].getElement(k + 2);
            }
        }
        return rule.withPairs(starts, one, other, odds);
    }

    /** Two links and their odds for each pair of a spot among its most probable links to the next frame. */
    private ResizableDoubleArray pairs(int i) {
        int first = candidates.graph().firstOut(i);
        List<Integer> best = IntStream.range(first, first + candidates.graph().outCount(i))
                .filter(e -> candidates.span()[e] == 1)
                .boxed()
                .sorted((x, y) -> Double.compare(logWeight[y], logWeight[x]))
                .limit(PAIRED)
                .toList();
        ResizableDoubleArray pairs = new ResizableDoubleArray(1);
        for (int e : best) {
            for (int other : best) {
                double pair = e < other ? logPair(i, e, other) : Double.NEGATIVE_INFINITY;
                if (pair > Math.max(0, logWeight[best.get(0)]) + LEAST_PAIR) {
                    double odds = Math.exp(Math.min(300, pair - logWeight[e] - logWeight[other]));
                    pairs.addElements(new double[] {e, other, odds});
                }
            }
        }
        return pairs;
    }

    private DetectionRule withTables(DetectionRule rule) {
        LinkGraph graph = candidates.graph();
        int n = spots.size();
        int[] starts = new int[n];
        int size = 0;
        for (int i = 0; i < n; i++) {
            starts[i] = size;
            size += graph.inCount(i) * graph.outCount(i);
        }
        float[] table = new float[size];
        scene.workers().forEach(n, CHUNK, i -> {
            for (int h = 0, at = starts[i]; h < graph.inCount(i); h++) {
                for (int j = 0; j < graph.outCount(i); j++) {
                    table[at++] = (float) between(graph.link(i, h), graph.firstOut(i) + j);
                }
            }
        });
        return rule.withTables(starts, table);
    }

    /** What the next step has beside the one before it, by the velocity that is kept. */
    double[] turn(int in, int out) {
        double[] r = residual(out);
        double[] before = residual(in);
        double share = known.momentum * candidates.elapsed(spots, out) / candidates.elapsed(spots, in);
        for (int axis = 0; axis < r.length; axis++) {
            r[axis] -= share * before[axis];
        }
        return r;
    }

    private double between(int in, int out) {
        double s = candidates.elapsed(spots, out);
        double log = logMotion(known.turn, turn(in, out), s) - logMotion(known.motion, residual(out), s);
        return Math.exp(Math.max(-LARGEST_LOG_FACTOR, Math.min(LARGEST_LOG_FACTOR, log)));
    }

    /** The log weights of the links, over those of an end and a start. Shared: not to be modified. */
    double[] logWeights() {
        return logWeight;
    }

    /** The share of an end that is neither leaving the field nor being missed. */
    double ownEnd(int i) {
        return known.ends[scene.zone(i)] * Math.exp(-logEnd[i]);
    }

    /** The share of a start that is not coming from outside. */
    double ownStart(int i) {
        return known.births[scene.zone(i)] * Math.exp(-logStart[i]);
    }

    /** The sum of the log weights of starts and ends, by which link weights were divided. */
    double logScale() {
        return Arrays.stream(logStart).sum() + Arrays.stream(logEnd).sum();
    }
}
