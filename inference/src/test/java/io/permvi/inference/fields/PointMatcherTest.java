package io.permvi.inference.fields;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.fit.CoordinateAscent;
import io.permvi.inference.fit.StopReason;
import io.permvi.inference.posterior.Trace;
import io.permvi.models.LatentValues;
import io.permvi.models.Model;
import io.permvi.models.fields.FieldMatching;
import io.permvi.models.fields.GaussianField;
import io.permvi.models.fields.RigidMotion;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class PointMatcherTest {
    private static final double STRAY = -6;

    /** No annealing, no refits: the plain mean field of the model. */
    private static PointMatcher plain() {
        return new PointMatcher(
                4,
                1,
                0.5,
                0,
                1,
                new CoordinateAscent(0, 60, 0),
                0,
                0,
                0,
                1,
                0,
                1,
                PointMatcher.MatchingRule.BELIEF_PROPAGATION);
    }

    private static GaussianField field(int places, int modes, double spread, double nu, long seed) {
        Random random = new Random(seed);
        DMatrixRMaj basis = new DMatrixRMaj(2 * places, modes);
        for (int j = 0; j < basis.getNumElements(); j++) {
            basis.data[j] = spread * random.nextGaussian();
        }
        double[][] means = new double[places][2];
        double[][] noises = new double[places][];
        for (int k = 0; k < places; k++) {
            means[k][0] = 6 * random.nextGaussian();
            means[k][1] = 3 * random.nextGaussian();
            noises[k] = new double[] {0.4, 0.1, 0.1, 0.3};
        }
        return new GaussianField(means, basis, noises, nu);
    }

    /** Points of the first places, moved by the first mode. */
    private static double[][] points(GaussianField field, int count, double amount, long seed) {
        Random random = new Random(seed);
        double[][] points = new double[2][count];
        for (int i = 0; i < count; i++) {
            for (int d = 0; d < 2; d++) {
                points[d][i] =
                        field.means()[i][d] + amount * field.modes().get(2 * i + d, 0) + 0.4 * random.nextGaussian();
            }
        }
        return points;
    }

    private static FieldMatching model(GaussianField field, double[][] points) {
        double[] scores = new double[field.places()];
        Arrays.fill(scores, 2 - STRAY);
        return FieldMatching.of(List.of(field), new double[][][] {points}, scores, points[0].length * STRAY);
    }

    @Test
    void theBoundNeverFalls() {
        GaussianField field = field(8, 3, 0.7, 4, 1);
        PointMatch match = plain().climb(model(field, points(field, 6, 1, 2)), RigidMotion.identity(2));
        Trace trace = match.ascent().trace();
        for (int step = 2; step < trace.length(); step++) {
            // belief propagation stops at a tolerance of 1e-3, which a step may give back
            assertTrue(trace.elbo(step) >= trace.elbo(step - 1) - 1e-3, "step " + step);
        }
    }

    /** Three places, two points, one mode: the evidence by quadrature over the mode and all partial matchings. */
    @Test
    void theBoundIsBelowTheEvidenceAndNear() {
        for (long seed = 1; seed <= 5; seed++) {
            GaussianField field = field(3, 1, 0.7, 4, seed);
            FieldMatching model = model(field, points(field, 2, 1, seed + 10));
            double evidence = logEvidence(model);
            double bound = plain().climb(model, RigidMotion.identity(2)).bound();
            assertTrue(bound <= evidence + 1e-6, "bound " + bound + " over evidence " + evidence);
            assertEquals(evidence, bound, 1.5);
        }
    }

    /** Where places stand so far apart that the matching is certain, and do not move, the bound is the log joint. */
    @Test
    void atACertainMatchingTheBoundIsTheLogJoint() {
        GaussianField loose = field(5, 2, 1e-9, Double.POSITIVE_INFINITY, 4);
        double[][] far = new double[5][2];
        for (int k = 0; k < 5; k++) {
            far[k][0] = 40 * k;
        }
        GaussianField field = new GaussianField(far, loose.modes(), loose.noises(), Double.POSITIVE_INFINITY);
        double[][] points = points(field, 5, 0, 5);
        double[] scores = new double[5];
        Arrays.fill(scores, 40);
        FieldMatching model = FieldMatching.of(List.of(field), new double[][][] {points}, scores, 0);
        PointMatch match = plain().climb(model, RigidMotion.identity(2));
        LatentValues z = new LatentValues(model.latents());
        for (int k = 0; k < 5; k++) {
            z.get(model.matching()).set(k, k, 1);
        }
        // the modes do nothing, so their posterior is the prior, and the bound has no log prior at the mode
        double logPriorAtZero = -Math.log(2 * Math.PI);
        assertEquals(model.newPass().forward(z) - logPriorAtZero, match.bound(), 1e-6);
    }

    @Test
    void thePosteriorIsOfTheModelsLatents() {
        GaussianField field = field(8, 3, 0.7, 4, 1);
        FieldMatching model = model(field, points(field, 6, 1, 2));
        PointMatch match = plain().climb(model, RigidMotion.identity(2));
        assertEquals(model.latents(), match.ascent().posterior().latents());
        assertEquals(StopReason.MAX_STEPS, match.ascent().stopReason());
        LatentValues draw = match.ascent().posterior().draw(new SplittableRandom(1));
        assertEquals(3, draw.get(model.modes().get(0)).numRows);
        assertTrue(Double.isFinite(model.newPass().forward(draw)));
    }

    @Test
    void findsATurnedSetWithStrangersOnBothSides() {
        GaussianField field = field(25, 4, 0.4, 6, 7);
        double[][] points = points(field, 20, 1, 8);
        double cos = Math.cos(2.1);
        double sin = Math.sin(2.1);
        double[][] turned = new double[2][21];
        for (int i = 0; i < 20; i++) {
            turned[0][i] = cos * points[0][i] - sin * points[1][i] + 50;
            turned[1][i] = sin * points[0][i] + cos * points[1][i] - 9;
        }
        turned[0][20] = 90;
        for (PointMatcher.MatchingRule rule : PointMatcher.MatchingRule.values()) {
            PointMatcher matcher =
                    new PointMatcher(8, 5, 1, 0, 3, new CoordinateAscent(15, 30, 1e-6), 15, 3, 0, 1, 3, 1, rule);
            List<PointMatch> matches =
                    matcher.match(model(field, turned), StartingMotions.of(turned, field.means(), 12, false));
            PointMatch best = matches.get(0);
            int right = 0;
            for (int i = 0; i < 20; i++) {
                right += best.marginals().candidates(i, 1).get(0).place() == i ? 1 : 0;
            }
            assertTrue(right >= 17, rule + ": " + right + " of 20 right");
            assertTrue(best.marginals().unmatchedProbability(20) > 0.9);
            assertFalse(best.motion().mirrors());
            for (int a = 1; a < matches.size(); a++) {
                assertTrue(matches.get(a).bound() <= matches.get(a - 1).bound());
            }
        }
    }

    /** All but one of the places are seen, and 200 away all of them: two ends that turn alike but lie apart climb both. */
    @Test
    void endsThatLieApartAreNotTheSame() {
        GaussianField field = field(25, 1, 0.01, 6, 7);
        double[][] whole = points(field, 25, 0, 8);
        double[][] half = points(field, 24, 0, 9);
        double[][] both = new double[2][49];
        for (int i = 0; i < 49; i++) {
            both[0][i] = i < 25 ? whole[0][i] + 200 : half[0][i - 25];
            both[1][i] = i < 25 ? whole[1][i] : half[1][i - 25];
        }
        PointMatcher matcher = new PointMatcher(
                8,
                2,
                1,
                0,
                2,
                new CoordinateAscent(15, 30, 1e-6),
                15,
                1,
                0,
                1,
                3,
                1,
                PointMatcher.MatchingRule.BELIEF_PROPAGATION);
        RigidMotion here = RigidMotion.fit(both, both, ones(49), RigidMotion.Hand.SAME);
        List<PointMatch> matches = matcher.match(
                model(field, both), List.of(here, new RigidMotion(here.rotation(), new double[] {-200, 0})));
        assertEquals(2, matches.size());
        assertEquals(-200, matches.get(0).motion().translation()[0], 3);
        assertEquals(0, matches.get(1).motion().translation()[0], 3);
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Strangers at one end move the middle of the points; a start that is moved back can find the motion. */
    @Test
    void startsAreMovedAlongTheLongestAxis() {
        double[][] places = {{0, 0}, {4, 1}, {8, 0}, {12, 2}};
        RigidMotion same = StartingMotions.of(new double[][] {{0, 4, 8, 12}, {0, 1, 0, 2}}, places, 2, false)
                .get(0);
        List<RigidMotion> shifted = StartingMotions.shifted(List.of(same), places, 0, 3);
        assertEquals(2, shifted.size());
        double[] before = shifted.get(0).translation();
        double[] after = shifted.get(1).translation();
        assertArrayEquals(same.translation(), before, 1e-12);
        double x = after[0] - before[0];
        double y = after[1] - before[1];
        assertEquals(3, Math.hypot(x, y), 1e-12);
        assertTrue(Math.abs(x) > 2.9 && Math.abs(y) > 0.1, "moved by " + x + ", " + y);
    }

    /** A known match is certain, takes its place from the others, and its score is in the bound. */
    @Test
    void knownMatchesHold() {
        GaussianField field = field(8, 3, 0.7, 4, 1);
        FieldMatching model = model(field, points(field, 6, 1, 2));
        KnownMatches wrong = KnownMatches.of(6, Map.of(0, 7, 1, Matching.UNMATCHED));
        for (PointMatcher.MatchingRule rule : PointMatcher.MatchingRule.values()) {
            PointMatcher matcher =
                    new PointMatcher(4, 1, 0.5, 0, 1, new CoordinateAscent(0, 60, 0), 0, 0, 0, 1, 3, 1, rule);
            PointMatch free = matcher.climb(model, RigidMotion.identity(2));
            PointMatch match = matcher.climb(model, wrong, RigidMotion.identity(2));
            assertEquals(1, match.marginals().probability(0, 7), 1e-12);
            assertEquals(1, match.marginals().unmatchedProbability(1), 1e-12);
            for (int i = 1; i < 6; i++) {
                assertEquals(0, match.marginals().probability(i, 7), 1e-12);
            }
            assertTrue(match.bound() < free.bound() - 5, "wrong names cost evidence");
        }
    }

    @Test
    void knownMatchesMustBeMatches() {
        assertThrows(IllegalArgumentException.class, () -> KnownMatches.of(3, Map.of(0, 1, 2, 1)));
        assertThrows(IllegalArgumentException.class, () -> KnownMatches.of(3, Map.of(3, 1)));
        assertThrows(IllegalArgumentException.class, () -> KnownMatches.none(3).place(1));
        assertEquals(2, KnownMatches.of(3, Map.of(0, 1, 1, Matching.UNMATCHED)).count());
        assertEquals(1, KnownMatches.of(3, Map.of(0, 1, 1, Matching.UNMATCHED)).placed());
    }

    @Test
    void refusesImpossibleSettings() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new PointMatcher(
                        0,
                        1,
                        1,
                        0,
                        1,
                        new CoordinateAscent(0, 1, 0),
                        0,
                        0,
                        0,
                        1,
                        0,
                        1,
                        PointMatcher.MatchingRule.BELIEF_PROPAGATION));
    }

    private static double logEvidence(FieldMatching model) {
        Model.Pass pass = model.newPass();
        LatentValues z = new LatentValues(model.latents());
        List<int[]> matchings = new ArrayList<>();
        for (int a = -1; a < 3; a++) {
            for (int b = -1; b < 3; b++) {
                if (a < 0 || a != b) {
                    matchings.add(new int[] {a, b});
                }
            }
        }
        double step = 0.005;
        double sum = 0;
        for (double at = -8; at <= 8; at += step) {
            z.get(model.modes().get(0)).set(0, 0, at);
            for (int[] places : matchings) {
                z.get(model.matching()).zero();
                for (int i = 0; i < 2; i++) {
                    if (places[i] >= 0) {
                        z.get(model.matching()).set(i, places[i], 1);
                    }
                }
                sum += step * Math.exp(pass.forward(z));
            }
        }
        return Math.log(sum);
    }
}
