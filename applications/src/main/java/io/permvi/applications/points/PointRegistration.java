package io.permvi.applications.points;

import io.permvi.inference.fields.PointMatch;
import io.permvi.inference.fields.PointMatcher;
import io.permvi.inference.fields.StartingMotions;
import io.permvi.inference.fit.CoordinateAscent;
import io.permvi.inference.posterior.PosteriorMixture;
import io.permvi.models.fields.DeformationBasis;
import io.permvi.models.fields.FieldMatching;
import io.permvi.models.fields.GaussianField;
import io.permvi.models.fields.RigidMotion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Two sets of points: each target point is a source point that moved rigidly, then affinely and smoothly by a little, with
 * Student noise, or it is an outlier. The noise is one of a few shares of the source's radius; the bound chooses.
 *
 * @param turns rotations to start from
 * @param reflections whether the motion may reflect
 * @param outliers the expected number of target points without a source
 */
public record PointRegistration(int turns, boolean reflections, double outliers) {
    private static final double[] NOISE_SHARES = {0.01, 0.03, 0.08};
    private static final double TRANSLATION_SHARE = 0.2;
    private static final double AFFINE = 0.15;
    private static final double WARP_SHARE = 0.05;
    private static final double WARP_LENGTH_SHARE = 0.7;
    private static final double DEGREES_OF_FREEDOM = 6;
    /** The log odds that a source point is seen. */
    private static final double SEEN = 2;

    public PosteriorMixture<PointMatch> match(PointsFile source, PointsFile target) {
        double radius = source.radius();
        int dimensions = source.dimensions();
        double[][] places = new double[source.size()][dimensions];
        for (int k = 0; k < places.length; k++) {
            for (int d = 0; d < dimensions; d++) {
                places[k][d] = source.coordinates()[d][k];
            }
        }
        List<RigidMotion> starts = new ArrayList<>(StartingMotions.of(target.coordinates(), places, turns, false));
        if (reflections) {
            starts.addAll(StartingMotions.of(target.coordinates(), places, turns, true));
        }
        // points spread like the target's own have the density of a Gaussian of its radius
        double variance = target.radius() * target.radius() / dimensions;
        double score = SEEN - Math.log(outliers) + 0.5 * dimensions * (1 + Math.log(2 * Math.PI * variance));
        double[] placeScores = new double[places.length];
        Arrays.fill(placeScores, score);
        List<PointMatch> found = new ArrayList<>();
        for (double share : NOISE_SHARES) {
            FieldMatching model = FieldMatching.of(
                    List.of(field(places, radius, share * radius)),
                    new double[][][] {target.coordinates()},
                    placeScores,
                    0);
            found.addAll(matcher(radius).match(model, starts));
        }
        found.sort(Comparator.comparingDouble(m -> -m.bound()));
        return PosteriorMixture.of(found, new double[found.size()], 1);
    }

    private static GaussianField field(double[][] places, double radius, double noise) {
        DeformationBasis basis = new DeformationBasis(
                TRANSLATION_SHARE * radius,
                AFFINE,
                WARP_SHARE * radius,
                WARP_LENGTH_SHARE * radius,
                Math.min(8, places.length));
        int dimensions = places[0].length;
        double[][] noises = new double[places.length][dimensions * dimensions];
        for (double[] covariance : noises) {
            for (int d = 0; d < dimensions; d++) {
                covariance[d * (dimensions + 1)] = noise * noise;
            }
        }
        return new GaussianField(places, basis.modes(places, places), noises, DEGREES_OF_FREEDOM);
    }

    private static PointMatcher matcher(double radius) {
        return new PointMatcher(
                10,
                0.4 * radius,
                0.05 * radius,
                0,
                4,
                new CoordinateAscent(25, 60, 1e-7),
                25,
                0.2 * radius,
                0,
                1,
                3,
                1,
                PointMatcher.MatchingRule.BELIEF_PROPAGATION);
    }
}
