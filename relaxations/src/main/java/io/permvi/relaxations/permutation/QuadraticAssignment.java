package io.permvi.relaxations.permutation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.ejml.data.DMatrixRMaj;

/**
 * Quadratic assignment by the fast approximate method of Vogelstein et al. (2015, Algorithm 1): Frank-Wolfe over the
 * doubly stochastic matrices with exact line search, the nearest matching at the end, then a local search that
 * exchanges the contents of two places. The first start is the barycenter of the allowed matchings, the others lie
 * halfway between it and random matchings. Rectangular problems (m below n) and allowed entries are taken as they are.
 *
 * <p>A start costs {@code iterations} linear assignments and two m by m by n products each, O(m^2 n); a sweep of the
 * local search costs O(m^2 n). The result is a local optimum, exact only by luck or by enough restarts.
 *
 * @param restarts the number of starts, at least 1
 * @param iterations the largest number of Frank-Wolfe steps, at least 1
 * @param kicks how often the local search disturbs its best matching and searches again, 0 for a single search
 * @param threads how many starts run at once; the result does not depend on it
 */
public record QuadraticAssignment(int restarts, int iterations, int kicks, int threads) {
    private static final double TOLERANCE = 1e-7;
    private static final int BARYCENTER_DRAWS = 16;

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException when a number is too small
     */
    public QuadraticAssignment {
        requireAtLeast("restarts", restarts, 1);
        requireAtLeast("iterations", iterations, 1);
        requireAtLeast("kicks", kicks, 0);
        requireAtLeast("threads", threads, 1);
    }

    /** One start of at most 30 steps, one local search, one thread. */
    public static QuadraticAssignment withDefaults() {
        return new QuadraticAssignment(1, 30, 0, 1);
    }

    /** The same with another number of starts. */
    public QuadraticAssignment withRestarts(int restarts) {
        return new QuadraticAssignment(restarts, iterations, kicks, threads);
    }

    /** The same with another number of kicks. */
    public QuadraticAssignment withKicks(int kicks) {
        return new QuadraticAssignment(restarts, iterations, kicks, threads);
    }

    /** The same with another number of threads. */
    public QuadraticAssignment withThreads(int threads) {
        return new QuadraticAssignment(restarts, iterations, kicks, threads);
    }

    /**
     * What a solve found.
     *
     * @param matching the best matching
     * @param value its value
     * @param values the value that each start reached, in order
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
        DMatrixRMaj barycenter = barycenter(problem.space().allowed(), rng);
        List<Callable<Start>> starts = new ArrayList<>();
        for (int r = 0; r < restarts; r++) {
            long seed = rng.nextLong();
            boolean first = r == 0;
            starts.add(() -> {
                RandomGenerator own =
                        RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
                return run(problem, first ? barycenter : halfway(barycenter, problem.space(), own), own);
            });
        }
        return best(problem.space().places(), runAll(starts));
    }

    /**
     * The same from one given start: ascent, nearest matching, local search.
     *
     * @param start m by n with rows that sum to one and columns that sum to at most one. Not modified.
     */
    public Solution maximizeFrom(QuadraticProblem problem, DMatrixRMaj start, RandomGenerator rng) {
        return best(problem.space().places(), List.of(run(problem, start, rng)));
    }

    /**
     * The local search alone, from a matching.
     *
     * @param places the place of each item, distinct and allowed. Not modified.
     */
    public Solution improve(QuadraticProblem problem, int[] places, RandomGenerator rng) {
        int[] matching = places.clone();
        double value = new ExchangeSearch(problem).improve(matching, kicks, rng);
        return best(problem.space().places(), List.of(new Start(matching, value)));
    }

    private record Start(int[] places, double value) {}

    private Start run(QuadraticProblem problem, DMatrixRMaj start, RandomGenerator rng) {
        int[] places = new int[problem.space().items()];
        new FrankWolfe(problem).ascend(start, iterations, TOLERANCE, places);
        double value = new ExchangeSearch(problem).improve(places, kicks, rng);
        return new Start(places, value);
    }

    private static Solution best(int placeCount, List<Start> starts) {
        Start best = starts.get(0);
        List<Double> values = new ArrayList<>();
        for (Start start : starts) {
            values.add(start.value);
            if (start.value > best.value) {
                best = start;
            }
        }
        return new Solution(Matching.of(placeCount, best.places), best.value, List.copyOf(values));
    }

    private List<Start> runAll(List<Callable<Start>> starts) {
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, starts.size()));
        try {
            List<Start> results = new ArrayList<>();
            for (Future<Start> future : pool.invokeAll(starts)) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("quadratic assignment was interrupted", interruption);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failure.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    /** The uniform matrix, or with a mask the mean of matchings for random scores, which lies in the polytope. */
    private static DMatrixRMaj barycenter(AllowedEntries allowed, RandomGenerator rng) {
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

    private static void addRandomMatching(AllowedEntries allowed, RandomGenerator rng, double weight, DMatrixRMaj sum) {
        DMatrixRMaj score = new DMatrixRMaj(allowed.rows(), allowed.columns());
        for (int e = 0; e < score.getNumElements(); e++) {
            score.data[e] = rng.nextDouble();
        }
        int[] places = new int[allowed.rows()];
        new LinearAssignment(allowed.rows(), allowed.columns()).maximize(score, allowed, places);
        for (int i = 0; i < places.length; i++) {
            sum.data[i * sum.numCols + places[i]] += weight;
        }
    }

    private static void requireAtLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", got " + value);
        }
    }
}
