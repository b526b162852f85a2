package io.permvi.examples.basics;

import io.permvi.inference.factor.*;
import io.permvi.inference.fit.*;
import io.permvi.models.*;
import io.permvi.plots.MatchingPictures;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** Two photographs of the same stars; each has some that the other lacks. */
public final class PartialMatching {
    private static final int BOTH = 10;
    private static final int ITEMS = 13;
    private static final int PLACES = 15;
    private static final double SIGMA = 0.12;
    private static final double SIDE = 4;

    private PartialMatching() {}

    /** Draws two pictures and returns how many items are treated rightly: matched to their star, or to none. */
    public static int run(Path folder) {
        // data: the first ten of either set are the same stars, all others appear once
        var rng = new SplittableRandom(6);
        double[][] places = new double[PLACES][2];
        double[][] items = new double[ITEMS][2];
        for (int d = 0; d < 2; d++) {
            for (int j = 0; j < PLACES; j++) {
                places[j][d] = SIDE * rng.nextDouble();
            }
            for (int i = 0; i < ITEMS; i++) {
                items[i][d] = i < BOTH ? places[i][d] + SIGMA * rng.nextGaussian() : SIDE * rng.nextDouble();
            }
        }

        // model: a pair counts by how much better a shared star explains an item than one that lies anywhere
        SparsityPattern near = SparsityPattern.where(
                ITEMS,
                PLACES,
                (i, j) -> Math.hypot(items[i][0] - places[j][0], items[i][1] - places[j][1]) < 6 * SIGMA);
        var x = new MatchingLatent("star", MatchingSpace.partial(near));
        double anywhere = Math.log(SIDE * SIDE / (2 * Math.PI * SIGMA * SIGMA));
        double odds = Math.log(BOTH / (double) (PLACES - BOTH) / (ITEMS - BOTH));
        var scores = new DMatrixRMaj(ITEMS, PLACES);
        for (int i = 0; i < ITEMS; i++) {
            for (int j = 0; j < PLACES; j++) {
                double distance = Math.hypot(items[i][0] - places[j][0], items[i][1] - places[j][1]);
                scores.set(i, j, anywhere + odds - 0.5 * Math.pow(distance / SIGMA, 2));
            }
        }
        Model model = TapeModel.of(List.of(x), (tape, z) -> z.get(x).dot(tape.constant(scores)));

        // fit
        var q = MeanField.of(new SequentialMatching(x));
        FitResult fit =
                VariationalInference.withDefaults().withDraws(16).fit(model, q, List.of(Start.scores(x, scores)), rng);

        // answer
        var marginals = fit.posterior().marginals(x);
        int right = 0;
        for (int i = 0; i < ITEMS; i++) {
            right += marginals.mostProbable().place(i) == (i < BOTH ? i : -1) ? 1 : 0;
            System.out.println("item " + i + ": " + marginals.candidates(i, 2));
        }
        System.out.println(right + " of " + ITEMS + " right; " + fit.evidence());
        MatchingPictures.pairs("Stars", "item", items, "place", places, marginals)
                .save(folder.resolve("partial-matching.png"));
        MatchingPictures.candidates(marginals, List.of(), List.of()).save(folder.resolve("partial-candidates.png"));
        return right;
    }

    /** Runs it here. */
    public static void main(String[] arguments) {
        run(Path.of(""));
    }
}
