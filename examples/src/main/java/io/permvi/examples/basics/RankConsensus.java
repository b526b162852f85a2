package io.permvi.examples.basics;

import io.permvi.inference.*;
import io.permvi.models.*;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.ranking.*;
import java.util.List;
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
            Permutation vote =
                    Mallows.of(PermutationDistance.KENDALL, truth, theta).sample(rng);
            for (int e = 0; e < N * N; e++) {
                int place = vote.place(e / N);
                preferred.data[e] += place < named && place < vote.place(e % N) ? 1 : 0;
            }
        }

        var x = new MatchingLatent("place", N);
        var spread = new RealLatent("log theta", 1, 1);
        int stages = Math.min(named, N - 1);
        Model model = TapeModel.of(List.of(x, spread), (tape, z) -> {
            var t = z.get(spread).exp();
            var against = MatchingPriors.before(z.get(x)).transpose().dot(tape.constant(preferred));
            var f = against.scaledBy(t).negate();
            for (int stage = 0; stage < stages; stage++) {
                var sum = t.times(stage - N)
                        .expm1()
                        .dividedByElementwise(t.negate().expm1());
                f = f.minus(sum.log().times(VOTERS));
            }
            return f.plus(Priors.normal(z.get(spread), 0, 1)).plus(MatchingPriors.uniform(z.get(x), x.space()));
        });

        Answer answer = Inference.of(model).run(rng);
        System.out.println(answer);
        return Simulation.rightAndExpected(answer.marginals(x), truth)
                + "; theta "
                + Simulation.interval(answer, theta, z -> Math.exp(z.get(spread).get(0)))
                + "; " + ExactConsensus.of(preferred, VOTERS, stages).compared(answer, x);
    }
}
