package io.permvi.applications.tracks;

import io.permvi.relaxations.sparse.DetectionMarginals;
import io.permvi.relaxations.sparse.DetectionRule;
import io.permvi.relaxations.sparse.LinkGraph;
import io.permvi.relaxations.sparse.LinkPropagation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Spots with the probability of every candidate link, the tracks that follow, and what was learned. Immutable. */
public final class TrackResult {
    private static final double LIKELY = 0.5;
    /** A division that is none cuts a track and takes a link from another: two to one are asked for it. */
    private static final double SECOND = 2.0 / 3;

    private static final double LEAST_GAIN = 1e-3;
    private static final double MOST_FALSE_ALARMS = 0.3;

    private final Spots spots;
    private final TrackModel model;
    private final DetectionMarginals marginals;
    private final LinkPropagation messages;
    private final DetectionRule rule;
    private final LinkGraph graph;
    private final Flow flow;
    private final double bound;
    private final boolean settled;
    private final boolean[] taken;
    private final int[] trackOf;
    private final List<Integer> parentOf = new ArrayList<>();

    TrackResult(
            Spots spots,
            TrackModel model,
            DetectionMarginals marginals,
            LinkPropagation messages,
            DetectionRule rule,
            Flow flow,
            double bound,
            boolean settled) {
        this.spots = spots;
        this.model = model;
        this.marginals = marginals;
        this.messages = messages;
        this.rule = rule;
        this.flow = flow;
        this.bound = bound;
        this.settled = settled;
        graph = rule.graph();
        taken = new boolean[graph.links()];
        trackOf = new int[spots.size()];
        IntStream.range(0, spots.size()).forEach(this::take);
        IntStream.range(0, spots.size()).forEach(this::assign);
    }

    /** Takes the links out of a spot that are probable enough: one, or two that divide it. */
    private void take(int i) {
        int[] likely = IntStream.range(graph.firstOut(i), graph.firstOut(i) + graph.outCount(i))
                .filter(e -> probability(e) > LIKELY)
                .boxed()
                .sorted((x, y) -> Double.compare(probability(y), probability(x)))
                .mapToInt(e -> e)
                .toArray();
        for (int k = 0; k < likely.length; k++) {
            taken[likely[k]] = k == 0 || probability(likely[k]) > SECOND;
        }
    }

    /** Gives a spot the number of its track; a division ends one and begins two. */
    private void assign(int i) {
        int source = IntStream.range(0, graph.inCount(i))
                .map(k -> graph.link(i, k))
                .filter(e -> taken[e])
                .map(graph::source)
                .findFirst()
                .orElse(-1);
        boolean divided = source >= 0 && divides(source);
        if (source >= 0 && !divided) {
            trackOf[i] = trackOf[source];
        } else {
            trackOf[i] = parentOf.size();
            parentOf.add(divided ? trackOf[source] : -1);
        }
    }

    private boolean divides(int i) {
        return IntStream.range(graph.firstOut(i), graph.firstOut(i) + graph.outCount(i))
                        .filter(e -> taken[e])
                        .count()
                > 1;
    }

    /** The spots. */
    public Spots spots() {
        return spots;
    }

    /** The candidate links between them, in the order of their sources. */
    public LinkGraph graph() {
        return graph;
    }

    /** The number of candidate links. */
    public int links() {
        return graph.links();
    }

    /** The spot from which link {@code e} goes. */
    public int source(int e) {
        return graph.source(e);
    }

    /** The spot to which link {@code e} goes. */
    public int target(int e) {
        return graph.target(e);
    }

    /** The probability of link {@code e}. */
    public double probability(int e) {
        return marginals.probability(e);
    }

    /** The probability of link {@code e} by belief propagation alone. */
    public double belief(int e) {
        return messages.belief(e);
    }

    /**
     * Whether link {@code e} is taken: it is more probably there than not, and the second from its spot twice as probably.
     * Each spot has one into it at most, and one or two out of it.
     */
    public boolean taken(int e) {
        return taken[e];
    }

    /** The links that are taken. */
    public int[] taken() {
        return IntStream.range(0, links()).filter(this::taken).toArray();
    }

    /** The probability that spot {@code i} is a false alarm. */
    public double falseAlarm(int i) {
        return state(i, 0);
    }

    /** The probability that spot {@code i} divides. */
    public double division(int i) {
        return state(i, 3);
    }

    private double state(int i, int which) {
        double[] states = new double[4];
        rule.states(messages, i, states);
        return states[which];
    }

    /** The track of spot {@code i}, from 0. */
    public int track(int i) {
        return trackOf[i];
    }

    /** The number of tracks. */
    public int tracks() {
        return parentOf.size();
    }

    /** The track that divided into this one, -1 for none. */
    public int parent(int track) {
        return parentOf.get(track);
    }

    /** A coordinate of the expected displacement of spot {@code i} in a frame. */
    public double flow(int axis, int i) {
        return flow.at(axis, i);
    }

    /** What was learned. */
    public TrackModel model() {
        return model;
    }

    /** How probabilities were found. */
    public DetectionMarginals marginals() {
        return marginals;
    }

    /** What a reader of the parameters must know. */
    public List<String> warnings() {
        List<String> said = new ArrayList<>(model.warnings());
        double alarms =
                IntStream.range(0, spots.size()).mapToDouble(this::falseAlarm).sum();
        if (alarms > MOST_FALSE_ALARMS * spots.size()) {
            said.add("more than 30 % of the spots count as false alarms; the flow may have been missed");
        }
        return said;
    }

    /** The Bethe log sum of the model, to compare starts of one model. */
    public double bound() {
        return bound;
    }

    /** Whether belief propagation settled. */
    public boolean settled() {
        return settled;
    }

    /** The links whose decision is least certain, by the expected number of decisions that a look changes. */
    public int[] doubtful(int most) {
        return IntStream.range(0, links())
                .filter(e -> gain(e) > LEAST_GAIN)
                .boxed()
                .sorted((x, y) -> Double.compare(gain(y), gain(x)))
                .limit(most)
                .mapToInt(e -> e)
                .toArray();
    }

    /** The chance that a look at link {@code e} changes what is said of it. */
    public double gain(int e) {
        return Math.min(probability(e), 1 - probability(e));
    }

    @Override
    public String toString() {
        return spots.size() + " spots in " + spots.frames() + " frames, " + links() + " candidate links, "
                + taken().length + " links, " + tracks() + " tracks";
    }
}
