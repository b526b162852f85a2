package io.permvi.examples.basics;

import io.permvi.models.*;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.ranking.*;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** The consensus of 40 rankings of n items under the Mallows model with Kendall's distance, its spread unknown. */
public final class RankConsensus {
    private static final int VOTERS = 40;

    private RankConsensus() {}

    /** Simulates votes that name the first {@code named} items, and says how many items are at their true place. */
    public static Problem of(long seed, int n, int named) {
        var rng = new SplittableRandom(seed);
        Permutation truth = Permutation.random(n, rng);
        double theta = named < n ? 0.8 : 0.3;
        var preferred = new DMatrixRMaj(n, n);
        for (int voter = 0; voter < VOTERS; voter++) {
            Permutation vote =
                    Mallows.of(PermutationDistance.KENDALL, truth, theta).sample(rng);
            for (int e = 0; e < n * n; e++) {
                int place = vote.place(e / n);
                preferred.data[e] += place < named && place < vote.place(e % n) ? 1 : 0;
            }
        }

        var x = new MatchingLatent("place", n);
        var spread = new RealLatent("log theta", 1, 1);
        int stages = Math.min(named, n - 1);
        Model model = TapeModel.of(List.of(x, spread), (tape, z) -> {
            var t = z.get(spread).exp();
            var against = MatchingPriors.before(z.get(x)).transpose().dot(tape.constant(preferred));
            var f = against.scaledBy(t).negate();
            for (int stage = 0; stage < stages; stage++) {
                var sum = t.times(stage - n)
                        .expm1()
                        .dividedByElementwise(t.negate().expm1());
                f = f.minus(sum.log().times(VOTERS));
            }
            return f.plus(Priors.normal(z.get(spread), 0, 1)).plus(MatchingPriors.uniform(z.get(x), x.space()));
        });

        return new Problem(model, rng, posterior -> {
            return Simulation.rightAndExpected(posterior.marginals(x), truth)
                    + "; theta "
                    + Simulation.interval(
                            posterior, theta, z -> Math.exp(z.get(spread).get(0)))
                    + "; " + ExactConsensus.of(preferred, VOTERS, stages).compared(posterior, x);
        });
    }
}
