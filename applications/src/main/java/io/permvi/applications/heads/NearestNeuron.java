package io.permvi.applications.heads;

import io.permvi.inference.fields.PointMatch;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.PosteriorMixture;
import io.permvi.models.fields.RigidMotion;
import io.permvi.relaxations.permutation.Categories;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Names each point of a detector by itself: with the cell of the head that is nearest to it. Where the cells are is drawn many
 * times: each matched cell is a neuron, or none, as its marginal (flattened) says, and lies about where the detector saw it; a neuron
 * that no cell is in a draw is there with the probability that a head has it, about where the deformation expects it. A
 * distant point therefore has a name too, and its probability says how well it is known which cell is nearest.
 */
final class NearestNeuron {
    private static final int DRAWS = 100;
    /** How far a detector sees a cell from where a person marks it, along each axis, in micrometers. */
    private static final double SEEN_SPREAD = 0.6;
    /** How far a neuron is from where it is expected. */
    private static final double EXPECTED_SPREAD = 3;
    /** Power of the marginals: among false points they are too sure. */
    private static final double FLATTENED = 0.8;

    private final DetectorPoints detected;
    private final double[] presence;
    private final RandomGenerator rng;
    private final double[][] points;
    /** One draw: which neurons there are, and where. */
    private final int[] neurons;

    private final double[][] places;

    NearestNeuron(DetectorPoints detected, HeadAtlas atlas, RandomGenerator rng) {
        this.detected = detected;
        this.rng = rng;
        presence = atlas.presence().ordinary();
        points = detected.points().positions();
        neurons = new int[detected.cells().size() + presence.length];
        places = new double[points.length][neurons.length];
    }

    /** Points by neurons, over all alternatives; O(n (C + K)) a draw for n points, C cells and K neurons. */
    MatchingMarginals each(NamedHead named) {
        DMatrixRMaj sum = new DMatrixRMaj(points[0].length, presence.length);
        PosteriorMixture<PointMatch> mixture = named.mixture();
        for (int a = 0; a < mixture.weights().length; a++) {
            PointMatch match = mixture.alternatives().get(a);
            double[][] upTo = upTo(match.marginals());
            int draws = (int) Math.ceil(DRAWS * mixture.weights()[a]);
            for (int draw = 0; draw < draws; draw++) {
                int drawn = draw(match, upTo);
                for (int i = 0; i < sum.numRows && drawn > 0; i++) {
                    sum.add(i, neurons[nearest(i, drawn)], mixture.weights()[a] / draws);
                }
            }
        }
        return new MatchingMarginals(Categories.of(sum.numRows, sum.numCols), sum);
    }

    /** For each cell the probabilities that it is one of the first neurons, flattened. */
    private double[][] upTo(MatchingMarginals marginals) {
        double[][] upTo = new double[detected.cells().size()][presence.length];
        for (int c = 0; c < upTo.length; c++) {
            double none = 1;
            double sum = 0;
            for (int k = 0; k < presence.length; k++) {
                double probability = marginals.probability(c, k);
                none -= probability;
                sum += Math.pow(probability, FLATTENED);
                upTo[c][k] = sum;
            }
            double total = sum + Math.pow(Math.max(0, none), FLATTENED);
            for (int k = 0; k < presence.length; k++) {
                upTo[c][k] /= total;
            }
        }
        return upTo;
    }

    /** How many neurons there are in a new draw. */
    private int draw(PointMatch match, double[][] upTo) {
        boolean[] taken = new boolean[presence.length];
        int drawn = 0;
        for (int c = 0; c < detected.cells().size(); c++) {
            double chance = rng.nextDouble();
            int found = Arrays.binarySearch(upTo[c], chance);
            int neuron = found < 0 ? -found - 1 : found + 1;
            if (neuron < presence.length) {
                taken[neuron] = true;
                for (int d = 0; d < places.length; d++) {
                    places[d][drawn] = detected.cells().positions()[d][c] + SEEN_SPREAD * rng.nextGaussian();
                }
                neurons[drawn++] = neuron;
            }
        }
        RigidMotion home = match.motion().inverse();
        for (int k = 0; k < presence.length; k++) {
            if (!taken[k] && rng.nextDouble() < presence[k]) {
                double[] place = home.apply(match.places()[k]);
                for (int d = 0; d < places.length; d++) {
                    places[d][drawn] = place[d] + EXPECTED_SPREAD * rng.nextGaussian();
                }
                neurons[drawn++] = k;
            }
        }
        return drawn;
    }

    private int nearest(int point, int drawn) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < drawn; j++) {
            double square = 0;
            for (int d = 0; d < places.length; d++) {
                double gap = (places[d][j] - points[d][point]) / detected.voxel()[d];
                square += gap * gap;
            }
            if (square < least) {
                least = square;
                nearest = j;
            }
        }
        return nearest;
    }
}
