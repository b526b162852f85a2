package io.permvi.examples.defaults;

import io.permvi.inference.*;
import io.permvi.models.*;
import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** A hundred measured numbers from a hundred known ones, all shifted by one unknown offset. */
public final class ShiftedScores {
    private static final double NOISE = 0.1;
    private static final double OFFSET = 1.5;

    private ShiftedScores() {}

    /** Simulates n numbers and says how many are matched rightly. */
    public static String run(long seed, int n) {
        var rng = new SplittableRandom(seed);
        Permutation truth = Permutation.random(n, rng);
        double[] known = rng.doubles(n, 0, 10).toArray();
        var difference = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            double measured = known[truth.place(i)] + OFFSET + NOISE * rng.nextGaussian();
            for (int j = 0; j < n; j++) {
                difference.set(i, j, measured - known[j]);
            }
        }

        var x = new MatchingLatent("number", n);
        var offset = new RealLatent("offset", 1, 1);
        var ones = new DMatrixRMaj(n, n);
        Arrays.fill(ones.data, 1);
        Model model = TapeModel.of(List.of(x, offset), (tape, z) -> z.get(x)
                .dot(tape.constant(difference)
                        .minus(tape.constant(ones).scaledBy(z.get(offset)))
                        .square())
                .times(-0.5 / (NOISE * NOISE))
                .plus(new GaussianPrior(2).logDensity(z.get(offset), 1)));

        Answer answer = Inference.of(model).run(rng);
        System.out.println(answer);
        return String.format(
                Locale.ROOT,
                "%d of %d right, %.1f expected; offset %.3f to %.3f (true %.1f)",
                Simulation.right(answer.marginals(x), truth),
                n,
                Simulation.expected(answer.marginals(x)),
                answer.quantile(offset, 0, 0, 0.05),
                answer.quantile(offset, 0, 0, 0.95),
                OFFSET);
    }
}
