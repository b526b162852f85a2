package io.permvi.applications.tracks;

import io.permvi.applications.files.Checkpoint;
import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.RandomStream;
import io.permvi.relaxations.sparse.DetectionMarginals;
import io.permvi.relaxations.sparse.DetectionRule;
import io.permvi.relaxations.sparse.LinkPropagation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Links detections to tracks: learns motion, appearance and rates without labels by expectation and maximization, the
 * expectation by belief propagation on a chain of partial matchings, and sums exactly at the end where that can be
 * done. A pass for one recording.
 */
public final class Tracker {
    /** The rounds of learning. */
    public static final int ROUNDS = 14;

    private static final int LINKING_ROUNDS = 5;
    private static final double LOOSE = 0.01;
    private static final double TIGHT = 1e-3;
    private static final double TIGHTEST = 1e-10;
    private static final int SWEEPS = 300;
    private static final int LAST_SWEEPS = 5000;
    /** As many states as twelve by twelve links have. */
    private static final int STATES = 4096;

    private static final int DIVISIONS_FROM = 6;
    private static final int VELOCITIES_FROM = 4;
    private static final int NULL_SPOTS = 128;
    private static final int COMPARED_ROUNDS = 5;
    private static final int MOST_COMPARED = 60_000;
    private static final double LIKELY = 0.05;
    private static final int PREDICTIONS = 3;

    private final Scene scene;
    private final Spots spots;
    private final TrackSettings settings;
    private final TrackModel model;
    private final Parameters known;
    private final Flow flow;
    private final State state;
    private LinkWeights weights;
    private DetectionRule rule;
    private double bound;
    private boolean settled;

    /** What the next round begins with; all of it, so that learning may go on elsewhere. */
    private static final class State {
        private final TrackModel model;
        private final Flow.State flow;
        private int round;
        private Candidates candidates;
        private LinkPropagation messages;
        private double[] belief;
        private double[] logNull;

        State(TrackModel model, Flow.State flow) {
            this.model = model;
            this.flow = flow;
        }

        State(Scene scene, TrackModel model, ArrayFile file) throws ArrayFileException {
            this(model, model.flow);
            round = file.intSetting("round");
            setCandidates(Candidates.read(file, scene.spots()));
            messages.setMessages(file.array("messages"));
            belief = file.array("belief");
            logNull = file.array("logNull");
        }

        void setCandidates(Candidates found) {
            candidates = found;
            messages = new LinkPropagation(
                    found.graph(),
                    DetectionRule.of(found.graph(), new double[found.graph().nodes()]));
        }

        void write(ArrayFile file) {
            file.put("round", round).put("messages", messages.messages());
            file.put("belief", belief).put("logNull", logNull);
            candidates.write(file);
            model.write(file);
        }
    }

    /** Gets the number of rounds done, and words on the state. */
    @FunctionalInterface
    public interface Progress {
        /** After a round. */
        void report(int round, String state);
    }

    private Tracker(Scene scene, State state) {
        this.scene = scene;
        this.state = state;
        model = state.model;
        spots = scene.spots();
        settings = model.settings;
        known = model.known;
        flow = new Flow(scene, model.start, state.flow);
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
        return track(spots, settings, seed, workers, Optional.empty(), progress);
    }

    /**
     * The same, keeping the state of each round, so that what was stopped goes on, with the same bits at the end.
     *
     * @param kept where the state is; one of another recording or of other settings is not used
     */
    public static TrackResult track(
            Spots spots,
            TrackSettings settings,
            long seed,
            Workers workers,
            Optional<Checkpoint> kept,
            Progress progress) {
        requireFrames(spots);
        Scene scene = Scene.of(spots, workers);
        double[][] usual = nullFeatures(scene.spots(), seed);
        Tracker tracker = kept.flatMap(at -> at.read(file -> {
                    TrackModel model = TrackModel.read(settings, scene, usual, file);
                    return new Tracker(scene, new State(scene, model, file));
                }))
                .orElseGet(() -> begin(scene, settings, usual));
        while (tracker.state.round < ROUNDS) {
            tracker.learn();
            kept.ifPresent(at -> at.write(tracker.state::write));
            progress.report(tracker.state.round, tracker.words());
        }
        tracker.flow.update(tracker.state.candidates, tracker.state.belief, tracker.known.motion.deviation(), false);
        tracker.search();
        tracker.expect(TIGHT, LAST_SWEEPS);
        return tracker.result(spots);
    }

    /**
     * Links spots by what was learned of others, without learning: beliefs of a long recording and of a window of it are
     * the same away from the ends of the window.
     *
     * @throws IllegalArgumentException when there are fewer than two frames with spots, or spots have other features or
     *     dimensions than those of the model
     */
    public static TrackResult link(Spots spots, TrackModel model, Workers workers) {
        requireFrames(spots);
        if (spots.dimensions() != model.range.length || spots.featureNames().size() != model.logarithms.length) {
            throw new IllegalArgumentException("spots must have " + model.range.length + " dimensions and "
                    + model.logarithms.length + " features as those of the model, got " + spots.dimensions() + " and "
                    + spots.featureNames().size());
        }
        Tracker tracker = new Tracker(Scene.like(model, spots, workers), new State(model, new Flow.State(model.flow)));
        for (int round = 1; round <= LINKING_ROUNDS; round++) {
            if (round > 1) {
                tracker.flow.update(
                        tracker.state.candidates, tracker.state.belief, tracker.known.motion.deviation(), false);
            }
            tracker.search();
            tracker.expect(TIGHTEST, LAST_SWEEPS);
        }
        return tracker.result(spots);
    }

    private static void requireFrames(Spots spots) {
        if (spots.frames() < 2) {
            throw new IllegalArgumentException("tracks need spots in at least two frames, got " + spots.frames());
        }
    }

    private String words() {
        return "expected links " + Math.round(Arrays.stream(state.belief).sum());
    }

    /** Starts from the flow with the highest bound after a few rounds, where there is more than one to choose from. */
    private static Tracker begin(Scene scene, TrackSettings settings, double[][] usual) {
        Function<FlowGrid, Tracker> from = start -> {
            TrackModel model = TrackModel.begin(settings, scene, usual, start);
            return new Tracker(scene, new State(model, model.flow));
        };
        List<FlowGrid> starts = starts(scene);
        FlowGrid best = starts.get(0);
        double highest = Double.NEGATIVE_INFINITY;
        for (FlowGrid start :
                scene.spots().size() > MOST_COMPARED || starts.size() == 1 ? List.<FlowGrid>of() : starts) {
            Tracker tracker = from.apply(start);
            while (tracker.state.round < COMPARED_ROUNDS) {
                tracker.learn();
            }
            best = tracker.bound > highest ? start : best;
            highest = Math.max(highest, tracker.bound);
        }
        return from.apply(best);
    }

    /** Flows that differ enough to be compared. */
    private static List<FlowGrid> starts(Scene scene) {
        FlowStart start = new FlowStart(scene, Math.max(2.5 * scene.nearest(), 2.2 * scene.spacing()));
        double[][] range = scene.range();
        double[] everywhere = start.global();
        List<FlowGrid> grids = new ArrayList<>();
        List<double[][]> bases = new ArrayList<>();
        for (FlowGrid grid : List.of(
                start.local(everywhere),
                FlowGrid.uniform(range, everywhere),
                FlowGrid.uniform(range, new double[range.length]))) {
            double[][] base = grid.at(scene.spots());
            if (bases.stream().allMatch(other -> distance(base, other) > 0.15 * scene.nearest())) {
                grids.add(grid);
                bases.add(base);
            }
        }
        return grids;
    }

    private static double distance(double[][] a, double[][] b) {
        double sum = 0;
        for (int i = 0; i < a[0].length; i++) {
            double square = 0;
            for (int axis = 0; axis < a.length; axis++) {
                square += Math.pow(a[axis][i] - b[axis][i], 2);
            }
            sum += Math.sqrt(square);
        }
        return sum / a[0].length;
    }

    private static double[][] nullFeatures(Spots spots, long seed) {
        return RandomStream.of(seed)
                .named("tracks")
                .named("null")
                .generator()
                .ints(NULL_SPOTS, 0, spots.size())
                .mapToObj(spots::features)
                .toArray(double[][]::new);
    }

    /** The log density of features under the kernel of links from random spots. */
    private double[] logNull() {
        double[] log = new double[spots.size()];
        if (known.keep.length > 0) {
            scene.workers().forEach(log.length, 1024, j -> {
                double[] r = new double[known.keep.length];
                double sum = 0;
                for (double[] usual : model.nullFeatures) {
                    for (int f = 0; f < r.length; f++) {
                        r[f] = spots.feature(f, j) - known.keep[f] * usual[f] - known.shift[f];
                    }
                    sum += Math.exp(known.change.logDensity(r));
                }
                log[j] = Math.log(sum / model.nullFeatures.length + 1e-300);
            });
        }
        return log;
    }

    private static boolean searching(int round) {
        return round == 1 || round == 2 || round == 4 || round == 7;
    }

    /** A round of learning. */
    private void learn() {
        int round = ++state.round;
        if (round > 1) {
            // smoothness is chosen once: later beliefs hold what the field itself made of them
            flow.update(state.candidates, state.belief, known.motion.deviation(), round == 2);
        }
        if (settings.velocity() && round == VELOCITIES_FROM) {
            known.beginVelocities(true);
        }
        if (searching(round) || settings.velocity() && round > VELOCITIES_FROM) {
            search();
        }
        expect(LOOSE, SWEEPS);
        new Learning(weights, state.messages, rule, state.belief).update(settings.gap());
        if (settings.divisions() && round == DIVISIONS_FROM - 1) {
            known.beginDivisions(true);
        }
    }

    private void search() {
        double gate = Math.min(2.5 * scene.nearest(), Math.max(scene.nearest(), 8 * known.motion.deviation()));
        Candidates before = state.candidates;
        LinkPropagation old = state.messages;
        state.setCandidates(Candidates.of(scene, settings.gap(), i -> expectations(i, gate, before)));
        if (old != null) {
            state.messages.continueFrom(old);
        }
        state.logNull = logNull();
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
                known.moving && before != null && h < before.graph().inCount(i) && all.size() <= PREDICTIONS;
                h++) {
            int e = before.graph().link(i, h);
            if (state.belief[e] > LIKELY) {
                double[] on = byFlow.clone();
                for (int axis = 0; axis < d; axis++) {
                    double beside = before.step(spots, axis, e) / before.elapsed(spots, e)
                            - flow.at(axis, before.graph().source(e));
                    on[axis] += known.momentum * beside;
                }
                on[d] = Math.max(Math.min(near, 8 * known.turn.deviation()), 0.5 * scene.nearest());
                all.add(on);
            }
        }
        return all;
    }

    private void expect(double tolerance, int sweeps) {
        weights = new LinkWeights(scene, known, flow, state.candidates, state.logNull, settings.gap());
        rule = weights.rule();
        state.messages.setRule(rule);
        settled = state.messages.run(weights.logWeights(), sweeps, tolerance, scene.workers());
        state.belief = new double[state.candidates.graph().links()];
        Arrays.setAll(state.belief, state.messages::belief);
        bound = state.messages.logPartition() + weights.logScale();
    }

    private TrackResult result(Spots original) {
        DetectionMarginals marginals = DetectionMarginals.of(state.messages, rule, STATES, scene.workers());
        return new TrackResult(original, model, marginals, state.messages, rule, flow, bound, settled);
    }
}
