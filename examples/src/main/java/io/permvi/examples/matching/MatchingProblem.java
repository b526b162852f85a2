package io.permvi.examples.matching;

import io.permvi.applications.files.ContentHash;
import io.permvi.models.MatchingLatent;
import io.permvi.models.PointMatching;
import io.permvi.relaxations.permutation.Permutation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * N centers in the plane and one noisy observation of each, in an unknown order.
 *
 * @param name unique in a study
 * @param sigma standard deviation of the noise
 * @param centers N by 2
 * @param observations N by 2
 * @param truth the center of each observation
 */
public record MatchingProblem(
        String name, double sigma, DMatrixRMaj centers, DMatrixRMaj observations, Permutation truth) {
    static final double[] SIGMAS = {0.1, 0.25, 0.5, 0.75};

    /** The number of centers. */
    public int order() {
        return centers.numRows;
    }

    /** Adds all of it to a hash. */
    void addTo(ContentHash hash) {
        hash.add(name).add(sigma).add(centers.data).add(observations.data).add(truth.toString());
    }

    PointMatching model() {
        return PointMatching.of(new MatchingLatent("matching", order()), observations, centers, sigma);
    }

    /** Standard normal centers, Gaussian noise, shuffled; the same for the same seed. */
    static List<MatchingProblem> generate(int order, int perSigma, long seed) {
        List<MatchingProblem> problems = new ArrayList<>();
        RandomGenerator rng = new SplittableRandom(seed);
        for (double sigma : SIGMAS) {
            for (int k = 0; k < perSigma; k++) {
                problems.add(generate(String.format(Locale.ROOT, "s%s-%03d", sigma, k), order, sigma, rng));
            }
        }
        return problems;
    }

    private static MatchingProblem generate(String name, int order, double sigma, RandomGenerator rng) {
        DMatrixRMaj centers = new DMatrixRMaj(order, 2);
        DMatrixRMaj observations = new DMatrixRMaj(order, 2);
        Permutation truth = Permutation.random(order, rng);
        for (int e = 0; e < 2 * order; e++) {
            centers.data[e] = rng.nextGaussian();
        }
        for (int i = 0; i < order; i++) {
            for (int d = 0; d < 2; d++) {
                observations.set(i, d, centers.get(truth.place(i), d) + sigma * rng.nextGaussian());
            }
        }
        return new MatchingProblem(name, sigma, centers, observations, truth);
    }
}
