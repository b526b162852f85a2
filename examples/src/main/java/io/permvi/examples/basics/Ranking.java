package io.permvi.examples.basics;

import io.permvi.inference.factor.*;
import io.permvi.inference.fit.*;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.models.*;
import io.permvi.plots.RankingPictures;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.ranking.Mallows;
import io.permvi.relaxations.ranking.PermutationDistance;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** The consensus of twenty rankings of seven wines, each off by a few exchanges (Mallows, Kendall's distance). */
public final class Ranking {
    private static final List<String> WINES =
            List.of("Riesling", "Silvaner", "Gutedel", "Kerner", "Bacchus", "Elbling", "Dornfelder");

    private static final int N = WINES.size();
    private static final double ALPHA = 0.7;

    private Ranking() {}

    /** Draws two pictures and returns the total variation of the place marginals to the exact ones. */
    public static double run(Path folder) {
        // data: how many of the rankings put wine a before wine b
        var rng = new SplittableRandom(5);
        var preferred = new DMatrixRMaj(N, N);
        Mallows voters = Mallows.of(PermutationDistance.KENDALL, Permutation.identity(N), ALPHA);
        for (int voter = 0; voter < 20; voter++) {
            Permutation vote = voters.sample(rng);
            for (int a = 0; a < N; a++) {
                for (int b = 0; b < N; b++) {
                    preferred.add(a, b, vote.place(a) < vote.place(b) ? 1 : 0);
                }
            }
        }

        // model: X U X' is 1 where a stands before b, for U above the diagonal; alpha for each agreeing pair
        var x = new MatchingLatent("place", N);
        var before = new DMatrixRMaj(N, N);
        for (int i = 0; i < N; i++) {
            for (int j = i + 1; j < N; j++) {
                before.set(i, j, 1);
            }
        }
        Model model = TapeModel.of(List.of(x), (tape, z) -> z.get(x)
                .mult(tape.constant(before))
                .mult(z.get(x).transpose())
                .dot(tape.constant(preferred))
                .times(ALPHA));

        // fit, and the truth by going through all 5040 rankings
        var inference = VariationalInference.withDefaults().withSteps(1500).withDraws(16);
        FitResult fit = inference.fit(model, MeanField.of(new SequentialMatching(x)), rng);
        DMatrixRMaj exact = ExactPosterior.of(model).marginals(x).toMatrix();
        DMatrixRMaj fitted = fit.posterior().marginals(x).toMatrix();

        // answer
        double variation = 0;
        for (int e = 0; e < N * N; e++) {
            variation += Math.abs(exact.data[e] - fitted.data[e]) / (2 * N);
        }
        for (int i = 0; i < N; i++) {
            double three = fitted.get(i, 0) + fitted.get(i, 1) + fitted.get(i, 2);
            System.out.printf("%-10s among the first three with P = %.2f%n", WINES.get(i), three);
        }
        System.out.printf("total variation to the exact marginals: %.3f%n", variation);
        RankingPictures.places(fit.posterior(), x, WINES).save(folder.resolve("ranking-places.png"));
        RankingPictures.before(fit.posterior(), x, WINES).save(folder.resolve("ranking-before.png"));
        return variation;
    }

    /** Runs it here. */
    public static void main(String[] arguments) {
        run(Path.of(""));
    }
}
