package io.permvi.examples.basics;

import io.permvi.models.*;
import io.permvi.relaxations.permutation.Permutation;
import java.util.*;
import org.ejml.data.DMatrixRMaj;

/** Items along a line, from noisy similarities that decay with distance; decay and noise unknown. */
public final class Seriation {
    private static final double NOISE = 0.3;

    private Seriation() {}

    /** Simulates similarities of a decay, and says how far finds are from their places, up to a reversal. */
    public static Problem of(long seed, int n, double trueDecay) {
        var rng = new SplittableRandom(seed);
        Permutation truth = Permutation.random(n, rng);
        var distance = new DMatrixRMaj(n, n);
        var similarity = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k <= i; k++) {
                double apart = Math.abs(truth.place(i) - truth.place(k));
                distance.set(i, k, i - k);
                distance.set(k, i, i - k);
                similarity.set(i, k, Math.exp(-trueDecay * apart) + (i == k ? 0 : NOISE * rng.nextGaussian()));
                similarity.set(k, i, similarity.get(i, k));
            }
        }

        var x = new MatchingLatent("place", n);
        var decay = new RealLatent("log decay", 1, 1);
        var noise = new RealLatent("log noise", 1, 1);
        Model model = TapeModel.of(List.of(x, decay, noise), (tape, z) -> {
            var seen = tape.constant(similarity);
            var near = tape.constant(distance).scaledBy(z.get(decay).exp().negate());
            var placed = z.get(x).mult(near.exp()).mult(z.get(x).transpose());
            // |S - X K X'|^2 = |S|^2 - 2 <S, X K X'> + |K|^2 is quadratic in X; each pair stands twice in it
            var squares = seen.sumOfSquares()
                    .minus(placed.dot(seen).times(2))
                    .plus(near.exp().sumOfSquares());
            return squares.scaledBy(z.get(noise).times(-2).exp())
                    .times(-0.25)
                    .minus(z.get(noise).plus(0.5 * Math.log(2 * Math.PI)).times(0.5 * n * (n - 1)))
                    .plus(Priors.normal(z.get(decay), -1, 1))
                    .plus(Priors.normal(z.get(noise), -1, 1))
                    .plus(MatchingPriors.uniform(z.get(x), x.space()));
        });

        return new Problem(model, rng, posterior -> {
            return Simulation.displacement(posterior.marginals(x), truth) + "; noise "
                    + Simulation.interval(
                            posterior, NOISE, z -> Math.exp(z.get(noise).get(0)));
        });
    }
}
