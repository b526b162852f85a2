package io.permvi.examples.basics;

import io.permvi.models.*;
import io.permvi.relaxations.permutation.*;
import java.util.*;
import org.ejml.dense.row.CommonOps_DDRM;

/** Two lists of persons, some of which are the same, with errors in name and year; rate and accuracies unknown. */
public final class RecordLinkage {
    private RecordLinkage() {}

    /** Simulates two lists and says how many links are right and wrong. */
    public static Problem of(long seed, int m, int n, int pairs) {
        var rng = new SplittableRandom(seed);
        Permutation partner = Permutation.random(n, rng);
        int[][] name = new int[m + n][];
        Arrays.setAll(name, person -> rng.ints(6, 0, 6).toArray());
        int[] year = rng.ints(m + n, 1950, 1990).toArray();
        int[][][] differ = new int[6][m][n]; // whether a letter does
        int[][] apart = new int[m][n]; // so many years, at most 2
        for (int i = 0; i < m; i++) {
            int who = i < pairs ? partner.place(i) : n + i;
            int[] written = Arrays.stream(name[who])
                    .map(c -> rng.nextDouble() < 0.12 ? rng.nextInt(6) : c)
                    .toArray();
            int born = year[who] + (rng.nextDouble() < 0.8 ? 0 : rng.nextBoolean() ? 1 : -1);
            for (int j = 0; j < n; j++) {
                for (int c = 0; c < 6; c++) {
                    differ[c][i][j] = written[c] == name[j][c] ? 0 : 1;
                }
                apart[i][j] = Math.min(2, Math.abs(born - year[j]));
            }
        }

        var x = new MatchingLatent("links", MatchingSpace.partial(m, n));
        var rate = new RealLatent("rate", 1, 1, Domain.between(0, 1));
        var names = new RealLatent("shares of letters that differ", 2, 2, Domain.simplex());
        var years = new RealLatent("shares of years apart", 2, 3, Domain.simplex());
        var letters = Comparisons.ofEach(differ, 2);
        var ages = Comparisons.of(apart, 3);
        Model model =
                TapeModel.of(List.of(x, rate, names, years), (tape, z) -> MatchingPriors.partial(z.get(x), z.get(rate))
                        .plus(Priors.dirichlet(z.get(names), 1))
                        .plus(Priors.dirichlet(z.get(years), 1))
                        .plus(letters.logLikelihood(z.get(x), z.get(names)))
                        .plus(ages.logLikelihood(z.get(x), z.get(years))));

        return new Problem(model, rng, posterior -> {
            int right = Simulation.right(posterior.marginals(x), partner, pairs);
            return right + " right, " + (posterior.marginals(x).mostProbable().size() - right) + " wrong; links "
                    + Simulation.interval(posterior, pairs, z -> CommonOps_DDRM.elementSum(z.get(x)));
        });
    }
}
