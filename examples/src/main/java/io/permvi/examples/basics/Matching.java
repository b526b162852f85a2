package io.permvi.examples.basics;

import io.permvi.inference.factor.*;
import io.permvi.inference.fit.*;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.models.*;
import io.permvi.plots.MatchingPictures;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** Twelve noisy points, each from one of twelve known centers: which from which, and how sure is that? */
public final class Matching {
    private static final int N = 12;
    private static final double SIGMA = 0.3;

    private Matching() {}

    /** Draws matching.png and returns how many points are matched rightly. */
    public static int run(Path folder) {
        // data: point i comes from center i, which the model is not told
        var rng = new SplittableRandom(3);
        double[][] centers = new double[N][2];
        double[][] points = new double[N][2];
        for (int i = 0; i < N; i++) {
            for (int d = 0; d < 2; d++) {
                centers[i][d] = 3 * rng.nextDouble();
                points[i][d] = centers[i][d] + SIGMA * rng.nextGaussian();
            }
        }

        // model: x[i][j] = 1 means that point i (row) belongs to center j (column)
        var x = new MatchingLatent("center of the point", N);
        var scores = new DMatrixRMaj(N, N);
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                double distance = Math.hypot(points[i][0] - centers[j][0], points[i][1] - centers[j][1]);
                scores.set(i, j, -0.5 * Math.pow(distance / SIGMA, 2) - Math.log(2 * Math.PI * SIGMA * SIGMA));
            }
        }
        Model model = TapeModel.of(List.of(x), (tape, z) -> z.get(x).dot(tape.constant(scores)));

        // fit: matchings row by row, begun at the scores
        var q = MeanField.of(new SequentialMatching(x));
        FitResult fit =
                VariationalInference.withDefaults().withDraws(16).fit(model, q, List.of(Start.scores(x, scores)), rng);

        // answer
        MatchingMarginals marginals = fit.posterior().marginals(x);
        int right = 0;
        for (int i = 0; i < N; i++) {
            int center = marginals.mostProbable().place(i);
            right += center == i ? 1 : 0;
            System.out.printf("point %2d: center %2d, P = %.2f%n", i, center, marginals.probability(i, center));
        }
        System.out.println(right + " of " + N + " right; ELBO " + fit.evidence());
        MatchingPictures.pairs("Points and centers", "point", points, "center", centers, marginals)
                .save(folder.resolve("matching.png"));
        return right;
    }

    /** Runs it here. */
    public static void main(String[] arguments) {
        run(Path.of(""));
    }
}
