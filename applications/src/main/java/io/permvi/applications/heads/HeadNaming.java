package io.permvi.applications.heads;

import io.permvi.inference.fields.KnownMatches;
import io.permvi.inference.fields.PointMatch;
import io.permvi.inference.fields.PointMatcher;
import io.permvi.inference.fields.StartingMotions;
import io.permvi.inference.fit.CoordinateAscent;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.PosteriorMixture;
import io.permvi.models.fields.FieldMatching;
import io.permvi.models.fields.RigidMotion;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.ejml.data.DMatrixRMaj;

/**
 * Names the points of heads by an atlas. Each hand that is possible is searched from 16 starts (both ends, eight turns
 * about the long axis), the bound judges within a hand, and the hands are mixed with the prior of the microscope's grid and
 * what the neurons without a twin on the other side say. Immutable; may be shared between threads.
 */
public final class HeadNaming {
    /** What is known about the handedness of a head's raw axes. */
    public enum Hand {
        /** That of the atlas frame. */
        SAME,
        /** The other. */
        MIRRORED,
        /** Unknown: both are tried. */
        INFER
    }

    /** From one start along the head to the next, micrometers: a search finds its way from half of it. */
    private static final double SHIFT = 15;

    private static final int LEAST_KEPT = 2;
    private static final int MOST_KEPT = 8;
    private static final int KEPT_TIMES_POINTS = 480;
    private static final double ASCENT_NOISE_SCALE = 2;
    /** Alternatives of one hand are the same evidence seen from different optima: only near ties share the weight. */
    private static final double TIE_TEMPERATURE = 2;
    /**
     * By what the evidence of known names for a hand is divided: names that the atlas gets wrong speak against both
     * hands.
     */
    private static final double KNOWN_TEMPERATURE = 2;
    /** As many known places tell the motion, so that one climb is enough. */
    private static final int PLACED_FOR_MOTION = 3;

    private final HeadAtlas atlas;
    private final PointMatcher.MatchingRule rule;
    private final Search search;
    private final Twins twins;

    /**
     * How widely a hand is searched.
     *
     * @param turns about the long axis to start from
     * @param astray how far from their middle the points may lie at least, micrometers; farther where they reach beyond a head
     * @param from deviation added to the places' noise at the beginning of the rigid search, micrometers
     * @param to the same at its end
     * @param heat the same at the beginning of the ascent
     * @param kept how many ends of the rigid search climb on, whatever the number of points; 0 where it follows from that
     */
    private record Search(int turns, double astray, double from, double to, double heat, int kept) {
        /** Points that are mostly a head's cells: their middle and axes are those of the head, about. */
        static final Search HEAD = new Search(8, 0, 10, 4, 6, 0);
        /**
         * Points of which many are no cells: starts are many and near each other, and stay where they are, since under a wide
         * noise all matches go to where most points are.
         */
        static final Search STRAY = new Search(12, 45, 5, 3, 3, MOST_KEPT);
    }

    /** Naming by this atlas, with belief propagation. */
    public HeadNaming(HeadAtlas atlas) {
        this(atlas, PointMatcher.MatchingRule.BELIEF_PROPAGATION);
    }

    /** The same with another way to find the marginals of the matching. */
    public HeadNaming(HeadAtlas atlas, PointMatcher.MatchingRule rule) {
        this(atlas, rule, Search.HEAD);
    }

    private HeadNaming(HeadAtlas atlas, PointMatcher.MatchingRule rule, Search search) {
        this.atlas = atlas;
        this.rule = rule;
        this.search = search;
        twins = Twins.of(atlas.names());
    }

    /** Small heads constrain the search less and cost less: more of their starts are followed to the end. */
    private PointMatcher matcher(int points) {
        int kept = Math.max(LEAST_KEPT, Math.min(MOST_KEPT, KEPT_TIMES_POINTS / points));
        return new PointMatcher(
                8,
                search.from,
                search.to,
                0.5,
                Math.max(kept, search.kept),
                new CoordinateAscent(20, 8, 1e-5),
                8,
                search.heat,
                2,
                ASCENT_NOISE_SCALE,
                5,
                atlas.noiseScale(),
                rule);
    }

    /** The atlas. */
    public HeadAtlas atlas() {
        return atlas;
    }

    /** For points of which many are no cells, so that their middle may be far from that of a head: the search starts from more places. */
    HeadNaming withStrayPoints(double expected) {
        return new HeadNaming(atlas.withFalsePoints(expected), rule, Search.STRAY);
    }

    /** Names a head. Its names, if any, are not read. */
    public NamedHead name(Head head, Hand hand) {
        return name(head, hand, KnownMatches.none(head.size()));
    }

    /**
     * Names the other points of a head where some are known for certain. Known names move the hand, the pose and the
     * deformation, and through them all other names.
     *
     * @param known of the head's points, to neurons of the atlas
     */
    public NamedHead name(Head head, Hand hand, KnownMatches known) {
        FieldMatching model = atlas.matching(head);
        double prior =
                switch (hand) {
                    case SAME -> 1;
                    case MIRRORED -> 0;
                    case INFER -> atlas.handPrior().probabilitySame(head);
                };
        Free free = new Free(
                model,
                prior,
                hand == Hand.MIRRORED ? List.of() : match(model, false),
                hand == Hand.SAME ? List.of() : match(model, true));
        return update(free, known);
    }

    /**
     * Names again with other known names; the search is not made again.
     *
     * @param before any names of the same head by this atlas
     */
    public NamedHead update(NamedHead before, KnownMatches known) {
        return update(before.free(), known);
    }

    /**
     * What was found with no name known.
     *
     * @param prior of the atlas's hand
     * @param same matches of that hand, best first
     * @param mirrored those of the other
     */
    record Free(FieldMatching model, double prior, List<PointMatch> same, List<PointMatch> mirrored) {
        private Free withPrior(double other) {
            return new Free(model, other, same, mirrored);
        }
    }

    /**
     * Judges hands together: heads on one grid come from one microscope, which mostly keeps one handedness, so that the
     * evidence of each speaks for the others. A hand that was given stays, and speaks too.
     *
     * @param heads what was named
     * @param named their names by this atlas, in their order
     */
    public List<NamedHead> together(List<Head> heads, List<NamedHead> named) {
        double[] priors = atlas.handPrior()
                .givenOthers(
                        heads, named.stream().mapToDouble(HeadNaming::evidence).toArray());
        return IntStream.range(0, priors.length)
                .mapToObj(h -> isGiven(named.get(h)) ? named.get(h) : withPrior(named.get(h), priors[h]))
                .toList();
    }

    /** The names of a head whose hand was inferred, once the hand is given. */
    static NamedHead given(NamedHead named, boolean same) {
        return withPrior(named, same ? 1 : 0);
    }

    private static boolean isGiven(NamedHead named) {
        return named.free().prior() == 0 || named.free().prior() == 1;
    }

    /** What speaks for the frame's hand: infinite where it is given. */
    private static double evidence(NamedHead named) {
        double posterior = logit(named.probabilitySame());
        return isGiven(named) ? posterior : posterior - logit(named.free().prior());
    }

    private static double logit(double probability) {
        return Math.log(probability / (1 - probability));
    }

    /** The same alternatives, the hands weighed by another prior. */
    private static NamedHead withPrior(NamedHead named, double prior) {
        double probabilitySame = 1 / (1 + Math.exp(-logit(prior) - evidence(named)));
        double[] weights = named.mixture().weights();
        List<Weighted> all = new ArrayList<>();
        for (int a = 0; a < weights.length; a++) {
            PointMatch match = named.mixture().alternatives().get(a);
            double before = share(match, named.probabilitySame());
            all.add(new Weighted(match, before > 0 ? weights[a] * share(match, probabilitySame) / before : 0));
        }
        return mix(named.free().withPrior(prior), all, named.known(), probabilitySame);
    }

    private static double share(PointMatch match, double probabilitySame) {
        return match.motion().mirrors() ? 1 - probabilitySame : probabilitySame;
    }

    private NamedHead update(Free free, KnownMatches known) {
        List<PointMatch> same = climb(free.model, free.same, known, false);
        List<PointMatch> mirrored = climb(free.model, free.mirrored, known, true);
        double probabilitySame = mirrored.isEmpty()
                ? 1
                : same.isEmpty()
                        ? 0
                        : probabilitySame(
                                free, same.get(0).bound(), mirrored.get(0).bound());
        return mix(free, same, mirrored, known, probabilitySame);
    }

    /** From where the search ended, and from where the known names would have it. */
    private List<PointMatch> climb(FieldMatching model, List<PointMatch> free, KnownMatches known, boolean mirrored) {
        if (free.isEmpty() || known.count() == 0) {
            return free;
        }
        List<RigidMotion> starts = new ArrayList<>();
        free.forEach(match -> starts.add(match.motion()));
        if (known.placed() >= PLACED_FOR_MOTION) {
            starts.add(known.motion(
                    model.values()[0],
                    atlas.positions().means(),
                    mirrored ? RigidMotion.Hand.MIRRORED : RigidMotion.Hand.SAME));
        }
        return matcher(known.items()).climb(model, known, starts);
    }

    /** Names a head from motions that are known to be nearly right, one for each hand; for calibration. */
    public NamedHead refine(Head head, RigidMotion start) {
        FieldMatching model = atlas.matching(head);
        List<PointMatch> match = List.of(matcher(head.size()).climb(model, start));
        boolean mirrors = start.mirrors();
        Free free = new Free(model, mirrors ? 0 : 1, mirrors ? List.of() : match, mirrors ? match : List.of());
        return update(free, KnownMatches.none(head.size()));
    }

    /** Where the ascent ends when names are held to be right. */
    record Judged(PointMatch match) {}

    /**
     * Names more points of a head of which some were named: from all the motions that those were found to have, and, as the
     * search of one hand may miss a head that the other finds, from the reflections of the best ones of the other hand.
     */
    NamedHead nameFrom(List<NamedHead> some, Head head) {
        FieldMatching model = atlas.matching(head);
        Free free = new Free(
                model,
                some.get(0).free().prior(),
                climb(model, some, Free::same, Free::mirrored),
                climb(model, some, Free::mirrored, Free::same));
        return update(free, KnownMatches.none(head.size()));
    }

    private List<PointMatch> climb(
            FieldMatching model,
            List<NamedHead> some,
            Function<Free, List<PointMatch>> own,
            Function<Free, List<PointMatch>> other) {
        List<RigidMotion> starts = new ArrayList<>();
        some.forEach(named -> own.apply(named.free()).forEach(match -> starts.add(match.motion())));
        if (!starts.isEmpty()) {
            twins.reflection(atlas.positions().means()).ifPresent(reflection -> some.stream()
                    .flatMap(named -> other.apply(named.free()).stream().limit(1))
                    .forEach(match -> starts.add(reflection.after(match.motion()))));
        }
        return matcher(model.points()).climb(model, KnownMatches.none(model.points()), starts);
    }

    /** Holds names to be right, at the hand that fits them best. */
    Judged judge(Head head, KnownMatches known) {
        FieldMatching model = atlas.matching(head);
        RigidMotion motion = known.motion(model.values()[0], atlas.positions().means(), RigidMotion.Hand.EITHER);
        return new Judged(matcher(known.items()).climb(model, known, motion));
    }

    /** The probability of the first of two sets of names that have different hands. */
    double probability(Head head, Judged first, Judged second) {
        double prior = atlas.handPrior().probabilitySame(head);
        double ofFirst = first.match.motion().mirrors() ? 1 - prior : prior;
        double ofSecond = second.match.motion().mirrors() ? 1 - prior : prior;
        double logit = Math.log(ofFirst / ofSecond) + logRatio(first.match, second.match);
        return 1 / (1 + Math.exp(-logit));
    }

    private double logRatio(PointMatch first, PointMatch second) {
        return Twins.logRatio(twins.difference(first, second), atlas.evidenceTemperature());
    }

    private List<PointMatch> match(FieldMatching model, boolean mirrored) {
        double[][] places = atlas.positions().means();
        List<RigidMotion> starts = StartingMotions.of(model.values()[0], places, search.turns, mirrored);
        return matcher(model.points()).match(model, StartingMotions.shifted(starts, places, shifts(model)));
    }

    /** Where the middle of a head may be from that of the points. */
    private double[] shifts(FieldMatching model) {
        if (search.astray == 0) {
            return new double[1];
        }
        double beyond = reach(model.values()[0])
                - reach(HeadFile.columns(List.of(atlas.positions().means()), 0));
        int steps = (int) Math.rint(Math.max(search.astray, beyond) / SHIFT);
        return IntStream.rangeClosed(-steps, steps).mapToDouble(s -> s * SHIFT).toArray();
    }

    /** The largest distance from the middle. */
    private static double reach(double[][] points) {
        double[] middle = Arrays.stream(points).mapToDouble(StatUtils::mean).toArray();
        return IntStream.range(0, points[0].length)
                .mapToDouble(i -> Math.sqrt(IntStream.range(0, middle.length)
                        .mapToDouble(d -> (points[d][i] - middle[d]) * (points[d][i] - middle[d]))
                        .sum()))
                .max()
                .orElse(0);
    }

    /**
     * The neurons without a twin say what the points speak for; what known names take off the bounds says how improbable a
     * hand makes those names.
     */
    private double probabilitySame(Free free, double boundSame, double boundMirrored) {
        PointMatch same = free.same.get(0);
        PointMatch mirrored = free.mirrored.get(0);
        double logit = logit(free.prior)
                + logRatio(same, mirrored)
                + ((boundSame - same.bound()) - (boundMirrored - mirrored.bound())) / KNOWN_TEMPERATURE;
        return 1 / (1 + Math.exp(-logit));
    }

    private record Weighted(PointMatch match, double weight) {}

    private static NamedHead mix(
            Free free, List<PointMatch> same, List<PointMatch> mirrored, KnownMatches known, double probabilitySame) {
        List<Weighted> all = new ArrayList<>();
        for (List<PointMatch> hand : List.of(same, mirrored)) {
            if (hand.isEmpty()) {
                continue;
            }
            double share = hand == same ? probabilitySame : 1 - probabilitySame;
            double[] weights = PosteriorMixture.of(hand, new double[hand.size()], TIE_TEMPERATURE)
                    .weights();
            for (int a = 0; a < weights.length; a++) {
                all.add(new Weighted(hand.get(a), share * weights[a]));
            }
        }
        return mix(free, all, known, probabilitySame);
    }

    private static NamedHead mix(Free free, List<Weighted> all, KnownMatches known, double probabilitySame) {
        all.sort(Comparator.comparingDouble(w -> -w.weight()));
        PosteriorMixture<PointMatch> mixture = new PosteriorMixture<>(
                all.stream().map(Weighted::match).toList(),
                all.stream().mapToDouble(Weighted::weight).toArray());
        MatchingMarginals marginals =
                mixture.marginals(mixture.alternatives().get(0).matching());
        return new NamedHead(mixture, marginals, mostRight(marginals), free, known, probabilitySame);
    }

    /** Names every point while neurons last: whether it is a neuron at all is told by its probability. */
    private static Matching mostRight(MatchingMarginals marginals) {
        int points = marginals.items();
        int neurons = marginals.places();
        int[] neuronOfPoint = new int[points];
        DMatrixRMaj scores = marginals.toMatrix();
        new LinearAssignment(points, neurons).maximize(scores, neuronOfPoint);
        return Matching.of(neurons, neuronOfPoint);
    }
}
