package io.permvi.examples.basics;

import io.permvi.models.*;
import io.permvi.relaxations.permutation.Permutation;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** A hundred measured numbers from a hundred known ones, all shifted by one unknown offset. */
public final class ShiftedScores {
    private static final double NOISE = 0.1;
    private static final double OFFSET = 1.5;

    private ShiftedScores() {}

    /** Simulates n numbers and says how many are matched rightly. */
    public static Problem of(long seed, int n) {
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
        Model model = TapeModel.of(List.of(x, offset), (tape, z) -> z.get(x)
                .dot(tape.constant(difference).minus(z.get(offset).spread(n, n)).square())
                .times(-0.5 / (NOISE * NOISE))
                .plus(Priors.normal(z.get(offset), 0, 2)));

        return new Problem(model, rng, posterior -> {
            return Simulation.rightAndExpected(posterior.marginals(x), truth) + "; offset "
                    + Simulation.interval(posterior, OFFSET, z -> z.get(offset).get(0));
        });
    }
}
