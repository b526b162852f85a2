package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.permutation.Permutations;
import io.permvi.relaxations.permutation.Space;

/**
 * The Sinkhorn operator {@code x = S(psi / temperature)}: the exponential, its rows and columns scaled to one in turn
 * (Sinkhorn 1964; Adams and Zemel 2011; Mena et al. 2018, equation 3). As the temperature falls, x approaches the
 * matching of largest score.
 *
 * <p>Serves every space of matchings. Permutations: doubly stochastic in the limit. Injections: rows sum to one and
 * columns to at most one, by a slack row of scores 0. Partial matchings: every row and every column has a slack entry
 * of score 0, so rows and columns sum to at most one. Entries that are not allowed are 0 and cost nothing.
 *
 * <p>The gradient is that of the iterations that ran, not of the limit ({@link EntropicTransport}). Stable at every
 * temperature. Cost O(allowed entries) per iteration, forward and backward; a pass on a sparse mask of m rows starts with
 * O(m^2 n / 64), up to a bound.
 *
 * @param iterations the number of iterations (rows, then columns) at most
 * @param tolerance the marginal error, relative to the mean mass, at which to stop early; 0 to run all iterations
 */
public record SinkhornOperator(int iterations, double tolerance) implements Transport {

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException when {@code iterations} is below 1 or {@code tolerance} is negative or not
     *     finite
     */
    public SinkhornOperator {
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations must be at least 1, got " + iterations);
        }
        if (!(tolerance >= 0) || tolerance == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("tolerance must be at least 0 and finite, got " + tolerance);
        }
    }

    @Override
    public TransportPass newPass(TransportProblem problem) {
        return new UnrolledPass(problem, iterations, tolerance);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Small matrices without mask or slack run together, all iterations of a group of them before the next: up to 16
     * rows and columns, up to 80 on explicit vectors.
     */
    @Override
    public BatchPass newBatch(Space space, int count) {
        return new SinkhornBatch(TransportProblem.ofMatchings(space), count, iterations, tolerance);
    }

    @Override
    public int smallestBatch(Space space) {
        if (!(space instanceof Permutations) || !space.allowed().isFull()) {
            return Integer.MAX_VALUE;
        }
        int least = KernelChoice.SMALLEST_BATCH;
        TransportProblem problem = TransportProblem.doublyStochastic(space.items());
        return KernelChoice.chunks(problem, least, iterations, tolerance).isPresent() ? least : Integer.MAX_VALUE;
    }
}
