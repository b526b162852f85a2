package io.permvi.inference.points;

import io.permvi.inference.CoordinateAscent;
import io.permvi.inference.MatchingMarginals;
import io.permvi.models.points.GaussianField;
import io.permvi.models.points.RigidMotion;
import io.permvi.relaxations.permutation.AllowedEntries;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Matches points to the places of one or several fields that share their places (positions, then colors): a partial
 * matching, an unknown rigid motion of the positions, and a low-rank deformation of each field.
 *
 * <p>Every start first turns into place with the deformation integrated into the noise (a soft Procrustes search); the
 * best distinct ones then climb by {@link CoordinateAscent}, annealed, and the ELBO judges. Last, a few rounds with {@link
 * LowRankGaussian.Rule#CAVITY} give marginals that are less overconfident than those of the mean field. Immutable; may be
 * shared.
 *
 * @param fields the first one's points move rigidly, those of the others do not
 * @param settings how to search
 */
public record PointMatcher(List<GaussianField> fields, Settings settings) {
    private static final Comparator<Found> BEST_FIRST = Comparator.comparingDouble(f -> -f.score);
    private static final int SEARCH_SWEEPS = 4;
    /** Pairs with a lower score do not count in the search. */
    private static final double SEARCH_LEAST = -5;

    private static final int ASCENT_SWEEPS = 6;
    private static final int LAST_SWEEPS = 16;

    /** Checks that all fields have the same places. */
    public PointMatcher {
        fields = List.copyOf(fields);
        for (GaussianField field : fields) {
            if (field.places() != fields.get(0).places()) {
                throw new IllegalArgumentException(
                        "fields must have the same places, got " + fields.get(0).places() + " and " + field.places());
            }
        }
    }

    /**
     * How to search.
     *
     * @param searchSteps rounds of the rigid search; the better half of the starts goes through the second half of them
     * @param searchFrom deviation that is added to the positions' noise at its beginning
     * @param searchTo the same at its end
     * @param kept how many distinct ends of the search climb on
     * @param ascent annealing, steps and tolerance of the ascent
     * @param refits rounds of the ascent that also refit the rigid motion
     * @param positionHeat deviation that is added to the positions' noise at heat 1
     * @param featureHeat factor by which the other fields' noise grows at heat 1, minus one
     * @param searchVariance what is added to the other fields' noise in the rigid search
     * @param noiseScale factor on the learned noises
     * @param cavityRounds rounds of the last stage
     * @param cavityScale factor on the learned noises in the last stage
     */
    public record Settings(
            int searchSteps,
            double searchFrom,
            double searchTo,
            int kept,
            CoordinateAscent ascent,
            int refits,
            double positionHeat,
            double featureHeat,
            double searchVariance,
            double noiseScale,
            int cavityRounds,
            double cavityScale) {}

    /**
     * Matches.
     *
     * @param values for each field D rows of n coordinates. Not modified.
     * @param placeScores K scores: log odds that a place is seen, minus the log density of stray points. Not modified.
     * @param starts rigid motions to start from
     * @return the distinct matches that climbed, best bound first
     */
    public List<PointMatch> match(double[][][] values, double[] placeScores, List<RigidMotion> starts) {
        Work work = new Work(values, placeScores);
        int half = settings.searchSteps / 2;
        List<Found> found = starts.stream()
                .map(start -> work.search(start, 0, half))
                .sorted(BEST_FIRST)
                .limit(Math.max(2L * settings.kept, starts.size() / 2))
                .map(f -> work.search(f.motion, half, settings.searchSteps))
                .sorted(BEST_FIRST)
                .toList();
        List<Found> kept = new ArrayList<>();
        for (Found f : found) {
            if (kept.size() < settings.kept && kept.stream().noneMatch(f::isLike)) {
                kept.add(f);
            }
        }
        return kept.stream()
                .map(f -> work.climb(f.motion))
                .sorted(Comparator.comparingDouble(m -> -m.bound()))
                .toList();
    }

    /** Climbs from one motion without a search. */
    public PointMatch climb(double[][][] values, double[] placeScores, RigidMotion start) {
        return new Work(values, placeScores).climb(start);
    }

    /** Where a search ended. */
    private record Found(RigidMotion motion, double score) {
        /** Whether two rotations differ by less than about 15 degrees. */
        boolean isLike(Found other) {
            double trace = 0;
            int order = motion.rotation().numRows;
            for (int j = 0; j < order * order; j++) {
                trace += motion.rotation().data[j] * other.motion.rotation().data[j];
            }
            return trace > order - 2 * (1 - Math.cos(Math.toRadians(15)));
        }
    }

    /** The buffers of one set of points. */
    private final class Work {
        private final int places = fields.get(0).places();
        private final int items;
        private final double[][][] values;
        private final double[][] moved;
        private final double[] placeScores;
        private final LowRankGaussian[] factors;
        private final PartialMatchingFactor matching;
        private final double[][] featureScores;
        private final double[][] scores;
        private final double[][] matches;

        Work(double[][][] values, double[] placeScores) {
            this.values = values;
            this.placeScores = placeScores;
            items = values[0][0].length;
            moved = new double[values[0].length][items];
            factors = fields.stream().map(LowRankGaussian::new).toArray(LowRankGaussian[]::new);
            matching = new PartialMatchingFactor(places, items);
            scores = new double[places][items];
            matches = new double[places][items];
            featureScores = new double[places][items];
            for (int k = 0; k < places; k++) {
                Arrays.fill(featureScores[k], placeScores[k]);
            }
            for (int f = 1; f < factors.length; f++) {
                factors[f].inflate(settings.searchVariance, 1);
                factors[f].addScores(values[f], LowRankGaussian.Rule.MARGINAL, featureScores);
            }
        }

        /** Rounds {@code from} to {@code to - 1} of the rigid search. */
        Found search(RigidMotion start, int from, int to) {
            RigidMotion motion = start;
            factors[0].toPrior();
            for (int step = from; step < to; step++) {
                double share = step / (double) settings.searchSteps;
                double deviation = settings.searchFrom * (1 - share) + settings.searchTo * share;
                motion.apply(values[0], moved);
                factors[0].inflate(deviation * deviation, 1);
                for (int k = 0; k < places; k++) {
                    System.arraycopy(featureScores[k], 0, scores[k], 0, items);
                }
                factors[0].addScores(moved, LowRankGaussian.Rule.MARGINAL, scores);
                matching.run(scores, SEARCH_LEAST, matches, SEARCH_SWEEPS, 1e-2, step > from);
                motion = refit(motion.mirrors());
            }
            return new Found(motion, matching.logSum());
        }

        private RigidMotion refit(boolean mirrored) {
            int dimensions = moved.length;
            double[][] target = new double[dimensions][items];
            double[] weights = new double[items];
            for (int k = 0; k < places; k++) {
                double[] center = factors[0].centers()[k];
                for (int i = 0; i < items; i++) {
                    weights[i] += matches[k][i];
                    for (int d = 0; d < dimensions; d++) {
                        target[d][i] += matches[k][i] * center[d];
                    }
                }
            }
            for (int i = 0; i < items; i++) {
                for (int d = 0; d < dimensions; d++) {
                    target[d][i] /= Math.max(1e-9, weights[i]);
                }
            }
            return RigidMotion.fit(
                    values[0], target, weights, mirrored ? RigidMotion.Hand.MIRRORED : RigidMotion.Hand.SAME);
        }

        PointMatch climb(RigidMotion start) {
            for (LowRankGaussian factor : factors) {
                factor.toPrior();
            }
            Ascent ascent = new Ascent(start);
            CoordinateAscent.Result result = settings.ascent.ascend(ascent);
            for (LowRankGaussian factor : factors) {
                factor.inflate(0, settings.cavityScale);
            }
            for (int round = 0; round < settings.cavityRounds; round++) {
                score(LowRankGaussian.Rule.CAVITY);
                matching.run(scores, matches, LAST_SWEEPS, 1e-4, true);
                updateModes();
            }
            DMatrixRMaj marginals = new DMatrixRMaj(items, places);
            for (int k = 0; k < places; k++) {
                for (int i = 0; i < items; i++) {
                    marginals.data[i * places + k] = matches[k][i];
                }
            }
            normalize(marginals);
            double[][] centers =
                    Arrays.stream(factors[0].centers()).map(double[]::clone).toArray(double[][]::new);
            MatchingSpace space = MatchingSpace.partial(AllowedEntries.all(items, places));
            return new PointMatch(
                    ascent.motion, result.elbo(), new MatchingMarginals(space, marginals), centers, result);
        }

        /** Belief propagation that was stopped can leave a row a little above one. */
        private void normalize(DMatrixRMaj marginals) {
            for (int i = 0; i < items; i++) {
                double sum = 0;
                for (int k = 0; k < places; k++) {
                    sum += marginals.data[i * places + k];
                }
                for (int k = 0; sum > 1 && k < places; k++) {
                    marginals.data[i * places + k] /= sum;
                }
            }
        }

        private void score(LowRankGaussian.Rule rule) {
            for (int k = 0; k < places; k++) {
                Arrays.fill(scores[k], placeScores[k]);
            }
            for (int f = factors.length - 1; f >= 0; f--) {
                factors[f].addScores(f == 0 ? moved : values[f], rule, scores);
            }
        }

        private void updateModes() {
            for (int f = 0; f < factors.length; f++) {
                factors[f].update(f == 0 ? moved : values[f], matches);
            }
        }

        /** The mean field of one start: modes given matches, motion, then matches given modes. */
        private final class Ascent implements CoordinateAscent.Target {
            private RigidMotion motion;
            private int round;

            Ascent(RigidMotion start) {
                motion = start;
            }

            @Override
            public void update(double heat) {
                factors[0].inflate(square(settings.positionHeat * heat), settings.noiseScale);
                for (int f = 1; f < factors.length; f++) {
                    factors[f].inflate(0, settings.noiseScale * (1 + settings.featureHeat * heat));
                }
                if (round == 0) {
                    motion.apply(values[0], moved);
                    score(LowRankGaussian.Rule.MARGINAL);
                    matching.run(scores, matches, ASCENT_SWEEPS, 1e-3, false);
                }
                if (round < settings.refits) {
                    motion = refit(motion.mirrors());
                    motion.apply(values[0], moved);
                }
                updateModes();
                score(LowRankGaussian.Rule.MEAN_FIELD);
                matching.run(scores, matches, heat > 0 ? ASCENT_SWEEPS : LAST_SWEEPS, 1e-3, true);
                round++;
            }

            @Override
            public double energy() {
                return matching.energy();
            }

            @Override
            public double entropy() {
                double entropy = matching.logSum() - matching.energy();
                for (LowRankGaussian factor : factors) {
                    entropy -= factor.divergence();
                }
                return entropy;
            }
        }
    }

    private static double square(double value) {
        return value * value;
    }
}
