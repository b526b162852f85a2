package io.permvi.examples.release;

import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.PreimagePermutation;
import io.permvi.inference.fit.AscentFile;
import io.permvi.inference.fit.AscentState;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** A fit that keeps its state every moment, goes on from it, and at its end writes what it found. */
final class CheckpointedFit {
    private static final int STEPS = 3000;

    private CheckpointedFit() {}

    /** Fits in the folder that is named. */
    public static void main(String[] args) throws IOException {
        Path out = Files.createDirectories(Path.of(args[0]));
        Path kept = out.resolve(".state");
        MatchingLatent x = new MatchingLatent("x", 6);
        DMatrixRMaj score = new DMatrixRMaj(6, 6);
        SplittableRandom rng = new SplittableRandom(1);
        Arrays.setAll(score.data, at -> rng.nextDouble());
        Model model = TapeModel.of(List.of(x), (tape, z) -> z.get(x).dot(tape.constant(score)));
        MeanField family = MeanField.of(new PreimagePermutation(x, new SinkhornOperator(10, 0)));
        VariationalInference fit = VariationalInference.withDefaults().withListener(AscentFile.every(0.05, kept));
        AscentState state = Files.exists(kept)
                ? AscentFile.read(kept)
                : fit.withSteps(1).fit(model, family, new SplittableRandom(2)).state();
        if (state.step() < STEPS) {
            state = fit.withSteps(STEPS - state.step())
                    .resume(model, family, state)
                    .state();
        }
        StringBuilder table = new StringBuilder("parameter\n");
        for (double parameter : state.parameters()) {
            table.append(parameter).append('\n');
        }
        Files.writeString(out.resolve("fit.csv"), table);
    }
}
