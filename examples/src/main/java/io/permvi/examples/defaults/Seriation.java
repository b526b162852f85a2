package io.permvi.examples.defaults;

import io.permvi.inference.*;
import io.permvi.models.*;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.permutation.Permutation;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** Thirty finds in the order of their time, from similarities that decay with distance; decay and noise unknown. */
public final class Seriation {
    private static final int N = 30;
    private static final double PAIRS = 0.5 * N * (N - 1);

    private Seriation() {}

    /** Simulates similarities and says how far finds are from their places, up to a reversal. */
    public static String run(long seed) {
        var rng = new SplittableRandom(seed);
        Permutation truth = Permutation.random(N, rng);
        var similarity = new DMatrixRMaj(N, N);
        var distance = new DMatrixRMaj(N, N);
        var others = new DMatrixRMaj(N, N);
        for (int i = 0; i < N; i++) {
            for (int k = 0; k < N; k++) {
                distance.set(i, k, Math.abs(i - k));
                others.set(i, k, i == k ? 0 : 1);
            }
            for (int k = 0; k < i; k++) {
                double s = Math.exp(-0.4 * Math.abs(truth.place(i) - truth.place(k))) + 0.3 * rng.nextGaussian();
                similarity.set(i, k, s);
                similarity.set(k, i, s);
            }
        }

        var x = new MatchingLatent("place", N);
        var decay = new RealLatent("log decay", 1, 1);
        var noise = new RealLatent("log noise", 1, 1);
        Model model = TapeModel.of(List.of(x, decay, noise), (tape, z) -> {
            Var near = tape.constant(distance)
                    .scaledBy(z.get(decay).exp())
                    .negate()
                    .exp();
            Var expected = near.timesElementwise(tape.constant(others));
            Var placed = z.get(x).mult(expected).mult(z.get(x).transpose());
            // |S - X K X'|^2 = |S|^2 - 2 <S, X K X'> + |K|^2, quadratic in X
            Var squares = tape.constant(similarity)
                    .sumOfSquares()
                    .minus(placed.dot(tape.constant(similarity)).times(2))
                    .plus(expected.sumOfSquares());
            return squares.scaledBy(z.get(noise).times(-2).exp())
                    .times(-0.25)
                    .minus(z.get(noise).times(PAIRS))
                    .plus(-0.5 * PAIRS * Math.log(2 * Math.PI))
                    .plus(new GaussianPrior(1).logDensity(z.get(decay).plus(1), 1))
                    .plus(new GaussianPrior(1).logDensity(z.get(noise).plus(1), 1))
                    .plus(UniformPrior.logProbability(x.space()));
        });

        Answer answer = Inference.of(model).run(rng);
        System.out.println(answer);
        var found = answer.marginals(x).mostProbable();
        double[] off = new double[3];
        for (int i = 0; i < N; i++) {
            off[0] += Math.abs(found.place(i) - truth.place(i)) / (double) N;
            off[1] += Math.abs(N - 1 - found.place(i) - truth.place(i)) / (double) N;
            for (int j = 0; j < N; j++) {
                off[2] += answer.marginals(x).probability(i, j) * Math.abs(found.place(i) - j) / N;
            }
        }
        return String.format(
                Locale.ROOT,
                "mean displacement %.2f, %.2f expected; noise %.3f (true 0.3)",
                Math.min(off[0], off[1]),
                off[2],
                Math.exp(answer.quantile(noise, 0, 0, 0.5)));
    }
}
