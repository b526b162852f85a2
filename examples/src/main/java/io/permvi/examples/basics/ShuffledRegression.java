package io.permvi.examples.basics;

import io.permvi.inference.*;
import io.permvi.inference.factor.*;
import io.permvi.inference.fit.*;
import io.permvi.inference.posterior.CorrectedPosterior;
import io.permvi.models.*;
import io.permvi.plots.RealPictures;
import io.permvi.relaxations.permutation.Permutation;
import java.nio.file.Path;
import java.util.*;
import org.ejml.data.DMatrixRMaj;

/** Linear regression whose answers lost their order: y = X D b + noise, with the permutation X and b both unknown. */
public final class ShuffledRegression {
    private static final int N = 10;
    private static final double SIGMA = 0.15;

    private ShuffledRegression() {}

    /** Draws shuffled-regression.png and returns how many answers find their row. */
    public static int run(Path folder) {
        // data
        var rng = new SplittableRandom(1);
        var b = new DMatrixRMaj(new double[][] {{3}, {-2}});
        var d = new DMatrixRMaj(N, 2);
        var y = new DMatrixRMaj(N, 1);
        Arrays.setAll(d.data, k -> rng.nextGaussian());
        Permutation truth = Permutation.random(N, rng);
        for (int i = 0; i < N; i++) {
            int j = truth.place(i);
            y.set(i, 0, d.get(j, 0) * b.get(0) + d.get(j, 1) * b.get(1) + SIGMA * rng.nextGaussian());
        }

        // model: answer i (row) belongs to row j (column) of D
        var x = new MatchingLatent("row of the answer", N);
        var w = new RealLatent("coefficient", 2, 1);
        Model model = TapeModel.of(List.of(x, w), (tape, z) -> {
            var error = tape.constant(y).minus(z.get(x).mult(tape.constant(d).mult(z.get(w))));
            return error.sumOfSquares()
                    .times(-0.5 / (SIGMA * SIGMA))
                    .plus(-0.5 * N * Math.log(2 * Math.PI * SIGMA * SIGMA))
                    .plus(new GaussianPrior(3).logDensity(z.get(w), 2));
        });

        // fit: most starts end at a wrong matching; the ELBO of these factors bounds the evidence, so it finds the best
        var q = MeanField.of(new SequentialMatching(x), new FullGaussian(w));
        var inference = VariationalInference.withDefaults().withSteps(1500).withDraws(16);
        FitResult best = inference.withThreads(2).fitBest(model, q, 4, new SplittableRandom(2));

        // check: here k-hat says no, since w depends on the matching, which these factors cannot say; so draws are
        // taken
        System.out.println(
                CorrectedPosterior.of(model, best.posterior(), 4000, rng).diagnostics());
        Answer answer = Inference.of(model).withFitting(false).run(rng);
        System.out.println(answer.verdict());

        // answer
        int right = 0;
        for (int i = 0; i < N; i++) {
            right += answer.marginals(x).mostProbable().place(i) == truth.place(i) ? 1 : 0;
            System.out.println("answer " + i + ": " + answer.marginals(x).candidates(i, 3));
        }
        var mean = answer.mean(w);
        System.out.printf("%d of %d right; b = %.2f, %.2f (true 3, -2)%n", right, N, mean.get(0), mean.get(1));
        RealPictures.intervals(answer.posterior(), w, b.data).save(folder.resolve("shuffled-regression.png"));
        return right;
    }

    /** Runs it here. */
    public static void main(String[] arguments) {
        run(Path.of(""));
    }
}
