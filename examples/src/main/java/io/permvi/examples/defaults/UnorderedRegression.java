package io.permvi.examples.defaults;

import io.permvi.inference.*;
import io.permvi.models.*;
import io.permvi.relaxations.permutation.Permutation;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.ejml.dense.row.CommonOps_DDRM;

/** Linear regression whose answers lost their order, coefficients and noise unknown too: y = X A b + noise. */
public final class UnorderedRegression {
    private UnorderedRegression() {}

    /** Simulates n answers with coefficients of a size, and says how many find their row. */
    public static String run(long seed, int n, double size) {
        var rng = new SplittableRandom(seed);
        var a = Simulation.normal(n, 3, 1, rng);
        var b = Simulation.normal(3, 1, size, rng);
        Permutation truth = Permutation.random(n, rng);
        var y = Simulation.normal(n, 1, 0.2, rng);
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
                .plus(new GaussianPrior(size).logDensity(z.get(w), 3))
                .plus(new GaussianPrior(1).logDensity(z.get(s).plus(1), 1)));

        Answer answer = Inference.of(model).run(rng);
        System.out.println(answer);
        int covered = 0;
        for (int k = 0; k < 3; k++) {
            covered += answer.quantile(w, k, 0, 0.05) <= b.get(k) && b.get(k) <= answer.quantile(w, k, 0, 0.95) ? 1 : 0;
        }
        double low = Math.exp(answer.quantile(s, 0, 0, 0.05));
        double high = Math.exp(answer.quantile(s, 0, 0, 0.95));
        return String.format(
                Locale.ROOT,
                "%d of %d right, %.1f expected; coefficients in their interval: %d of 3 (norm %.1f); noise %.2f to %.2f",
                Simulation.right(answer.marginals(x), truth),
                n,
                Simulation.expected(answer.marginals(x)),
                covered,
                Math.sqrt(CommonOps_DDRM.elementSum(CommonOps_DDRM.elementMult(b, b, null))),
                low,
                high);
    }
}
