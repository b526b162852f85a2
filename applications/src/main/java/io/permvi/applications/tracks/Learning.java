package io.permvi.applications.tracks;

import io.permvi.relaxations.sparse.DetectionRule;
import io.permvi.relaxations.sparse.LinkGraph;
import io.permvi.relaxations.sparse.LinkPropagation;
import java.util.Arrays;

/**
 * New values of the parameters from the beliefs of one round (the M step): shares of expected events, and scales of
 * Student distributions weighted by how probable each link is and how usual its step. One for each round.
 */
final class Learning {
    private static final int MOST_LINKS = 200_000;
    private static final double LEAST = 1e-3;
    private static final double RARE = 50;
    /** Fewer expected divisions leave the shape of a division as it was. */
    private static final double LEAST_DIVISIONS = 5;

    private final Spots spots;
    private final Scene scene;
    private final Parameters known;
    private final LinkWeights weights;
    private final Candidates candidates;
    private final LinkGraph graph;
    private final LinkPropagation messages;
    private final DetectionRule rule;
    private final double[] belief;
    private final double[] pairBelief;
    /** Beliefs of links that are no part of a division. */
    private final double[] single;

    Learning(LinkWeights weights, LinkPropagation messages, DetectionRule rule, double[] belief) {
        this.weights = weights;
        this.messages = messages;
        this.rule = rule;
        this.belief = belief;
        spots = weights.scene.spots();
        scene = weights.scene;
        known = weights.known;
        candidates = weights.candidates;
        graph = candidates.graph();
        single = belief.clone();
        pairBelief = rule.pairBeliefs(messages);
        for (int p = 0; p < pairBelief.length; p++) {
            single[rule.pairOne(p)] -= pairBelief[p];
            single[rule.pairOther(p)] -= pairBelief[p];
        }
    }

    /** Replaces the parameters by what the beliefs say of them. */
    void update(int gap) {
        // all residuals are by the values of the last round, so motion comes before rates
        motion();
        if (known.keep.length > 0) {
            features();
        }
        if (known.dividing) {
            divisions();
        }
        if (known.moving) {
            velocities();
        }
        rates(gap);
    }

    private int stride() {
        return Math.max(1, belief.length / MOST_LINKS);
    }

    private void motion() {
        Student.Fit fit = known.motion.fitOfShape();
        double wide = 1;
        double all = RARE;
        for (int e = 0; e < single.length; e += stride()) {
            if (single[e] > LEAST) {
                double[] r = weights.residual(e);
                double s = candidates.elapsed(spots, e);
                double square = known.motion.square(r);
                double jump = LinkWeights.responsibility(
                        known.jumps, known.motion.logDensityAt(square, s), known.motion.logDensityAt(square, 9 * s));
                fit.add(r, single[e] * (1 - jump), s);
                wide += single[e] * jump;
                all += single[e];
            }
        }
        known.jumps = wide / all;
        known.motion = fit.shape();
    }

    private void features() {
        int count = known.keep.length;
        double[][] sums = new double[count][5];
        Student.Fit fit = known.change.fit();
        double odd = 1;
        double all = RARE;
        for (int e = 0; e < single.length; e += stride()) {
            if (single[e] <= LEAST) {
                continue;
            }
            int i = graph.source(e);
            int j = graph.target(e);
            double[] r = weights.featureResidual(i, j);
            double strange =
                    LinkWeights.responsibility(known.oddFeatures, known.change.logDensity(r) - weights.logNull(j), 0);
            double share = single[e] * (1 - strange);
            double w = share * fit.add(r, share, 1);
            for (int f = 0; f < count; f++) {
                double x = spots.feature(f, i);
                double y = spots.feature(f, j);
                sums[f][0] += w;
                sums[f][1] += w * x;
                sums[f][2] += w * y;
                sums[f][3] += w * x * x;
                sums[f][4] += w * x * y;
            }
            odd += single[e] * strange;
            all += single[e];
        }
        known.oddFeatures = odd / all;
        known.change = fit.scale(known.change, 1);
        for (int f = 0; f < count; f++) {
            regress(f, sums[f]);
        }
    }

    private void regress(int f, double[] s) {
        double spread = s[3] - s[1] * s[1] / Math.max(s[0], 1e-300);
        if (s[0] > 1 && spread > 1e-12 * s[3]) {
            known.keep[f] = Math.max(-1, Math.min(1, (s[4] - s[1] * s[2] / s[0]) / spread));
            known.shift[f] = (s[2] - known.keep[f] * s[1]) / s[0];
        }
    }

    private void divisions() {
        int d = spots.dimensions();
        Student.Fit middle = known.middle.fit();
        Student.Fit child = known.childChange.fit();
        double[] shift = new double[known.keep.length];
        double events = 0;
        double logHalf = 0;
        double logHalfSquare = 0;
        double childWeight = 0;
        for (int p = 0; p < pairBelief.length; p++) {
            double share = pairBelief[p];
            events += share;
            if (share <= LEAST) {
                continue;
            }
            double[] r = weights.children(rule.pairOne(p), rule.pairOther(p));
            double half = Math.log(r[d]);
            logHalf += share * half;
            logHalfSquare += share * half * half;
            middle.add(Arrays.copyOf(r, d), share, 1);
            for (int e : new int[] {rule.pairOne(p), rule.pairOther(p)}) {
                double[] c = weights.childResidual(graph.source(e), graph.target(e));
                double weight = share * child.add(c, share, 1);
                childWeight += weight;
                for (int f = 0; f < c.length; f++) {
                    shift[f] += weight * (c[f] + known.childShift[f]);
                }
            }
        }
        double sources = spots.frameStart(spots.frames() - 1);
        known.divisions = Math.min(0.3, (events + 0.1) / (sources + Parameters.PRIOR));
        if (events < LEAST_DIVISIONS) {
            return;
        }
        known.middle = middle.scale(known.motion, Parameters.PRIOR);
        known.logHalf = logHalf / events;
        known.halfSpread = Math.max(0.1, Math.sqrt(logHalfSquare / events - known.logHalf * known.logHalf));
        for (int f = 0; f < shift.length; f++) {
            known.childShift[f] = shift[f] / (childWeight + Parameters.PRIOR);
        }
        known.childChange = child.scale(known.change, Parameters.PRIOR);
    }

    /** The share of a velocity that is kept and what is added, from the beliefs of links in and out of a spot together. */
    private void velocities() {
        Student.Fit fit = known.turn.fitOfShape();
        double product = 0;
        double square = 1e-300;
        int step = Math.max(1, spots.size() / MOST_LINKS);
        for (int i = 0; i < spots.size(); i += step) {
            double[][] together = rule.together(messages, i);
            for (int h = 0; h < together.length; h++) {
                for (int j = 0; j < together[h].length; j++) {
                    if (together[h][j] <= LEAST) {
                        continue;
                    }
                    int in = graph.link(i, h);
                    int out = graph.firstOut(i) + j;
                    double s = candidates.elapsed(spots, out);
                    double weight = together[h][j] * fit.add(weights.turn(in, out), together[h][j], s);
                    double[] now = weights.residual(out);
                    double[] before = weights.residual(in);
                    double ratio = s / candidates.elapsed(spots, in);
                    for (int axis = 0; axis < now.length; axis++) {
                        product += weight * ratio * before[axis] * now[axis];
                        square += weight * ratio * ratio * before[axis] * before[axis];
                    }
                }
            }
        }
        known.turn = fit.shape();
        known.momentum = Math.max(-1, Math.min(1, product / square));
    }

    private void rates(int gap) {
        double[] state = new double[4];
        double[] ends = new double[2];
        double[] starts = new double[2];
        double[] things = new double[2];
        double falseAlarms = 0;
        for (int i = 0; i < spots.size(); i++) {
            rule.states(messages, i, state);
            falseAlarms += state[0];
            if (spots.time(i) > 0) {
                starts[scene.zone(i)] += state[1] * weights.ownStart(i);
            }
            if (spots.time(i) < spots.frames() - 1) {
                ends[scene.zone(i)] += state[2] * weights.ownEnd(i);
                things[scene.zone(i)] += 1 - state[0];
            }
        }
        double missed = 0;
        double steps = 0;
        for (int e = 0; e < belief.length; e++) {
            missed += (candidates.span()[e] - 1) * belief[e];
            steps += candidates.span()[e] * belief[e];
        }
        int transitions = Math.max(1, spots.frames() - 1);
        double density = spots.size() / (scene.volume() * spots.frames());
        double usualEnds = (ends[0] + ends[1] + 0.2) / (things[0] + things[1] + Parameters.PRIOR);
        double usualBirths = (starts[0] + starts[1]) / (scene.volume() * transitions);
        // a zone is as all are, until some ten things say otherwise
        double space = Parameters.PRIOR / (density * transitions);
        for (int z = 0; z < 2; z++) {
            known.ends[z] = clamp((ends[z] + Parameters.PRIOR * usualEnds) / (things[z] + Parameters.PRIOR), 1e-4, 0.5);
            known.births[z] = Math.max(
                    1e-4 * density, (starts[z] / transitions + space * usualBirths) / (scene.volumes()[z] + space));
        }
        known.falseAlarms = Math.max(1e-5 * density, falseAlarms / (scene.volume() * spots.frames()));
        known.detected = gap == 0 ? known.detected : 1 - clamp((missed + 0.2) / (steps + Parameters.PRIOR), 1e-3, 0.5);
    }

    private static double clamp(double value, double low, double high) {
        return Math.max(low, Math.min(high, value));
    }
}
