package io.permvi.examples.basics;

import io.permvi.models.*;
import io.permvi.relaxations.permutation.Permutation;
import java.util.List;
import java.util.SplittableRandom;

/** Linear regression whose answers lost their order, coefficients and noise unknown too: y = X A b + noise. */
public final class UnorderedRegression {
    private static final double NOISE = 0.2;

    private UnorderedRegression() {}

    /** Simulates n answers with coefficients of a size, and says how many find their row. */
    public static Problem of(long seed, int n, double size) {
        var rng = new SplittableRandom(seed);
        var a = Simulation.normal(n, 3, 1, rng);
        var b = Simulation.normal(3, 1, size, rng);
        Permutation truth = Permutation.random(n, rng);
        var y = Simulation.normal(n, 1, NOISE, rng);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 3; k++) {
                y.add(i, 0, a.get(truth.place(i), k) * b.get(k));
            }
        }

        var x = new MatchingLatent("row of the answer", n);
        var w = new RealLatent("coefficients", 3, 1);
        var s = new RealLatent("log noise", 1, 1);
        Model model = TapeModel.of(List.of(x, w, s), (tape, z) -> tape.constant(y)
                .minus(z.get(x).mult(tape.constant(a).mult(z.get(w))))
                .sumOfSquares()
                .scaledBy(z.get(s).times(-2).exp())
                .times(-0.5)
                .minus(z.get(s).times(n))
                .plus(-0.5 * n * Math.log(2 * Math.PI) + UniformPrior.logProbability(x.space()))
                .plus(Priors.normal(z.get(w), 0, size))
                .plus(Priors.normal(z.get(s), -1, 1)));

        return new Problem(model, rng, posterior -> {
            String score = Simulation.rightAndExpected(posterior.marginals(x), truth) + "; noise "
                    + Simulation.interval(
                            posterior, NOISE, z -> Math.exp(z.get(s).get(0)));
            for (int k = 0; k < 3; k++) {
                int entry = k;
                score += "; coefficient "
                        + Simulation.interval(posterior, b.get(k), z -> z.get(w).get(entry));
            }
            return n > 9 ? score : score + "; " + ExactRegression.of(a, y, size).compared(posterior, x);
        });
    }
}
