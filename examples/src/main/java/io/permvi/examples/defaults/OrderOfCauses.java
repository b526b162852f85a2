package io.permvi.examples.defaults;

import io.permvi.inference.*;
import io.permvi.models.*;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Permutation;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** The order of eight variables of a linear Gaussian network, from 200 rows: causes stand before effects. */
public final class OrderOfCauses {
    private static final int N = 8;
    private static final int ROWS = 200;

    private OrderOfCauses() {}

    /** Simulates a network and says what probability the true order of each cause and effect gets. */
    public static String run(long seed) {
        var rng = new SplittableRandom(seed);
        Permutation truth = Permutation.random(N, rng);
        var weights = new DMatrixRMaj(N, N);
        for (int e = 0; e < N * N; e++) {
            boolean edge = truth.place(e / N) < truth.place(e % N) && rng.nextDouble() < 0.4;
            weights.data[e] = edge ? (rng.nextBoolean() ? 1 : -1) * rng.nextDouble(0.3, 1) : 0;
        }
        var data = Simulation.normal(ROWS, N, 1, rng);
        for (int row = 0; row < ROWS; row++) {
            for (int place = 0; place < N; place++) {
                int effect = truth.inverse().place(place);
                for (int cause = 0; cause < N; cause++) {
                    data.add(row, effect, weights.get(cause, effect) * data.get(row, cause));
                }
            }
        }

        var x = new MatchingLatent("place", N);
        var w = new RealLatent("weights", SparsityPattern.where(N, N, (cause, effect) -> cause != effect));
        var u = Simulation.before(N);
        Model model = TapeModel.of(List.of(x, w), (tape, z) -> {
            Var before = z.get(x).mult(tape.constant(u)).mult(z.get(x).transpose());
            Var fit = tape.constant(data).mult(before.timesElementwise(z.get(w)));
            return tape.constant(data)
                    .minus(fit)
                    .sumOfSquares()
                    .times(-0.5)
                    .plus(-0.5 * ROWS * N * Math.log(2 * Math.PI) + UniformPrior.logProbability(x.space()))
                    .plus(new GaussianPrior(1).logDensity(z.get(w), N * (N - 1)));
        });

        Answer answer = Inference.of(model).run(rng);
        System.out.println(answer);
        double sum = 0;
        int edges = 0;
        for (int e = 0; e < N * N; e++) {
            int cause = e / N;
            int effect = e % N;
            if (weights.data[e] != 0) {
                sum += answer.posterior().expectation(z -> place(z.get(x), cause) < place(z.get(x), effect) ? 1 : 0);
                edges++;
            }
        }
        return String.format(Locale.ROOT, "%d edges, %.2f expected to be in order", edges, sum);
    }

    private static int place(DMatrixRMaj x, int item) {
        int place = 0;
        while (x.get(item, place) == 0) {
            place++;
        }
        return place;
    }
}
