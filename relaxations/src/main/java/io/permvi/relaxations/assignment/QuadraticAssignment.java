package io.permvi.relaxations.assignment;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.ejml.data.DMatrixRMaj;

/**
 * Quadratic assignment by the fast approximate method of Vogelstein et al. (2015, Algorithm 1): Frank-Wolfe over the
 * doubly stochastic matrices with exact line search, the nearest matching at the end, then a local search that
 * exchanges the contents of two places. The first start is the barycenter of the allowed matchings, the others lie
 * halfway between it and random matchings. From the best of them, {@code rounds} of relaxing it again follow: ascend anew
 * from a point between the barycenter and the best matching, in which some items may have been matched at random, and
 * keep what is better. On large problems these find far better optima than as many independent starts. Rectangular
 * problems (m below n) and allowed entries are taken as they are; where items may stay unmatched, m places are added.
 *
 * <p>A start costs {@code iterations} linear assignments and two m by m by n products each, O(m^2 n); a sweep of the
 * local search costs O(m^2 n). The result is a local optimum, exact only by luck or by enough restarts.
 *
 * @param restarts the number of starts, at least 1
 * @param iterations the largest number of Frank-Wolfe steps, at least 1
 * @param kicks how often the local search disturbs its best matching and searches again, 0 for a single search
 * @param rounds how often the best matching is relaxed again, 0 for never
 * @param threads how many starts run at once; the result does not depend on it
 */
public record QuadraticAssignment(int restarts, int iterations, int kicks, int rounds, int threads) {
    private static final double TOLERANCE = 1e-7;
    private static final int BARYCENTER_DRAWS = 16;
    private static final int LOOSE_DRAWS = 6;
    /** What the relaxed rounds keep of the best matching, and the share of items they match at random, in turn. */
    private static final double[] KEPT_WEIGHTS = {0.1, 0.2, 0.5};

    private static final double[] LOOSE_SHARES = {0, 0.2, 0.4, 0.6};

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException when a number is too small
     */
    public QuadraticAssignment {
        requireAtLeast("restarts", restarts, 1);
        requireAtLeast("iterations", iterations, 1);
        requireAtLeast("kicks", kicks, 0);
        requireAtLeast("rounds", rounds, 0);
        requireAtLeast("threads", threads, 1);
    }

    /** One start of at most 30 steps, one local search, one thread. */
    public static QuadraticAssignment withDefaults() {
        return new QuadraticAssignment(1, 30, 0, 0, 1);
    }

    /** The same with another number of starts. */
    public QuadraticAssignment withRestarts(int restarts) {
        return new QuadraticAssignment(restarts, iterations, kicks, rounds, threads);
    }

    /** The same with another largest number of Frank-Wolfe steps. */
    public QuadraticAssignment withIterations(int iterations) {
        return new QuadraticAssignment(restarts, iterations, kicks, rounds, threads);
    }

    /** The same with another number of kicks. */
    public QuadraticAssignment withKicks(int kicks) {
        return new QuadraticAssignment(restarts, iterations, kicks, rounds, threads);
    }

    /** The same with another number of rounds that relax the best matching again. */
    public QuadraticAssignment withRounds(int rounds) {
        return new QuadraticAssignment(restarts, iterations, kicks, rounds, threads);
    }

    /** The same with another number of threads. */
    public QuadraticAssignment withThreads(int threads) {
        return new QuadraticAssignment(restarts, iterations, kicks, rounds, threads);
    }

    /**
     * What a solve found.
     *
     * @param matching the best matching
     * @param value its value
     * @param values the value that each start reached, then each round, in order
     */
    public record Solution(Matching matching, double value, List<Double> values) {}

    /**
     * Looks for the matching of largest value. To minimize, negate a and the linear term.
     *
     * @param problem the problem. Not modified.
     * @param rng draws the starts and the kicks; the same state gives the same solution for any number of threads
     * @throws InfeasibleMatchingException when the allowed entries admit no matching of every item
     */
    public Solution maximize(QuadraticProblem problem, RandomGenerator rng) {
        if (problem.space().partial()) {
            return unpadded(maximize(problem.padded(), rng), problem.space().places());
        }
        DMatrixRMaj barycenter = barycenter(problem.space().allowed(), rng);
        long[] seeds = new long[restarts];
        Arrays.setAll(seeds, r -> rng.nextLong());
        Start[] starts = new Start[restarts];
        try (Workers workers = new Workers(Math.min(threads, restarts))) {
            workers.forEach(restarts, r -> {
                RandomGenerator own =
                        RandomGeneratorFactory.of("L64X128MixRandom").create(seeds[r]);
                DMatrixRMaj from = r == 0 ? barycenter : halfway(barycenter, problem.space(), own);
                starts[r] = run(problem, from, own);
            });
        }
        List<Start> results = new ArrayList<>(List.of(starts));
        relaxAgain(problem, barycenter, results, rng);
        return best(problem.space().places(), results);
    }

    private void relaxAgain(
            QuadraticProblem problem, DMatrixRMaj barycenter, List<Start> results, RandomGenerator rng) {
        Start best = bestOf(results);
        for (int round = 0; round < rounds; round++) {
            double kept = KEPT_WEIGHTS[round % KEPT_WEIGHTS.length];
            double share = LOOSE_SHARES[round % LOOSE_SHARES.length];
            boolean[] loose = looseItems(problem, share, round % 2 == 1, rng);
            Start next = run(problem, between(barycenter, problem, best.places, loose, kept, rng), rng);
            results.add(next);
            best = bestOf(List.of(best, next));
        }
    }

    /** Some items at random, or one item and those tied to it most. */
    private static boolean[] looseItems(QuadraticProblem problem, double share, boolean together, RandomGenerator rng) {
        int m = problem.space().items();
        double[] key = new double[m];
        DMatrixRMaj a = problem.terms().get(0).a();
        int center = rng.nextInt(m);
        for (int i = 0; i < m; i++) {
            double tie = Math.abs(a.get(center, i)) + Math.abs(a.get(i, center));
            key[i] = together && i != center ? -tie + 1e-9 * rng.nextDouble() : rng.nextDouble();
        }
        if (together) {
            key[center] = Double.NEGATIVE_INFINITY;
        }
        int count = (int) (share * m);
        double[] sorted = key.clone();
        Arrays.sort(sorted);
        boolean[] loose = new boolean[m];
        for (int i = 0; i < m && count > 0; i++) {
            loose[i] = key[i] <= sorted[count - 1];
        }
        return loose;
    }

    /** (1 - kept) barycenter + kept times the mean of matchings that agree with {@code places} but for loose items. */
    private static DMatrixRMaj between(
            DMatrixRMaj barycenter,
            QuadraticProblem problem,
            int[] places,
            boolean[] loose,
            double kept,
            RandomGenerator rng) {
        DMatrixRMaj start = barycenter.copy();
        for (int e = 0; e < start.getNumElements(); e++) {
            start.data[e] *= 1 - kept;
        }
        for (int draw = 0; draw < LOOSE_DRAWS; draw++) {
            addRandomMatching(problem.space().allowed(), places, loose, kept / LOOSE_DRAWS, rng, start);
        }
        return start;
    }

    /**
     * The local search alone, from a matching.
     *
     * @param places the place of each item, distinct and allowed, or unmatched in a partial space. Not modified.
     */
    public Solution improve(QuadraticProblem problem, int[] places, RandomGenerator rng) {
        int[] matching = places.clone();
        if (problem.space().partial()) {
            int n = problem.space().places();
            Arrays.setAll(matching, i -> matching[i] < 0 ? n + i : matching[i]);
            return unpadded(improve(problem.padded(), matching, rng), n);
        }
        double value = new ExchangeSearch(problem).improve(matching, kicks, rng);
        return best(problem.space().places(), List.of(new Start(matching, value)));
    }

    /** With items at the places that were added as unmatched. */
    private static Solution unpadded(Solution solution, int n) {
        int[] places = solution.matching().places();
        Arrays.setAll(places, i -> places[i] < n ? places[i] : Matching.UNMATCHED);
        return new Solution(Matching.of(n, places), solution.value(), solution.values());
    }

    private record Start(int[] places, double value) {}

    private Start run(QuadraticProblem problem, DMatrixRMaj start, RandomGenerator rng) {
        int[] places = new int[problem.space().items()];
        new FrankWolfe(problem).ascend(start, iterations, TOLERANCE, places);
        double value = new ExchangeSearch(problem).improve(places, kicks, rng);
        return new Start(places, value);
    }

    private static Start bestOf(List<Start> starts) {
        Start best = starts.get(0);
        for (Start start : starts) {
            if (start.value > best.value) {
                best = start;
            }
        }
        return best;
    }

    private static Solution best(int placeCount, List<Start> starts) {
        Start best = bestOf(starts);
        List<Double> values = starts.stream().map(Start::value).toList();
        return new Solution(Matching.of(placeCount, best.places), best.value, values);
    }

    /** The uniform matrix, or with a mask the mean of matchings for random scores, which lies in the polytope. */
    private static DMatrixRMaj barycenter(SparsityPattern allowed, RandomGenerator rng) {
        DMatrixRMaj mean = new DMatrixRMaj(allowed.rows(), allowed.columns());
        if (allowed.isFull()) {
            mean.fill(1.0 / allowed.columns());
            return mean;
        }
        for (int draw = 0; draw < BARYCENTER_DRAWS; draw++) {
            addRandomMatching(allowed, rng, 1.0 / BARYCENTER_DRAWS, mean);
        }
        return mean;
    }

    private static DMatrixRMaj halfway(DMatrixRMaj barycenter, MatchingSpace space, RandomGenerator rng) {
        DMatrixRMaj start = barycenter.copy();
        for (int e = 0; e < start.getNumElements(); e++) {
            start.data[e] *= 0.5;
        }
        addRandomMatching(space.allowed(), rng, 0.5, start);
        return start;
    }

    private static void addRandomMatching(
            SparsityPattern allowed, RandomGenerator rng, double weight, DMatrixRMaj sum) {
        boolean[] loose = new boolean[allowed.rows()];
        Arrays.fill(loose, true);
        addRandomMatching(allowed, new int[allowed.rows()], loose, weight, rng, sum);
    }

    /** Adds a matching in which loose items go anywhere that the others leave. */
    private static void addRandomMatching(
            SparsityPattern allowed,
            int[] places,
            boolean[] loose,
            double weight,
            RandomGenerator rng,
            DMatrixRMaj sum) {
        int m = allowed.rows();
        DMatrixRMaj score = new DMatrixRMaj(m, allowed.columns());
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < score.numCols; j++) {
                score.data[i * score.numCols + j] = loose[i] ? rng.nextDouble() : 0;
            }
            if (!loose[i]) {
                score.data[i * score.numCols + places[i]] = m;
            }
        }
        int[] matching = new int[m];
        new LinearAssignment(m, score.numCols).maximize(score, allowed, matching);
        for (int i = 0; i < m; i++) {
            sum.data[i * sum.numCols + matching[i]] += weight;
        }
    }

    private static void requireAtLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", got " + value);
        }
    }
}
