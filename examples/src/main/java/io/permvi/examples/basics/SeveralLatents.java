package io.permvi.examples.basics;

import io.permvi.inference.factor.*;
import io.permvi.inference.fit.*;
import io.permvi.models.*;
import io.permvi.plots.FitPictures;
import io.permvi.relaxations.permutation.Permutation;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** Three recordings of the same eight cells, two of them shuffled: both orders and the common signal are unknown. */
public final class SeveralLatents {
    private static final int CELLS = 8;
    private static final int TIMES = 6;
    private static final double SIGMA = 0.4;

    private SeveralLatents() {}

    /** Draws several-latents.png and returns how many of the sixteen shuffled cells are found. */
    public static int run(Path folder) {
        // data
        var rng = new SplittableRandom(8);
        var signal = new DMatrixRMaj(CELLS, TIMES);
        for (int e = 0; e < CELLS * TIMES; e++) {
            signal.data[e] = rng.nextGaussian();
        }
        Permutation truth2 = Permutation.random(CELLS, rng);
        Permutation truth3 = Permutation.random(CELLS, rng);
        DMatrixRMaj y1 = recording(signal, Permutation.identity(CELLS), rng);
        DMatrixRMaj y2 = recording(signal, truth2, rng);
        DMatrixRMaj y3 = recording(signal, truth3, rng);

        // model: row i of a recording is the signal of cell j
        var x2 = new MatchingLatent("cells of the second", CELLS);
        var x3 = new MatchingLatent("cells of the third", CELLS);
        var s = new RealLatent("signal", CELLS, TIMES);
        Model model = TapeModel.of(List.of(x2, x3, s), (tape, z) -> {
            var error1 = tape.constant(y1).minus(z.get(s));
            var error2 = tape.constant(y2).minus(z.get(x2).mult(z.get(s)));
            var error3 = tape.constant(y3).minus(z.get(x3).mult(z.get(s)));
            return error1.sumOfSquares()
                    .plus(error2.sumOfSquares())
                    .plus(error3.sumOfSquares())
                    .times(-0.5 / (SIGMA * SIGMA))
                    .plus(-1.5 * CELLS * TIMES * Math.log(2 * Math.PI * SIGMA * SIGMA))
                    .plus(new GaussianPrior(1).logDensity(z.get(s), CELLS * TIMES));
        });

        // fit: one factor for each latent; another kind is another line
        var q = MeanField.of(new SequentialMatching(x2), new SequentialMatching(x3), new DiagonalGaussian(s));
        var inference = VariationalInference.withDefaults().withSteps(2000).withDraws(16);
        FitResult fit = inference.fit(model, q, rng);

        // answer
        int right = 0;
        for (int i = 0; i < CELLS; i++) {
            right += fit.posterior().marginals(x2).mostProbable().place(i) == truth2.place(i) ? 1 : 0;
            right += fit.posterior().marginals(x3).mostProbable().place(i) == truth3.place(i) ? 1 : 0;
        }
        System.out.println(right + " of " + 2 * CELLS + " cells right; " + fit.evidence());
        FitPictures.trace(fit.trace()).save(folder.resolve("several-latents.png"));
        return right;
    }

    private static DMatrixRMaj recording(DMatrixRMaj signal, Permutation cells, SplittableRandom rng) {
        var recording = new DMatrixRMaj(CELLS, TIMES);
        for (int e = 0; e < CELLS * TIMES; e++) {
            int cell = cells.place(e / TIMES);
            recording.data[e] = signal.get(cell, e % TIMES) + SIGMA * rng.nextGaussian();
        }
        return recording;
    }

    /** Runs it here. */
    public static void main(String[] arguments) {
        run(Path.of(""));
    }
}
