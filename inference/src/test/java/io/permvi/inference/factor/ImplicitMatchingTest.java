package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.testkit.FactorContract;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class ImplicitMatchingTest extends FactorContract {
    private static final int N = 5;

    private final RandomGenerator rng = new SplittableRandom(19);

    @Override
    protected VariationalFactor factor() {
        return new ImplicitMatching(new GumbelMatching(new MatchingLatent("x", 4)));
    }

    /** Of the best matching of {@code scores + size direction}, the matrix. */
    private static double[] best(double[] scores, double[] direction, double size) {
        DMatrixRMaj moved = new DMatrixRMaj(N, N);
        Arrays.setAll(moved.data, at -> scores[at] + size * direction[at]);
        int[] places = new int[N];
        new LinearAssignment(N, N).maximize(moved, places);
        double[] matching = new double[N * N];
        for (int i = 0; i < N; i++) {
            matching[i * N + places[i]] = 1;
        }
        return matching;
    }

    private double[] gaussian() {
        return rng.doubles(N * N, -2, 2).toArray();
    }

    private static double[] difference(double[] a, double[] b, double step) {
        double[] difference = new double[a.length];
        Arrays.setAll(difference, at -> (a[at] - b[at]) / step);
        return difference;
    }

    @Test
    void gradientsAreFiniteDifferencesOfTheBestMatching() {
        GumbelMatching gumbel = new GumbelMatching(new MatchingLatent("x", N));
        ImplicitMatching fixed = new ImplicitMatching(gumbel, 4, false);
        ImplicitMatching adaptive = new ImplicitMatching(gumbel, 1e-3, true);
        double[] nothing = new double[N * N];
        for (int trial = 0; trial < 20; trial++) {
            double[] scores = gaussian();
            double[] energy = gaussian();
            double[] noise = new double[fixed.noiseCount()];
            fixed.drawNoise(noise, 0, rng);
            double[] noisy = new double[N * N];
            Arrays.setAll(noisy, at -> scores[at] + noise[at]);
            double[] direction = new double[N * N];
            Arrays.setAll(direction, at -> energy[at] - gumbel.entropyWeight() * scores[at]);
            double[] drawn = best(noisy, direction, 0);
            assertArrayEquals(
                    difference(best(noisy, direction, 4), drawn, 4), gradient(fixed, scores, energy, noise), 1e-12);
            double step = 1e-3;
            while (Arrays.equals(best(noisy, direction, step), drawn)
                    && Arrays.equals(best(noisy, direction, -step), drawn)) {
                step *= 2;
            }
            double[] expected = difference(best(noisy, direction, step), best(noisy, direction, -step), 2 * step);
            assertArrayEquals(expected, gradient(adaptive, scores, energy, noise), 1e-9 / step);
            assertFalse(Arrays.equals(nothing, expected));
        }
    }

    private static double[] gradient(ImplicitMatching factor, double[] scores, double[] energy, double[] noise) {
        PathwiseFactor.Pass pass = factor.newPass();
        pass.forward(scores, 0, noise, 0, new DMatrixRMaj(N, N));
        double[] gradient = new double[N * N];
        pass.backward(new DMatrixRMaj(N, N, true, energy), gradient, 0);
        return gradient;
    }
}
