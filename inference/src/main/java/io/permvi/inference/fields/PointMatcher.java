package io.permvi.inference.fields;

import io.permvi.inference.fit.ClosedFormUpdate;
import io.permvi.inference.fit.CoordinateAscent;
import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.Progress;
import io.permvi.inference.fit.StopReason;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.models.MatchingLatent;
import io.permvi.models.fields.FieldMatching;
import io.permvi.models.fields.GaussianField;
import io.permvi.models.fields.RigidMotion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Matches points to the places of a {@link FieldMatching} under an unknown rigid motion of the first field's points.
 *
 * <p>Every start first turns into place with the deformation integrated into the noise (a soft Procrustes search); the
 * best distinct ones then climb by {@link CoordinateAscent}, annealed, and the ELBO judges. Climbs that meet an earlier one
 * or fall hopelessly behind the best are given up. Last, a few rounds with {@link LowRankGaussian.Rule#CAVITY} give
 * marginals that are less overconfident than those of the mean field. Immutable; may be shared.
 *
 * @param searchSteps rounds of the rigid search; the better half of the starts goes through the second half of them
 * @param searchFrom deviation that is added to the positions' noise at its beginning
 * @param searchTo the same at its end
 * @param searchVariance what is added to the other fields' noise in the rigid search
 * @param kept how many distinct ends of the search climb on
 * @param ascent annealing, steps and tolerance of the ascent
 * @param refits rounds of the ascent that also refit the rigid motion
 * @param positionHeat deviation that is added to the positions' noise at heat 1
 * @param featureHeat factor by which the other fields' noise grows at heat 1, minus one
 * @param noiseScale factor on the learned noises
 * @param cavityRounds rounds of the last stage
 * @param cavityScale factor on the learned noises in the last stage
 * @param rule how the marginals of the matching are found
 */
public record PointMatcher(
        int searchSteps,
        double searchFrom,
        double searchTo,
        double searchVariance,
        int kept,
        CoordinateAscent ascent,
        int refits,
        double positionHeat,
        double featureHeat,
        double noiseScale,
        int cavityRounds,
        double cavityScale,
        MatchingRule rule) {
    private static final Comparator<Found> BEST_FIRST = Comparator.comparingDouble(f -> -f.score);
    private static final int SEARCH_SWEEPS = 4;
    /** Pairs with a lower score do not count in the search. */
    private static final double SEARCH_LEAST = -5;

    private static final int ASCENT_SWEEPS = 4;
    private static final int LAST_SWEEPS = 10;
    /** Rounds of the ascent from one comparison with earlier climbs to the next. */
    private static final int COMPARED_EVERY = 4;
    /** Climbs whose matches differ by less, per point, have met. */
    private static final double MET = 0.02;
    /** A bound that is lower by this much after the annealing does not recover; by that much more at heat 1. */
    private static final double HOPELESSLY_LOWER = 30;

    private static final double HOPELESSLY_LOWER_AT_HEAT = 100;

    /** How the marginals of the matching are found. */
    public enum MatchingRule {
        /** {@link BeliefPropagation}. */
        BELIEF_PROPAGATION,
        /** {@link SlackSinkhorn}. */
        SLACK_SINKHORN;

        MatchingUpdate newUpdate(MatchingLatent latent) {
            return this == BELIEF_PROPAGATION ? new BeliefPropagation(latent) : new SlackSinkhorn(latent);
        }
    }

    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException when the search has no step, nothing is kept or a noise scale is not above 0
     */
    public PointMatcher {
        if (searchSteps < 1 || kept < 1 || !(noiseScale > 0) || !(cavityScale > 0)) {
            throw new IllegalArgumentException(
                    "a matcher needs a search step, something to keep and noise scales above 0, got " + searchSteps
                            + ", " + kept + ", " + noiseScale + " and " + cavityScale);
        }
    }

    /**
     * Matches.
     *
     * @param model the points, the first field's before the motion
     * @param starts rigid motions to start from
     * @return the distinct matches that climbed, best bound first
     */
    public List<PointMatch> match(FieldMatching model, List<RigidMotion> starts) {
        return match(model, KnownMatches.none(model.points()), starts);
    }

    /**
     * Matches what is not known; known matches hold from the first step on, and the bound counts their scores.
     *
     * @param model the points, the first field's before the motion
     * @param known of its points
     * @param starts rigid motions to start from
     * @return the distinct matches that climbed, best bound first
     */
    public List<PointMatch> match(FieldMatching model, KnownMatches known, List<RigidMotion> starts) {
        Work work = new Work(model, known);
        int half = searchSteps / 2;
        List<Found> found = starts.stream()
                .map(start -> work.search(start, 0, half))
                .sorted(BEST_FIRST)
                .limit(Math.max(2L * kept, starts.size() / 2))
                .map(f -> work.search(f.motion, half, searchSteps))
                .sorted(BEST_FIRST)
                .toList();
        double[] middle =
                Arrays.stream(model.values()[0]).mapToDouble(StatUtils::mean).toArray();
        List<Found> distinct = new ArrayList<>();
        for (Found f : found) {
            if (distinct.size() < kept && distinct.stream().noneMatch(other -> f.isLike(other, middle, searchFrom))) {
                distinct.add(f);
            }
        }
        return work.climb(distinct.stream().map(Found::motion).toList());
    }

    /** Climbs from some motions without a search; those that meet an earlier one are left out. Best bound first. */
    public List<PointMatch> climb(FieldMatching model, KnownMatches known, List<RigidMotion> starts) {
        return new Work(model, known).climb(starts);
    }

    /** Climbs from one motion without a search. */
    public PointMatch climb(FieldMatching model, RigidMotion start) {
        return climb(model, KnownMatches.none(model.points()), start);
    }

    /** The same where some matches are known. */
    public PointMatch climb(FieldMatching model, KnownMatches known, RigidMotion start) {
        return new Work(model, known).climb(start).orElseThrow();
    }

    /** Where a search ended. */
    private record Found(RigidMotion motion, double score) {
        /** Whether two motions differ by a turn of less than about 15 degrees and take a point to places less than far apart. */
        boolean isLike(Found other, double[] point, double far) {
            double[] here = motion.apply(point);
            double[] there = other.motion.apply(point);
            double gap = 0;
            for (int d = 0; d < here.length; d++) {
                gap += (here[d] - there[d]) * (here[d] - there[d]);
            }
            double trace = 0;
            int order = motion.rotation().numRows;
            for (int j = 0; j < order * order; j++) {
                trace += motion.rotation().data[j] * other.motion.rotation().data[j];
            }
            return gap < far * far && trace > order - 2 * (1 - Math.cos(Math.toRadians(15)));
        }
    }

    /** An earlier climb at one of its rounds. */
    private record Milestone(int round, double bound, double[][] matches) {
        boolean isMetBy(double[][] other) {
            double difference = 0;
            for (int k = 0; k < matches.length; k++) {
                for (int i = 0; i < matches[k].length; i++) {
                    difference += Math.abs(matches[k][i] - other[k][i]);
                }
            }
            return difference < MET * matches[0].length;
        }
    }

    /** The buffers of one set of points. */
    private final class Work {
        private final FieldMatching model;
        private final KnownMatches known;
        private final double[][][] values;
        private final double[][] moved;
        private final int places;
        private final int items;
        private final ModesUpdate[] modes;
        private final MatchingUpdate matching;
        private final double[][] featureScores;
        private final double[][] scores;
        private final double[][] target;
        private final double[] weights;
        private final List<Milestone> milestones = new ArrayList<>();
        private double knownScore;

        Work(FieldMatching model, KnownMatches known) {
            this.model = model;
            this.known = known;
            values = model.values();
            items = model.points();
            places = model.matching().space().places();
            moved = new double[values[0].length][items];
            modes = new ModesUpdate[values.length];
            for (int f = 0; f < modes.length; f++) {
                GaussianField field = model.fields().get(f);
                modes[f] = new LowRankGaussian(model.modes().get(f), field).newUpdate(items);
            }
            matching = rule.newUpdate(model.matching());
            scores = new double[places][items];
            target = new double[moved.length][items];
            weights = new double[items];
            featureScores = new double[places][items];
            fillPlaceScores(featureScores);
            for (int f = 1; f < modes.length; f++) {
                modes[f].inflate(searchVariance, 1);
                modes[f].addScores(values[f], LowRankGaussian.Rule.MARGINAL, featureScores);
            }
        }

        private void matchUnknown(double least, int sweeps, double tolerance, boolean warm) {
            knownScore = known.takeOut(scores);
            matching.run(scores, least, sweeps, tolerance, warm);
            known.putBack(matching.matches());
        }

        private void fillPlaceScores(double[][] rows) {
            for (int k = 0; k < places; k++) {
                Arrays.fill(rows[k], model.placeScore(k));
            }
        }

        /** Rounds {@code from} to {@code to - 1} of the rigid search. */
        Found search(RigidMotion start, int from, int to) {
            RigidMotion motion = start;
            modes[0].toPrior();
            for (int step = from; step < to; step++) {
                double share = step / (double) searchSteps;
                double deviation = searchFrom * (1 - share) + searchTo * share;
                motion.apply(values[0], moved);
                modes[0].inflate(deviation * deviation, 1);
                for (int k = 0; k < places; k++) {
                    System.arraycopy(featureScores[k], 0, scores[k], 0, items);
                }
                modes[0].addScores(moved, LowRankGaussian.Rule.MARGINAL, scores);
                matchUnknown(SEARCH_LEAST, SEARCH_SWEEPS, 1e-2, step > from);
                motion = refit(motion.mirrors());
            }
            return new Found(motion, matching.logSum() + knownScore);
        }

        private RigidMotion refit(boolean mirrored) {
            Arrays.fill(weights, 0);
            for (double[] row : target) {
                Arrays.fill(row, 0);
            }
            for (int k = 0; k < places; k++) {
                double[] center = modes[0].centers()[k];
                double[] matches = matching.matches()[k];
                for (int i = 0; i < items; i++) {
                    weights[i] += matches[i];
                }
                for (int d = 0; d < target.length; d++) {
                    for (int i = 0; i < items; i++) {
                        target[d][i] += matches[i] * center[d];
                    }
                }
            }
            for (double[] row : target) {
                for (int i = 0; i < items; i++) {
                    row[i] /= Math.max(1e-9, weights[i]);
                }
            }
            return RigidMotion.fit(
                    values[0], target, weights, mirrored ? RigidMotion.Hand.MIRRORED : RigidMotion.Hand.SAME);
        }

        List<PointMatch> climb(List<RigidMotion> motions) {
            return motions.stream()
                    .flatMap(motion -> climb(motion).stream())
                    .sorted(Comparator.comparingDouble(m -> -m.bound()))
                    .toList();
        }

        /** Where the ascent from this motion ends, or nothing when an earlier one does as well. */
        Optional<PointMatch> climb(RigidMotion start) {
            for (ModesUpdate update : modes) {
                update.toPrior();
            }
            Ascent target = new Ascent(start);
            FitResult result = ascent.fit(target, target);
            if (result.stopReason() == StopReason.STOPPED) {
                return Optional.empty();
            }
            for (ModesUpdate update : modes) {
                update.inflate(0, cavityScale);
            }
            updateModes();
            double[][] last = new double[places][items];
            for (int round = 0; round < cavityRounds; round++) {
                score(LowRankGaussian.Rule.CAVITY);
                for (int k = 0; k < places; k++) {
                    System.arraycopy(scores[k], 0, last[k], 0, items);
                }
                matchUnknown(LowRankGaussian.HOPELESS, LAST_SWEEPS, 1e-4, true);
                updateModes();
            }
            double[][] centers =
                    Arrays.stream(modes[0].centers()).map(double[]::clone).toArray(double[][]::new);
            MatchingMarginals marginals = new MatchingMarginals(model.matching().space(), matching.marginals());
            return Optional.of(new PointMatch(target.motion, model.matching(), marginals, last, centers, result));
        }

        private void score(LowRankGaussian.Rule how) {
            fillPlaceScores(scores);
            for (int f = modes.length - 1; f >= 0; f--) {
                modes[f].addScores(f == 0 ? moved : values[f], how, scores);
            }
        }

        private void updateModes() {
            for (int f = 0; f < modes.length; f++) {
                modes[f].update(f == 0 ? moved : values[f], matching.matches());
            }
        }

        /** The mean field of one start: modes given matches, motion, then matches given modes. */
        private final class Ascent implements CoordinateAscent.Target, Progress.Listener {
            private RigidMotion motion;
            private double heat;
            private int round;

            Ascent(RigidMotion start) {
                motion = start;
            }

            @Override
            public List<ClosedFormUpdate> updates() {
                List<ClosedFormUpdate> all = new ArrayList<>(List.of(modes));
                all.add(0, matching);
                return all;
            }

            @Override
            public void update(double newHeat) {
                heat = newHeat;
                modes[0].inflate(square(positionHeat * heat), noiseScale);
                for (int f = 1; f < modes.length; f++) {
                    modes[f].inflate(0, noiseScale * (1 + featureHeat * heat));
                }
                if (round == 0) {
                    motion.apply(values[0], moved);
                    score(LowRankGaussian.Rule.MARGINAL);
                    matchUnknown(LowRankGaussian.HOPELESS, ASCENT_SWEEPS, 1e-3, false);
                }
                if (round < refits) {
                    motion = refit(motion.mirrors());
                    motion.apply(values[0], moved);
                }
                updateModes();
                score(LowRankGaussian.Rule.MEAN_FIELD);
                matchUnknown(LowRankGaussian.HOPELESS, heat > 0 ? ASCENT_SWEEPS : LAST_SWEEPS, 1e-3, true);
                round++;
            }

            @Override
            public double energy() {
                double energy = model.allStray() + knownScore + matching.energy();
                for (ModesUpdate update : modes) {
                    energy += update.energy();
                }
                return energy;
            }

            /** Goes on unless an earlier climb was here, or far above. */
            @Override
            public boolean onStep(Progress progress) {
                int step = progress.step();
                if (step % COMPARED_EVERY != 0) {
                    return true;
                }
                double least = progress.elbo() + HOPELESSLY_LOWER + HOPELESSLY_LOWER_AT_HEAT * heat;
                for (Milestone earlier : milestones) {
                    if (earlier.round == step && (earlier.bound > least || earlier.isMetBy(matching.matches()))) {
                        return false;
                    }
                }
                double[][] matches =
                        Arrays.stream(matching.matches()).map(double[]::clone).toArray(double[][]::new);
                milestones.add(new Milestone(step, progress.elbo(), matches));
                return true;
            }
        }
    }

    private static double square(double value) {
        return value * value;
    }
}
