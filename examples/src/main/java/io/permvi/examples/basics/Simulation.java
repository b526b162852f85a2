package io.permvi.examples.basics;

import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** What the classical problems share: draws of data, and scores. */
final class Simulation {
    private Simulation() {}

    static DMatrixRMaj normal(int rows, int columns, double deviation, RandomGenerator rng) {
        var matrix = new DMatrixRMaj(rows, columns);
        Arrays.setAll(matrix.data, e -> deviation * rng.nextGaussian());
        return matrix;
    }

    static double[] blurred(double[] point, double deviation, RandomGenerator rng) {
        return Arrays.stream(point).map(p -> p + deviation * rng.nextGaussian()).toArray();
    }

    /** How many of the first items are at their true place. */
    static int right(MatchingMarginals marginals, Permutation truth, int items) {
        var found = marginals.mostProbable();
        return (int) IntStream.range(0, items)
                .filter(i -> found.place(i) == truth.place(i))
                .count();
    }

    /** How many are right, and how many the posterior itself expects to be. */
    static String rightAndExpected(MatchingMarginals marginals, Permutation truth) {
        var found = marginals.mostProbable();
        double expected = 0;
        for (int i = 0; i < marginals.items(); i++) {
            expected += marginals.probability(i, found.place(i));
        }
        return String.format(
                Locale.ROOT,
                "%d of %d right, %.1f expected",
                right(marginals, truth, truth.order()),
                truth.order(),
                expected);
    }

    /** A 90 % interval of a function with its median, and the true value. */
    static String interval(WeightedPosterior posterior, double truth, ToDoubleFunction<LatentValues> function) {
        return String.format(
                Locale.ROOT,
                "%.3g to %.3g, median %.3g (true %.3g)",
                posterior.quantile(function, 0.05),
                posterior.quantile(function, 0.95),
                posterior.quantile(function, 0.5),
                truth);
    }

    /**
     * How many of the links between detections are right, and how many of them the posterior expects to be.
     *
     * @param latents the matching of each picture, each before another latent
     * @param seen of each picture the detections, with the true target at last
     */
    static String linksRight(WeightedPosterior posterior, List<Latent> latents, List<double[][]> seen) {
        IntFunction<int[]> owner =
                t -> Arrays.stream(seen.get(t)).mapToInt(row -> (int) row[2]).toArray();
        IntFunction<int[]> said = t -> posterior
                .marginals((MatchingLatent) latents.get(2 * t))
                .mostProbable()
                .places();
        var truth = links(seen.size(), owner);
        var found = links(seen.size(), said);
        double expected =
                posterior.expectation(z -> common(found, links(seen.size(), t -> places(z.get(latents.get(2 * t))))));
        return String.format(
                Locale.ROOT,
                "%d of %d links right, %.1f of %d said expected; %d of %d detections right",
                common(truth, found),
                truth.size(),
                expected,
                found.size(),
                agreeing(seen.size(), latents.get(0).columns(), owner, said),
                seen.stream().mapToInt(picture -> picture.length).sum());
    }

    /** Detections with the same owner, or none, once the names of the owners are exchanged for the best. */
    private static int agreeing(int pictures, int targets, IntFunction<int[]> truth, IntFunction<int[]> said) {
        var score = new DMatrixRMaj(targets, targets);
        int none = 0;
        for (int t = 0; t < pictures; t++) {
            for (int i = 0; i < truth.apply(t).length; i++) {
                int a = truth.apply(t)[i];
                int b = said.apply(t)[i];
                none += a < 0 && b < 0 ? 1 : 0;
                if (a >= 0 && b >= 0) {
                    score.add(a, b, 1);
                }
            }
        }
        return none + (int) new LinearAssignment(targets, targets).maximize(score, new int[targets]);
    }

    private static int[] places(DMatrixRMaj x) {
        int[] places = new int[x.numRows];
        Matching.readPlaces(x, places);
        return places;
    }

    /** How far the most probable order is off, up to a reversal, and how far the posterior expects it to be. */
    static String displacement(MatchingMarginals marginals, Permutation truth) {
        int n = truth.order();
        var found = marginals.mostProbable();
        double[] off = new double[3];
        for (int e = 0; e < n * n; e++) {
            double apart = Math.abs(found.place(e / n) - e % n) / (double) n;
            off[0] += truth.place(e / n) == e % n ? apart : 0;
            off[1] += truth.place(e / n) == n - 1 - e % n ? apart : 0;
            off[2] += marginals.probability(e / n, e % n) * apart;
        }
        return String.format(Locale.ROOT, "mean displacement %.2f, %.2f expected", Math.min(off[0], off[1]), off[2]);
    }

    /** Each detection with the one before it of the same target, by numbers; owners below 0 are none. */
    private static Set<List<Integer>> links(int pictures, IntFunction<int[]> ownersInPicture) {
        Set<List<Integer>> links = new HashSet<>();
        Map<Integer, Integer> last = new HashMap<>();
        int number = 0;
        for (int t = 0; t < pictures; t++) {
            for (int owner : ownersInPicture.apply(t)) {
                if (owner >= 0 && last.containsKey(owner)) {
                    links.add(List.of(last.get(owner), number));
                }
                last.put(owner, number++);
            }
        }
        return links;
    }

    private static int common(Set<?> first, Set<?> second) {
        return (int) first.stream().filter(second::contains).count();
    }
}
