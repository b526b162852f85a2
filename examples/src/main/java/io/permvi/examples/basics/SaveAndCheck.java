package io.permvi.examples.basics;

import io.permvi.inference.factor.*;
import io.permvi.inference.fit.*;
import io.permvi.inference.posterior.*;
import io.permvi.models.*;
import io.permvi.plots.FitPictures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** Keeps a fit in a file, reads it again, and asks how good it is: by importance weights and by enumeration. */
public final class SaveAndCheck {
    private static final int N = 6;

    private SaveAndCheck() {}

    /**
     * Draws save-and-check.png and returns how far the corrected log evidence is from the exact one.
     *
     * @throws IOException when the folder cannot be written
     */
    public static double run(Path folder) throws IOException {
        // a problem so noisy that many matchings are plausible
        var rng = new SplittableRandom(10);
        var centers = new DMatrixRMaj(N, 2);
        var points = new DMatrixRMaj(N, 2);
        for (int e = 0; e < 2 * N; e++) {
            centers.data[e] = rng.nextGaussian();
            points.data[e] = centers.data[e] + 0.7 * rng.nextGaussian();
        }
        var x = new MatchingLatent("center", N);
        var model = PointMatching.of(x, points, centers, 0.7);
        var q = MeanField.of(new SequentialMatching(x));
        FitResult fit = VariationalInference.withDefaults()
                .withSteps(1500)
                .withDraws(16)
                .fit(model, q, rng);

        // save: the family is code, what was learned goes into the file; a fit can be resumed from it too
        Path file = folder.resolve("fit.permvi");
        FitFile.write(file, fit);

        // load: the same draws, to the last bit
        var loaded = FitFile.read(file, q).posterior();
        boolean same = Arrays.equals(
                loaded.marginals(x).toMatrix().data,
                fit.posterior().marginals(x).toMatrix().data);

        // check: k-hat below its limit says that the weights can be trusted, enumeration that they are right
        var corrected = CorrectedPosterior.of(model, loaded, 2000, rng);
        var exact = ExactPosterior.of(model);
        System.out.println("loaded as saved: " + same);
        System.out.println("ELBO            " + fit.evidence());
        System.out.println("corrected       " + corrected.evidence() + ", " + corrected.diagnostics());
        System.out.println("by enumeration  " + exact.evidence());
        FitPictures.diagnostics(fit.posterior()).save(folder.resolve("save-and-check.png"));
        return same ? Math.abs(corrected.evidence().value() - exact.logEvidence()) : Double.NaN;
    }

    /** Runs it here. */
    public static void main(String[] arguments) throws IOException {
        run(Path.of(""));
    }
}
