package io.permvi.examples.basics;

import io.permvi.models.*;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Permutation;
import java.util.*;
import org.ejml.data.DMatrixRMaj;

/** The order of n variables of a linear Gaussian network, from 200 rows: causes stand before effects. */
public final class OrderOfCauses {
    private static final int ROWS = 200;

    private OrderOfCauses() {}

    /** Simulates a network and says how many of its edges are expected to be in order. */
    public static Problem of(long seed, int n) {
        var rng = new SplittableRandom(seed);
        Permutation truth = Permutation.random(n, rng);
        var weights = new DMatrixRMaj(n, n);
        for (int e = 0; e < n * n; e++) {
            boolean edge = truth.place(e / n) < truth.place(e % n) && rng.nextDouble() < 0.4;
            weights.data[e] = edge ? (rng.nextBoolean() ? 1 : -1) * rng.nextDouble(0.3, 1) : 0;
        }
        var data = Simulation.normal(ROWS, n, 1, rng);
        for (int e = 0; e < ROWS * n; e++) {
            int effect = truth.inverse().place(e % n);
            for (int cause = 0; cause < n; cause++) {
                data.add(e / n, effect, weights.get(cause, effect) * data.get(e / n, cause));
            }
        }

        var x = new MatchingLatent("place", n);
        var w = new RealLatent("weights", SparsityPattern.where(n, n, (cause, effect) -> cause != effect));
        Model model = TapeModel.of(List.of(x, w), (tape, z) -> {
            var fit = tape.constant(data).mult(MatchingPriors.before(z.get(x)).timesElementwise(z.get(w)));
            return Priors.normal(tape.constant(data).minus(fit), 0, 1)
                    .plus(MatchingPriors.uniform(z.get(x), x.space()))
                    .plus(new GaussianPrior(1).logDensity(z.get(w), n * (n - 1)));
        });

        return new Problem(model, rng, posterior -> {
            var before = posterior.before(x);
            double inOrder = 0;
            int edges = 0;
            for (int e = 0; e < n * n; e++) {
                inOrder += weights.data[e] == 0 ? 0 : before.data[e];
                edges += weights.data[e] == 0 ? 0 : 1;
            }
            return String.format(Locale.ROOT, "%d edges, %.2f expected to be in order", edges, inOrder);
        });
    }
}
