package io.permvi.examples.basics;

import io.permvi.inference.*;
import io.permvi.models.*;
import io.permvi.relaxations.permutation.*;
import java.util.*;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Two lists of persons, 60 and 80, of which 40 are the same, with errors in name and year; rate and accuracies unknown. */
public final class RecordLinkage {
    private static final int M = 60;
    private static final int N = 80;
    private static final int PAIRS = 40;

    private RecordLinkage() {}

    /** Simulates two lists and says how many links are right and wrong. */
    public static String run(long seed) {
        var rng = new SplittableRandom(seed);
        Permutation partner = Permutation.random(N, rng);
        int[][] name = new int[M + N][];
        Arrays.setAll(name, person -> rng.ints(6, 0, 6).toArray());
        int[] year = rng.ints(M + N, 1950, 1990).toArray();
        var differ = new DMatrixRMaj(M * N, 4); // 0 to 2 letters, or more
        var apart = new DMatrixRMaj(M * N, 3); // the years, by 0, 1, or more
        for (int i = 0; i < M; i++) {
            int who = i < PAIRS ? partner.place(i) : N + i;
            int[] written = Arrays.stream(name[who])
                    .map(c -> rng.nextDouble() < 0.12 ? rng.nextInt(6) : c)
                    .toArray();
            int born = year[who] + (rng.nextDouble() < 0.8 ? 0 : rng.nextBoolean() ? 1 : -1);
            for (int j = 0; j < N; j++) {
                int letters = 0;
                for (int c = 0; c < 6; c++) {
                    letters += written[c] == name[j][c] ? 0 : 1;
                }
                differ.set(i * N + j, Math.min(3, letters), 1);
                apart.set(i * N + j, Math.min(2, Math.abs(born - year[j])), 1);
            }
        }

        var x = new MatchingLatent("links", MatchingSpace.partial(M, N));
        var rate = new RealLatent("rate", 1, 1, Domain.between(0, 1));
        var names = new RealLatent("shares of letters that differ", 2, 4, Domain.simplex());
        var years = new RealLatent("shares of years apart", 2, 3, Domain.simplex());
        Model model =
                TapeModel.of(List.of(x, rate, names, years), (tape, z) -> MatchingPriors.partial(z.get(x), z.get(rate))
                        .plus(Priors.dirichlet(z.get(names), 1))
                        .plus(Priors.dirichlet(z.get(years), 1))
                        .plus(MatchingPriors.comparisons(z.get(x), differ, z.get(names)))
                        .plus(MatchingPriors.comparisons(z.get(x), apart, z.get(years))));

        Answer answer = Inference.of(model).run(rng);
        System.out.println(answer);
        int right = Simulation.right(answer.marginals(x), partner, PAIRS);
        return right + " right, " + (answer.marginals(x).mostProbable().size() - right) + " wrong; links "
                + Simulation.interval(answer, PAIRS, z -> CommonOps_DDRM.elementSum(z.get(x)));
    }
}
