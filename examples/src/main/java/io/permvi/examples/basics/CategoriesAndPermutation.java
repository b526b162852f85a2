package io.permvi.examples.basics;

import io.permvi.inference.factor.*;
import io.permvi.inference.fit.*;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.models.*;
import io.permvi.plots.MatchingPictures;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** Six parcels on six shelves of three kinds: which parcel stands where, and of which kind is each shelf? */
public final class CategoriesAndPermutation {
    private static final int N = 6;
    private static final int[] KIND = {0, 0, 1, 1, 2, 2};
    private static final double SIGMA = 0.5;

    private CategoriesAndPermutation() {}

    /** Draws two pictures and returns how far the probabilities of the kinds are from the exact ones, at most. */
    public static double run(Path folder) {
        // data: a parcel's weight says near which shelf it is, its color of which kind that shelf is
        var rng = new SplittableRandom(7);
        var weights = new DMatrixRMaj(N, N);
        var colors = new DMatrixRMaj(N, 3);
        for (int i = 0; i < N; i++) {
            double weight = i + SIGMA * rng.nextGaussian();
            double color = KIND[i] + SIGMA * rng.nextGaussian();
            for (int j = 0; j < N; j++) {
                weights.set(i, j, -0.5 * Math.pow((weight - j) / SIGMA, 2));
            }
            for (int k = 0; k < 3; k++) {
                colors.set(i, k, -0.5 * Math.pow((color - k) / SIGMA, 2));
            }
        }

        // model: x c says of which kind the shelf of each parcel is
        var x = new MatchingLatent("shelf of the parcel", N);
        var c = new CategoricalLatent("kind of the shelf", N, 3);
        Model model = TapeModel.of(List.of(x, c), (tape, z) -> z.get(x)
                .dot(tape.constant(weights))
                .plus(z.get(x).mult(z.get(c)).dot(tape.constant(colors))));

        // fit, and the truth by going through 6! 3^6 values
        var q = MeanField.of(new SequentialMatching(x), new IndependentRows(c));
        FitResult fit = VariationalInference.withDefaults()
                .withSteps(1500)
                .withDraws(16)
                .fit(model, q, rng);
        DMatrixRMaj exact = ExactPosterior.of(model).mean(c);

        // answer
        double largest = 0;
        DMatrixRMaj fitted = fit.posterior().mean(c);
        for (int e = 0; e < exact.getNumElements(); e++) {
            largest = Math.max(largest, Math.abs(exact.data[e] - fitted.data[e]));
        }
        for (int j = 0; j < N; j++) {
            System.out.printf(
                    "shelf %d: P(kind %d) = %.2f, exact %.2f%n",
                    j, KIND[j], fitted.get(j, KIND[j]), exact.get(j, KIND[j]));
        }
        MatchingPictures.marginals(fit.posterior(), x).save(folder.resolve("parcels.png"));
        MatchingPictures.marginals(fit.posterior(), c).save(folder.resolve("kinds.png"));
        return largest;
    }

    /** Runs it here. */
    public static void main(String[] arguments) {
        run(Path.of(""));
    }
}
