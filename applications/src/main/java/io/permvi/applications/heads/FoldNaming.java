package io.permvi.applications.heads;

import io.permvi.applications.heads.HeadValidation.Condition;
import io.permvi.inference.fields.KnownMatches;
import io.permvi.inference.posterior.MatchingMarginals;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** The heads that one atlas is tested on, under any condition; each is searched once. */
final class FoldNaming {
    private final HeadNaming naming;
    private final boolean frameHand;
    private final List<HeadFile> heads;
    private final Map<String, Head> detected;
    private final long seed;
    private final Map<String, Confirming> people = new HashMap<>();
    private final Map<String, Result> searched = new HashMap<>();
    private final Map<Condition, List<Result>> together = new HashMap<>();

    /**
     * Nothing is named yet.
     *
     * @param frameHand the hand of the atlas frame, as in {@link HeadFile#commonHand()}
     * @param detected the heads as a detector sees them, by id, as far as they are there
     * @param seed of distortions, and of the order in which names are confirmed at random
     */
    FoldNaming(HeadNaming naming, boolean frameHand, List<HeadFile> heads, Map<String, Head> detected, long seed) {
        this.naming = naming;
        this.frameHand = frameHand;
        this.heads = heads;
        this.detected = detected;
        this.seed = seed;
    }

    /**
     * The names of a head.
     *
     * @param head what was named
     * @param same whether its hand is that of the atlas frame
     * @param marginals of the head's points; of a detector's points, several may be one neuron
     */
    record Result(Head head, boolean same, NamedHead named, MatchingMarginals marginals, double seconds) {}

    HeadAtlas atlas() {
        return naming.atlas();
    }

    /** The names of one of the heads under a condition. */
    Result of(HeadFile file, Condition condition) {
        if (!condition.together()) {
            return alone(file, condition);
        }
        return together.computeIfAbsent(condition, this::together).stream()
                .filter(result -> result.head().id().equals(file.head().id()))
                .findFirst()
                .orElseThrow();
    }

    private List<Result> together(Condition condition) {
        List<Result> each = heads.stream()
                .filter(file -> !condition.detected()
                        || detected.containsKey(file.head().id()))
                .map(file -> alone(file, condition))
                .toList();
        List<NamedHead> named = naming.together(
                each.stream().map(Result::head).toList(),
                each.stream().map(Result::named).toList());
        return IntStream.range(0, named.size())
                .mapToObj(h -> {
                    Result alone = each.get(h);
                    return result(alone.head(), condition, alone.same(), named.get(h), alone.seconds());
                })
                .toList();
    }

    private Result alone(HeadFile file, Condition condition) {
        String id = file.head().id();
        Head plain = condition.detected() ? detected.get(id) : file.head();
        Distortion.Distorted distorted = condition.distortion().apply(plain, seed);
        Head head = distorted.head();
        boolean same = file.commonHand().orElse(frameHand) == frameHand ^ distorted.mirrored();
        if (condition.detected()) {
            Result found = searched.computeIfAbsent(id, key -> search(head, condition, same));
            NamedHead named = condition.handGiven() ? HeadNaming.given(found.named(), same) : found.named();
            return result(head, condition, same, named, found.seconds());
        }
        HeadNaming.Hand hand =
                !condition.handGiven() ? HeadNaming.Hand.INFER : same ? HeadNaming.Hand.SAME : HeadNaming.Hand.MIRRORED;
        boolean listed = condition.choice() == HeadValidation.Choice.LIST;
        // conditions that differ in nothing but how many names are confirmed go on from one another
        String person = id + condition.distortion() + condition.handGiven() + condition.choice();
        Confirming confirming = people.computeIfAbsent(
                person, key -> new Confirming(naming, head, hand, listed, new Random(seed * 31 + id.hashCode())));
        NamedHead named = confirming.after(condition.confirmed());
        return result(head, condition, same, named, confirming.seconds());
    }

    /** A detector's points with both hands. */
    private Result search(Head head, Condition condition, boolean same) {
        long start = System.nanoTime();
        DetectorPoints points = points(head);
        NamedHead named = points.name(
                naming, HeadNaming.Hand.INFER, KnownMatches.none(points.cells().size()));
        return result(head, condition, same, named, (System.nanoTime() - start) * 1e-9);
    }

    /** The names that points of a detector are scored by are those of the nearest cells in voxels. */
    private DetectorPoints points(Head head) {
        return DetectorPoints.of(head, naming.atlas());
    }

    private Result result(Head head, Condition condition, boolean same, NamedHead named, double seconds) {
        MatchingMarginals marginals = condition.detected()
                ? points(head)
                        .each(
                                named,
                                naming.atlas(),
                                new Random(seed * 31 + head.id().hashCode()))
                : named.marginals();
        return new Result(head, same, named, marginals, seconds);
    }
}
