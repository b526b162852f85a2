package io.permvi.examples.basics;

import io.permvi.inference.factor.*;
import io.permvi.inference.fit.*;
import io.permvi.models.*;
import io.permvi.plots.RankingPictures;
import io.permvi.relaxations.assignment.QuadraticAssignment;
import io.permvi.relaxations.assignment.QuadraticProblem;
import io.permvi.relaxations.permutation.Permutation;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** Items in an unknown order, seen through a noisy similarity that falls with their distance (seriation). */
public final class NoisyOrdering {
    private static final int N = 15;
    private static final double NOISE = 0.15;

    private NoisyOrdering() {}

    /** Draws noisy-ordering.png and returns the mean distance of the items from their true places. */
    public static double run(Path folder) {
        // data: symmetric similarities, exp(-distance / 4) and noise
        var rng = new SplittableRandom(2);
        Permutation truth = Permutation.random(N, rng);
        var decay = new DMatrixRMaj(N, N);
        var similarity = new DMatrixRMaj(N, N);
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < i; j++) {
                double apart = Math.abs(truth.place(i) - truth.place(j));
                similarity.set(i, j, Math.exp(-apart / 4) + NOISE * rng.nextGaussian());
                similarity.set(j, i, similarity.get(i, j));
                decay.set(i, j, Math.exp((j - i) / 4.0));
                decay.set(j, i, decay.get(i, j));
            }
        }

        // model: the noise is unknown too; each pair stands twice in the squares
        var x = new MatchingLatent("place", N);
        var logNoise = new RealLatent("log noise", 1, 1);
        Model model = TapeModel.of(List.of(x, logNoise), (tape, z) -> {
            var expected = z.get(x).mult(tape.constant(decay)).mult(z.get(x).transpose());
            var squares = tape.constant(similarity).minus(expected).sumOfSquares();
            return squares.timesElementwise(z.get(logNoise).times(-2).exp())
                    .times(-0.25)
                    .minus(z.get(logNoise).times(0.5 * N * (N - 1)))
                    .minus(z.get(logNoise).square().times(0.5));
        });

        // fit: begun at the order that correlates best, since it depends on pairs of places
        var order = QuadraticAssignment.withDefaults().maximize(QuadraticProblem.of(similarity, decay), rng);
        var near = new DMatrixRMaj(N, N);
        order.matching().toMatrix(near);
        var q = MeanField.of(new SequentialMatching(x), new DiagonalGaussian(logNoise));
        var inference = VariationalInference.withDefaults().withSteps(2000).withDraws(16);
        FitResult fit = inference.fit(model, q, List.of(Start.scores(x, near)), rng);

        // answer: an order and its reverse fit equally well, so the nearer of the two is scored
        var found = fit.posterior().marginals(x).mostProbable();
        double forward = 0;
        double backward = 0;
        for (int i = 0; i < N; i++) {
            forward += Math.abs(found.place(i) - truth.place(i)) / (double) N;
            backward += Math.abs(N - 1 - found.place(i) - truth.place(i)) / (double) N;
        }
        double noise = Math.exp(fit.posterior().mean(logNoise).get(0));
        System.out.printf("displacement %.2f, noise %.3f%n", Math.min(forward, backward), noise);
        RankingPictures.places(fit.posterior(), x, List.of()).save(folder.resolve("noisy-ordering.png"));
        return Math.min(forward, backward);
    }

    /** Runs it here. */
    public static void main(String[] arguments) {
        run(Path.of(""));
    }
}
