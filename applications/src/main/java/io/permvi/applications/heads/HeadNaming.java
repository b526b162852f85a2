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
import java.util.Comparator;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Names the points of heads by an atlas. Each hand that is possible is searched from 16 starts (both ends, eight turns
 * about the long axis), the bound judges within a hand, and the hands are mixed with the prior of the microscope's grid and
 * the difference of their bounds over the atlas's evidence temperature. Immutable; may be shared between threads.
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

    private static final int TURNS = 8;
    private static final int LEAST_KEPT = 2;
    private static final int MOST_KEPT = 8;
    private static final int KEPT_TIMES_POINTS = 480;
    private static final double ASCENT_NOISE_SCALE = 2;
    /** Alternatives of one hand are the same evidence seen from different optima: only near ties share the weight. */
    private static final double TIE_TEMPERATURE = 2;
    /** By what the evidence of known names for a hand is divided: names that the atlas gets wrong speak against both hands. */
    private static final double KNOWN_TEMPERATURE = 2;
    /** As many known places tell the motion, so that one climb is enough. */
    private static final int PLACED_FOR_MOTION = 3;

    private final HeadAtlas atlas;
    private final PointMatcher.MatchingRule rule;

    /** Naming by this atlas, with belief propagation. */
    public HeadNaming(HeadAtlas atlas) {
        this(atlas, PointMatcher.MatchingRule.BELIEF_PROPAGATION);
    }

    /** The same with another way to find the marginals of the matching. */
    public HeadNaming(HeadAtlas atlas, PointMatcher.MatchingRule rule) {
        this.atlas = atlas;
        this.rule = rule;
    }

    /** Small heads constrain the search less and cost less: more of their starts are followed to the end. */
    private PointMatcher matcher(KnownMatches known) {
        int kept = known.placed() >= PLACED_FOR_MOTION
                ? 1
                : Math.max(LEAST_KEPT, Math.min(MOST_KEPT, KEPT_TIMES_POINTS / known.items()));
        return new PointMatcher(
                8,
                10,
                4,
                0.5,
                kept,
                new CoordinateAscent(20, 8, 1e-5),
                8,
                6,
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
        List<PointMatch> same = hand == Hand.MIRRORED ? List.of() : match(model, known, false);
        List<PointMatch> mirrored = hand == Hand.SAME ? List.of() : match(model, known, true);
        double probabilitySame =
                switch (hand) {
                    case SAME -> 1;
                    case MIRRORED -> 0;
                    case INFER ->
                        probabilitySame(
                                head, support(model, known, same.get(0)), support(model, known, mirrored.get(0)));
                };
        return mix(same, mirrored, known, probabilitySame);
    }

    /** Names a head from motions that are known to be nearly right, one for each hand; for calibration. */
    public NamedHead refine(Head head, RigidMotion start) {
        KnownMatches known = KnownMatches.none(head.size());
        PointMatch match = matcher(known).climb(atlas.matching(head), start);
        return start.mirrors() ? mix(List.of(), List.of(match), known, 0) : mix(List.of(match), List.of(), known, 1);
    }

    /** Where the ascent ends when names are held to be right. */
    record Judged(PointMatch match) {}

    /** Holds names to be right, at the hand that fits them best. */
    Judged judge(Head head, KnownMatches known) {
        FieldMatching model = atlas.matching(head);
        RigidMotion motion = known.motion(model.values()[0], atlas.positions().means(), RigidMotion.Hand.EITHER);
        return new Judged(matcher(known).climb(model, known, motion));
    }

    /** The probability of the first of two sets of names that have different hands. */
    double probability(Head head, Judged first, Judged second) {
        double prior = atlas.handPrior().probabilitySame(head);
        double ofFirst = first.match.motion().mirrors() ? 1 - prior : prior;
        double ofSecond = second.match.motion().mirrors() ? 1 - prior : prior;
        double logit = Math.log(ofFirst / ofSecond)
                + (first.match.bound() - second.match.bound()) / atlas.evidenceTemperature();
        return 1 / (1 + Math.exp(-logit));
    }

    private List<PointMatch> match(FieldMatching model, KnownMatches known, boolean mirrored) {
        List<RigidMotion> starts = new ArrayList<>(
                StartingMotions.of(model.values()[0], atlas.positions().means(), TURNS, mirrored));
        if (known.placed() >= PLACED_FOR_MOTION) {
            starts.add(
                    0,
                    known.motion(
                            model.values()[0],
                            atlas.positions().means(),
                            mirrored ? RigidMotion.Hand.MIRRORED : RigidMotion.Hand.SAME));
        }
        return matcher(known).match(model, known, starts);
    }

    /**
     * What speaks for a hand.
     *
     * @param points the bound with no name known
     * @param names what the known names add to it: how probable the hand makes them
     */
    private record Support(double points, double names) {}

    private Support support(FieldMatching model, KnownMatches known, PointMatch match) {
        if (known.count() == 0) {
            return new Support(match.bound(), 0);
        }
        double free = matcher(known).climb(model, match.motion()).bound();
        return new Support(free, match.bound() - free);
    }

    private double probabilitySame(Head head, Support same, Support mirrored) {
        double prior = atlas.handPrior().probabilitySame(head);
        double logit = Math.log(prior / (1 - prior))
                + (same.points - mirrored.points) / atlas.evidenceTemperature()
                + (same.names - mirrored.names) / KNOWN_TEMPERATURE;
        return 1 / (1 + Math.exp(-logit));
    }

    private NamedHead mix(
            List<PointMatch> same, List<PointMatch> mirrored, KnownMatches known, double probabilitySame) {
        record Weighted(PointMatch match, double weight) {}
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
        all.sort(Comparator.comparingDouble(w -> -w.weight()));
        PosteriorMixture<PointMatch> mixture = new PosteriorMixture<>(
                all.stream().map(Weighted::match).toList(),
                all.stream().mapToDouble(Weighted::weight).toArray());
        MatchingMarginals marginals =
                mixture.marginals(mixture.alternatives().get(0).matching());
        return new NamedHead(mixture, marginals, mostRight(marginals), known, probabilitySame);
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
