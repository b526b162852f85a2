package io.permvi.examples.basics;

import io.permvi.inference.*;
import io.permvi.models.*;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Permutation;
import java.util.*;
import org.ejml.data.DMatrixRMaj;

/** The order of eight variables of a linear Gaussian network, from 200 rows: causes stand before effects. */
public final class OrderOfCauses {
    private static final int N = 8;
    private static final int ROWS = 200;

    private OrderOfCauses() {}

    /** Simulates a network and says how many of its edges are expected to be in order. */
    public static String run(long seed) {
        var rng = new SplittableRandom(seed);
        Permutation truth = Permutation.random(N, rng);
        var weights = new DMatrixRMaj(N, N);
        for (int e = 0; e < N * N; e++) {
            boolean edge = truth.place(e / N) < truth.place(e % N) && rng.nextDouble() < 0.4;
            weights.data[e] = edge ? (rng.nextBoolean() ? 1 : -1) * rng.nextDouble(0.3, 1) : 0;
        }
        var data = Simulation.normal(ROWS, N, 1, rng);
        for (int e = 0; e < ROWS * N; e++) {
            int effect = truth.inverse().place(e % N);
            for (int cause = 0; cause < N; cause++) {
                data.add(e / N, effect, weights.get(cause, effect) * data.get(e / N, cause));
            }
        }

        var x = new MatchingLatent("place", N);
        var w = new RealLatent("weights", SparsityPattern.where(N, N, (cause, effect) -> cause != effect));
        Model model = TapeModel.of(List.of(x, w), (tape, z) -> {
            var fit = tape.constant(data).mult(MatchingPriors.before(z.get(x)).timesElementwise(z.get(w)));
            return Priors.normal(tape.constant(data).minus(fit), 0, 1)
                    .plus(MatchingPriors.uniform(z.get(x), x.space()))
                    .plus(new GaussianPrior(1).logDensity(z.get(w), N * (N - 1)));
        });

        Answer answer = Inference.of(model).run(rng);
        System.out.println(answer);
        var before = answer.posterior().before(x);
        double inOrder = 0;
        int edges = 0;
        for (int e = 0; e < N * N; e++) {
            inOrder += weights.data[e] == 0 ? 0 : before.data[e];
            edges += weights.data[e] == 0 ? 0 : 1;
        }
        return String.format(Locale.ROOT, "%d edges, %.2f expected to be in order", edges, inOrder);
    }
}
