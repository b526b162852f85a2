package io.permvi.examples.defaults;

import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.relaxations.permutation.Permutation;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;

/** What the simulations share. */
final class Simulation {
    private Simulation() {}

    static DMatrixRMaj normal(int rows, int columns, double deviation, RandomGenerator rng) {
        var matrix = new DMatrixRMaj(rows, columns);
        for (int e = 0; e < matrix.getNumElements(); e++) {
            matrix.data[e] = deviation * rng.nextGaussian();
        }
        return matrix;
    }

    static DMatrixRMaj[] zeros(int count, int rows, int columns) {
        return Stream.generate(() -> new DMatrixRMaj(rows, columns))
                .limit(count)
                .toArray(DMatrixRMaj[]::new);
    }

    /** One above the diagonal: X U X' says which item stands before which. */
    static DMatrixRMaj before(int n) {
        var u = new DMatrixRMaj(n, n);
        for (int j = 0; j < n; j++) {
            for (int l = j + 1; l < n; l++) {
                u.set(j, l, 1);
            }
        }
        return u;
    }

    static int right(MatchingMarginals marginals, Permutation truth) {
        var found = marginals.mostProbable();
        int right = 0;
        for (int i = 0; i < truth.order(); i++) {
            right += found.place(i) == truth.place(i) ? 1 : 0;
        }
        return right;
    }

    /** How many items the posterior itself expects to be right. */
    static double expected(MatchingMarginals marginals) {
        var found = marginals.mostProbable();
        double sum = 0;
        for (int i = 0; i < marginals.items(); i++) {
            sum += marginals.probability(i, found.place(i));
        }
        return sum;
    }
}
