package io.permvi.applications.tracks;

import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.RandomStream;
import io.permvi.relaxations.sparse.DetectionMarginals;
import io.permvi.relaxations.sparse.DetectionRule;
import io.permvi.relaxations.sparse.LinkPropagation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Links detections to tracks: learns motion, appearance and rates without labels by expectation and maximization, the
 * expectation by belief propagation on a chain of partial matchings, and sums exactly at the end where that can be
 * done. A pass for one recording.
 */
public final class Tracker {
    private static final double LOOSE = 0.01;
    private static final double TIGHT = 1e-3;
    private static final int SWEEPS = 300;
    private static final int LAST_SWEEPS = 5000;
    private static final int DIVISIONS_FROM = 6;
    private static final int VELOCITIES_FROM = 4;
    private static final int NULL_SPOTS = 128;
    private static final int COMPARED_ROUNDS = 5;
    private static final int MOST_COMPARED = 60_000;
    private static final double LIKELY = 0.05;
    private static final int PREDICTIONS = 3;

    private final Spots spots;
    private final TrackSettings settings;
    private final Workers workers;
    private final FrameIndex[] frames;
    private final double nearest;
    private final double spacing;
    private final Field field;
    private final RandomStream random;
    private Flow flow;
    private Parameters known;
    private Candidates candidates;
    private LinkPropagation messages;
    private LinkWeights weights;
    private DetectionRule rule;
    private double[] belief;
    private double[] logNull;
    private double bound;
    private boolean settled;

    /** Gets the number of rounds done, and words on the state. */
    @FunctionalInterface
    public interface Progress {
        /** After a round. */
        void report(int round, String state);
    }

    private Tracker(Spots spots, TrackSettings settings, long seed, Workers workers) {
        this.settings = settings;
        this.workers = workers;
        random = RandomStream.of(seed).named("tracks");
        frames = new FrameIndex[spots.frames()];
        workers.forEach(
                frames.length, t -> frames[t] = new FrameIndex(spots, spots.frameStart(t), spots.frameStart(t + 1)));
        this.spots = spots.withLogarithms(logarithms(spots));
        double volume = new Field(spots, 0).volume();
        spacing = Math.pow(volume * spots.frames() / spots.size(), 1.0 / spots.dimensions());
        nearest = Math.max(medianNearest(), spacing / 20);
        field = new Field(spots, nearest);
    }

    /** Which features change in proportion to their level, by spots and the nearest in the next frame. */
    private boolean[] logarithms(Spots raw) {
        boolean[] logarithmic = new boolean[raw.featureNames().size()];
        int every = Math.max(1, raw.size() / 5000);
        FrameIndex.Found found = new FrameIndex.Found(1);
        for (int f = 0; f < logarithmic.length; f++) {
            List<double[]> pairs = new ArrayList<>();
            for (int i = 0; i < raw.frameStart(raw.frames() - 1); i += every) {
                frames[raw.time(i) + 1].search(place(raw, i), -1, found.within(Double.POSITIVE_INFINITY));
                if (found.count() > 0) {
                    pairs.add(new double[] {raw.feature(f, i), raw.feature(f, found.spot(0))});
                }
            }
            logarithmic[f] =
                    Scale.isLogarithmic(pairs) && IntStream.range(0, raw.size()).allMatch(positive(raw, f));
        }
        return logarithmic;
    }

    private static IntPredicate positive(Spots raw, int f) {
        return i -> raw.feature(f, i) > 0;
    }

    /**
     * Links spots.
     *
     * @param spots at least two frames with a spot
     * @param seed of everything random
     * @throws IllegalArgumentException when there are fewer than two frames with spots
     */
    public static TrackResult track(
            Spots spots, TrackSettings settings, long seed, Workers workers, Progress progress) {
        if (spots.frames() < 2) {
            throw new IllegalArgumentException("tracks need spots in at least two frames, got " + spots.frames());
        }
        Tracker tracker = new Tracker(spots, settings, seed, workers);
        tracker.begin();
        for (int round = 1; round <= settings.rounds(); round++) {
            tracker.round(round);
            progress.report(round, tracker.state());
        }
        return tracker.finish(spots);
    }

    private String state() {
        return "expected links " + Math.round(Arrays.stream(belief).sum());
    }

    private double medianNearest() {
        double[] distances = new double[Math.min(spots.size(), 20_000)];
        int every = Math.max(1, spots.size() / distances.length);
        FrameIndex.Found found = new FrameIndex.Found(1);
        int count = 0;
        for (int i = 0; i < spots.size() && count < distances.length; i += every) {
            frames[spots.time(i)].search(place(spots, i), i, found.within(Double.POSITIVE_INFINITY));
            if (found.count() > 0) {
                distances[count++] = found.distance(0);
            }
        }
        Arrays.sort(distances, 0, count);
        return count == 0 ? spacing / 2 : distances[count / 2];
    }

    private static double[] place(Spots of, int i) {
        double[] place = new double[of.dimensions()];
        Arrays.setAll(place, axis -> of.x(axis, i));
        return place;
    }

    /** Starts from the flow with the highest bound after a few rounds, where there is more than one to choose from. */
    private void begin() {
        FlowStart start = new FlowStart(spots, frames, nearest, Math.max(2.5 * nearest, 2.2 * spacing));
        double[] everywhere = start.global();
        List<double[][]> bases = new ArrayList<>();
        for (double[][] base : List.of(
                start.local(everywhere, workers),
                start.uniform(everywhere),
                start.uniform(new double[everywhere.length]))) {
            if (bases.stream().allMatch(other -> distance(base, other) > 0.15 * nearest)) {
                bases.add(base);
            }
        }
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < bases.size() && bases.size() > 1 && spots.size() <= MOST_COMPARED; k++) {
            beginFrom(bases.get(k));
            for (int round = 1; round <= COMPARED_ROUNDS; round++) {
                round(round);
            }
            if (bound > highest) {
                highest = bound;
                best = k;
            }
        }
        beginFrom(bases.get(best));
    }

    private double distance(double[][] a, double[][] b) {
        double sum = 0;
        for (int i = 0; i < spots.size(); i++) {
            double square = 0;
            for (int axis = 0; axis < a.length; axis++) {
                square += Math.pow(a[axis][i] - b[axis][i], 2);
            }
            sum += Math.sqrt(square);
        }
        return sum / spots.size();
    }

    private void beginFrom(double[][] base) {
        int features = spots.featureNames().size();
        double[] variances = new double[features];
        double[] means = new double[features];
        for (int f = 0; f < features; f++) {
            for (int i = 0; i < spots.size(); i++) {
                means[f] += spots.feature(f, i) / spots.size();
            }
            for (int i = 0; i < spots.size(); i++) {
                variances[f] += Math.pow(spots.feature(f, i) - means[f], 2) / spots.size();
            }
        }
        known = new Parameters(
                spots.dimensions(), variances, nearest, spots.size() / (field.volume() * spots.frames()));
        for (int f = 0; f < features; f++) {
            known.shift[f] = (1 - known.keep[f]) * means[f];
        }
        flow = new Flow(spots, frames, nearest, base, workers);
        logNull = nullFeatures();
        messages = null;
    }

    /** The log density of features under the kernel of links from random spots. */
    private double[] nullFeatures() {
        double[] log = new double[spots.size()];
        if (known.keep.length == 0) {
            return log;
        }
        RandomGenerator generator = random.named("null").generator();
        int[] from = generator.ints(NULL_SPOTS, 0, spots.size()).toArray();
        int chunk = 1024;
        workers.forEach((log.length + chunk - 1) / chunk, c -> {
            double[] r = new double[known.keep.length];
            for (int j = c * chunk; j < Math.min(log.length, (c + 1) * chunk); j++) {
                double sum = 0;
                for (int i : from) {
                    for (int f = 0; f < r.length; f++) {
                        r[f] = spots.feature(f, j) - known.keep[f] * spots.feature(f, i) - known.shift[f];
                    }
                    sum += Math.exp(known.change.logDensity(r));
                }
                log[j] = Math.log(sum / from.length + 1e-300);
            }
        });
        return log;
    }

    private boolean searching(int round) {
        return round == 2 || round == 4 || round == 7;
    }

    private void round(int round) {
        if (round > 1) {
            // smoothness is chosen once: later beliefs hold what the field itself made of them
            flow.update(candidates, belief, known.motion.deviation(), round == 2, workers);
        }
        if (settings.velocity() && round == VELOCITIES_FROM) {
            known.beginVelocities();
        }
        if (round == 1 || searching(round) || settings.velocity() && round > VELOCITIES_FROM) {
            search();
            logNull = nullFeatures();
        }
        expect(LOOSE, SWEEPS);
        new Learning(spots, known, weights, candidates, messages, rule, belief).update(field, settings.gap());
        if (settings.divisions() && round == DIVISIONS_FROM - 1) {
            known.beginDivisions();
        }
    }

    private void search() {
        double gate = Math.min(2.5 * nearest, Math.max(nearest, 8 * known.motion.deviation()));
        Candidates before = candidates;
        candidates = Candidates.of(spots, frames, settings.gap(), i -> expectations(i, gate, before), workers);
        LinkPropagation old = messages;
        messages =
                new LinkPropagation(candidates.graph(), DetectionRule.of(candidates.graph(), new double[spots.size()]));
        if (old != null) {
            messages.continueFrom(old);
        }
    }

    /** Where a spot goes by the flow, and by the steps that may have led to it. */
    private List<double[]> expectations(int i, double gate, Candidates before) {
        int d = spots.dimensions();
        double[] byFlow = new double[d + 1];
        for (int axis = 0; axis < d; axis++) {
            byFlow[axis] = flow.at(axis, i);
        }
        byFlow[d] = gate;
        List<double[]> all = new ArrayList<>();
        all.add(byFlow);
        double near = Math.min(gate, 8 * known.motion.deviation());
        for (int h = 0;
                known.moving && messages != null && h < before.graph().inCount(i) && all.size() <= PREDICTIONS;
                h++) {
            int e = before.graph().link(i, h);
            if (belief[e] > LIKELY) {
                double[] on = byFlow.clone();
                for (int axis = 0; axis < d; axis++) {
                    double beside = before.step(spots, axis, e) / before.span()[e]
                            - flow.at(axis, before.graph().source(e));
                    on[axis] += known.momentum * beside;
                }
                on[d] = Math.max(Math.min(near, 8 * known.turn.deviation()), 0.5 * nearest);
                all.add(on);
            }
        }
        return all;
    }

    private void expect(double tolerance, int sweeps) {
        weights = new LinkWeights(spots, known, flow, candidates, logNull, settings.gap(), field, workers);
        rule = weights.rule(workers);
        messages.setRule(rule);
        settled = messages.run(weights.logWeights(), sweeps, tolerance, workers);
        belief = new double[candidates.graph().links()];
        Arrays.setAll(belief, messages::belief);
        bound = messages.logPartition() + weights.logScale();
    }

    private TrackResult finish(Spots original) {
        flow.update(candidates, belief, known.motion.deviation(), false, workers);
        search();
        logNull = nullFeatures();
        expect(TIGHT, LAST_SWEEPS);
        DetectionMarginals marginals = DetectionMarginals.of(messages, rule, settings.states(), workers);
        return new TrackResult(
                original, settings, candidates, marginals, messages, rule, flow, known, bound, settled, nearest);
    }
}
