package io.permvi.examples.defaults;

import io.permvi.inference.*;
import io.permvi.models.*;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.permutation.Permutation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** The consensus of 40 rankings of ten items under the Mallows model with Kendall's distance, its spread unknown. */
public final class RankConsensus {
    private static final int VOTERS = 40;
    private static final int N = 10;

    private RankConsensus() {}

    /** Simulates votes that name the first {@code named} items, and says how many items are at their true place. */
    public static String run(long seed, int named) {
        var rng = new SplittableRandom(seed);
        Permutation truth = Permutation.random(N, rng);
        double theta = named < N ? 0.8 : 0.3;
        var preferred = new DMatrixRMaj(N, N);
        for (int voter = 0; voter < VOTERS; voter++) {
            List<Integer> left = new ArrayList<>();
            for (int place = 0; place < N; place++) {
                left.add(truth.inverse().place(place));
            }
            for (int stage = 0; stage < named; stage++) {
                int jump;
                do {
                    jump = (int) (rng.nextExponential() / theta);
                } while (jump >= left.size());
                int item = left.remove(jump);
                left.forEach(beaten -> preferred.add(item, beaten, 1));
            }
        }

        var x = new MatchingLatent("place", N);
        var spread = new RealLatent("log theta", 1, 1);
        var u = Simulation.before(N);
        Model model = TapeModel.of(List.of(x, spread), (tape, z) -> {
            Var before = z.get(x).mult(tape.constant(u)).mult(z.get(x).transpose());
            Var t = z.get(spread).exp();
            Var f = before.transpose().dot(tape.constant(preferred)).scaledBy(t).negate();
            for (int stage = 0; stage < Math.min(named, N - 1); stage++) {
                Var all = t.times(stage - N).exp().negate().plus(1).log();
                f = f.minus(all.minus(t.negate().exp().negate().plus(1).log()).times(VOTERS));
            }
            return f.plus(new GaussianPrior(1).logDensity(z.get(spread), 1))
                    .plus(UniformPrior.logProbability(x.space()));
        });

        Answer answer = Inference.of(model).run(rng);
        System.out.println(answer);
        return String.format(
                Locale.ROOT,
                "%d of %d right, %.1f expected; theta %.2f to %.2f (true %.2f)",
                Simulation.right(answer.marginals(x), truth),
                N,
                Simulation.expected(answer.marginals(x)),
                Math.exp(answer.quantile(spread, 0, 0, 0.05)),
                Math.exp(answer.quantile(spread, 0, 0, 0.95)),
                theta);
    }
}
