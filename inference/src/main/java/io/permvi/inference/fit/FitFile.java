package io.permvi.inference.fit;

import io.permvi.inference.factor.Family;
import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.inference.posterior.PosteriorFile;
import io.permvi.inference.posterior.SavedLatents;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.relaxations.random.DrawRandom;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * A fit on disk, an {@link AscentFile} that also holds what was found and of what. The family is code and is given again
 * when the file is read; that it is the same is seen by its latents and by one draw, which must come out to the bit. What
 * is read has the same draws, and goes on by {@link VariationalInference#resume} as if it had never stopped.
 */
public final class FitFile {
    private FitFile() {}

    /**
     * Writes a fit; the file is whole or not there.
     *
     * @throws IOException when the disk refuses
     */
    public static void write(Path path, FitResult fit) throws IOException {
        FittedPosterior posterior = fit.posterior();
        ArrayFile file = AscentFile.content("fit", fit.state());
        SavedLatents.put(file, posterior.latents());
        PosteriorFile.putEvidence(file, posterior.evidence());
        file.put("reason", fit.stopReason().name());
        file.put("message", fit.message().replace('\n', ' '));
        file.put("step", posterior.step());
        file.put("seconds", new double[] {fit.seconds()});
        file.put("fitted", posterior.parameters());
        file.put("draw", draw(posterior));
        file.write(path);
    }

    /** One draw at the fitted parameters, relaxed where it is, and its entropy term. */
    private static double[] draw(FittedPosterior posterior) {
        Family q = posterior.family();
        Family.Pass pass = q.newPass();
        pass.moveTo(posterior.step());
        double[] noise = new double[q.noiseCount()];
        q.drawNoise(noise, DrawRandom.of(0, 0, 0));
        LatentValues z = new LatentValues(q.latents());
        DoubleStream numbers = DoubleStream.of(pass.forward(posterior.parameters(), noise, z));
        for (Latent latent : q.latents()) {
            numbers = DoubleStream.concat(numbers, Arrays.stream(z.get(latent).data));
        }
        return numbers.toArray();
    }

    /**
     * Reads a fit.
     *
     * @param q the family that was fitted
     * @throws ArrayFileException when the file is not one, of a later version or damaged, or the family is another
     * @throws IOException when the disk refuses
     */
    public static FitResult read(Path path, Family q) throws IOException {
        return ArrayFile.restore(path, AscentFile.FORMAT, file -> restored(path, file, q));
    }

    private static FitResult restored(Path path, ArrayFile file, Family q) throws ArrayFileException {
        if (!file.kind().equals("fit")) {
            throw new ArrayFileException(path + " holds the state of an ascent, not a fit; read it by AscentFile");
        }
        if (!SavedLatents.match(file, q.latents()).equals(q.latents())) {
            throw new ArrayFileException(path + " has the latents of the family in another order");
        }
        AscentState state = AscentFile.state(path, file);
        double[] parameters = file.array("fitted");
        if (parameters.length != q.parameterCount()) {
            throw new ArrayFileException("the file has " + parameters.length + " parameters, the family "
                    + q.parameterCount() + "; is it of the same factors?");
        }
        StopReason reason = reason(file.setting("reason"));
        Evidence evidence = PosteriorFile.evidence(file);
        String message = file.setting("message");
        Diagnostics diagnostics = new Diagnostics.Ascent(state.trace(), reason == StopReason.CONVERGED, message);
        FittedPosterior posterior = new FittedPosterior(q, parameters, file.intSetting("step"), evidence, diagnostics);
        if (!Arrays.equals(draw(posterior), file.array("draw"))) {
            throw new ArrayFileException("the family draws otherwise than the one that was saved, at the same"
                    + " parameters: its factors, their order or their settings differ");
        }
        double seconds = file.array("seconds")[0];
        return new FitResult(posterior, state, reason, message, seconds);
    }

    private static StopReason reason(String name) throws ArrayFileException {
        return Arrays.stream(StopReason.values())
                .filter(reason -> reason.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ArrayFileException("the file names an unknown reason to stop: " + name));
    }
}
