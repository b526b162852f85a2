package io.permvi.applications.tracks;

import io.permvi.relaxations.sparse.DetectionMarginals;
import io.permvi.relaxations.sparse.DetectionRule;
import io.permvi.relaxations.sparse.LinkPropagation;
import io.permvi.relaxations.sparse.SparseMarginals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Spots with the probability of every candidate link, the tracks that follow, and what was learned. Immutable. */
public final class TrackResult {
    private static final double LIKELY = 0.5;

    private final Spots spots;
    private final TrackModel model;
    private final Candidates candidates;
    private final DetectionMarginals marginals;
    private final LinkPropagation messages;
    private final DetectionRule rule;
    private final Flow flow;
    private final double bound;
    private final boolean settled;
    private final int[] trackOf;
    private final List<Integer> parentOf = new ArrayList<>();

    TrackResult(
            Spots spots,
            TrackModel model,
            Candidates candidates,
            DetectionMarginals marginals,
            LinkPropagation messages,
            DetectionRule rule,
            Flow flow,
            double bound,
            boolean settled) {
        this.spots = spots;
        this.model = model;
        this.candidates = candidates;
        this.marginals = marginals;
        this.messages = messages;
        this.rule = rule;
        this.flow = flow;
        this.bound = bound;
        this.settled = settled;
        trackOf = new int[spots.size()];
        assign();
    }

    /** Gives each spot the number of its track; a division ends one and begins two. */
    private void assign() {
        for (int i = 0; i < spots.size(); i++) {
            int into = -1;
            for (int k = 0; k < candidates.graph().inCount(i); k++) {
                int e = candidates.graph().link(i, k);
                into = marginals.probability(e) > LIKELY ? e : into;
            }
            int source = into < 0 ? -1 : candidates.graph().source(into);
            boolean divided = source >= 0 && out(source).length > 1;
            if (source >= 0 && !divided) {
                trackOf[i] = trackOf[source];
            } else {
                trackOf[i] = parentOf.size();
                parentOf.add(divided ? trackOf[source] : -1);
            }
        }
    }

    /** The links out of a spot that are more probably there than not. */
    public int[] out(int i) {
        int first = candidates.graph().firstOut(i);
        return IntStream.range(first, first + candidates.graph().outCount(i))
                .filter(e -> marginals.probability(e) > LIKELY)
                .toArray();
    }

    /** The spots. */
    public Spots spots() {
        return spots;
    }

    /** The number of candidate links, in the order of their sources. */
    public int links() {
        return candidates.graph().links();
    }

    /** The spot from which link {@code e} goes. */
    public int source(int e) {
        return candidates.graph().source(e);
    }

    /** The spot to which link {@code e} goes. */
    public int target(int e) {
        return candidates.graph().target(e);
    }

    /** The candidate links into a spot. */
    public int[] into(int i) {
        return IntStream.range(0, candidates.graph().inCount(i))
                .map(k -> candidates.graph().link(i, k))
                .toArray();
    }

    /** The candidate links from a spot. */
    public int[] from(int i) {
        int first = candidates.graph().firstOut(i);
        return IntStream.range(first, first + candidates.graph().outCount(i)).toArray();
    }

    /** The probability of link {@code e}. */
    public double probability(int e) {
        return marginals.probability(e);
    }

    /** The probability of link {@code e} by belief propagation alone. */
    public double belief(int e) {
        return messages.belief(e);
    }

    /** The links that are more probably there than not: each spot has one into it at most, and one or two out of it. */
    public int[] likely() {
        return IntStream.range(0, links()).filter(e -> probability(e) > LIKELY).toArray();
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

    /** What a reader of the parameters must know. */
    public List<String> warnings() {
        List<String> said = new ArrayList<>(model.warnings());
        double alarms =
                IntStream.range(0, spots.size()).mapToDouble(this::falseAlarm).sum();
        if (alarms > 0.3 * spots.size()) {
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

    /** Links by how their probability was found. */
    public Map<SparseMarginals.Method, Integer> methods() {
        return marginals.links();
    }

    /** The mean and the largest error of belief propagation alone, where sums corrected it. */
    public double[] corrections() {
        return marginals.corrections();
    }

    /** The links whose decision is least certain, by the expected number of decisions that a look changes. */
    public int[] doubtful(int most) {
        return IntStream.range(0, links())
                .filter(e -> gain(e) > 1e-3)
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
                + Arrays.stream(likely()).count() + " links, " + tracks() + " tracks";
    }
}
