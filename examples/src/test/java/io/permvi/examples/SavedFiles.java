package io.permvi.examples;

import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.PreimagePermutation;
import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.fit.AscentFile;
import io.permvi.inference.fit.FitFile;
import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Draws;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.PosteriorFile;
import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** Readers of what programs saved. Their files get the right checksum, without which nothing else of them is read. */
final class SavedFiles {
    private static final MatchingLatent X = new MatchingLatent("x", 3);
    private static final MeanField FAMILY = MeanField.of(new PreimagePermutation(X, new SinkhornOperator(5, 0)));
    private static final String NETWORK = "permvi-network";

    private SavedFiles() {}

    private interface Writer {
        void write(Path file) throws IOException;
    }

    static void addTo(List<Readers.Attacked> all, Path folder) throws IOException {
        FitResult fit = VariationalInference.withDefaults()
                .withSteps(4)
                .withThreads(1)
                .fit(TapeModel.of(List.of(X), (tape, z) -> z.get(X).dot(z.get(X))), FAMILY, new SplittableRandom(1));
        add(all, folder, "network", SavedFiles::network, file -> ArrayFile.read(file, NETWORK));
        add(all, folder, "ascent", file -> AscentFile.write(file, fit.state()), AscentFile::read);
        add(all, folder, "fit", file -> FitFile.write(file, fit), file -> FitFile.read(file, FAMILY));
        add(
                all,
                folder,
                "posterior",
                file -> PosteriorFile.write(file, posterior()),
                file -> PosteriorFile.read(file, List.of(X)));
    }

    private static void network(Path file) throws IOException {
        new ArrayFile(NETWORK, "sort")
                .put("steps", 3)
                .put("weights", new double[] {1, 2, Double.NaN})
                .write(file);
    }

    private static WeightedPosterior posterior() {
        LatentValues z = new LatentValues(List.of(X));
        Draws draws = new Draws(List.of(X));
        for (int i = 0; i < 3; i++) {
            z.get(X).set(i, i, 1);
        }
        draws.add(z);
        return new WeightedPosterior(
                draws,
                new double[] {1},
                new Evidence(0, 1, Evidence.Kind.ESTIMATE),
                new Diagnostics.Remembered("none"));
    }

    private static void add(List<Readers.Attacked> all, Path folder, String name, Writer writer, Fuzzing.Reader reader)
            throws IOException {
        Path file = folder.resolve(name);
        writer.write(file);
        byte[] content = Files.readAllBytes(file);
        all.add(new Readers.Attacked(name, file, List.of(content), path -> {
            seal(path);
            reader.read(path);
        }));
    }

    /** Puts the right checksum in the place of the last line. */
    private static void seal(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        int line = "crc32 00000000\n".length();
        byte[] kept = Arrays.copyOf(content, Math.max(0, content.length - line));
        CRC32 crc = new CRC32();
        crc.update(kept);
        byte[] sum = String.format(Locale.ROOT, "crc32 %08x\n", crc.getValue()).getBytes(StandardCharsets.UTF_8);
        byte[] sealed = Arrays.copyOf(kept, kept.length + sum.length);
        System.arraycopy(sum, 0, sealed, kept.length, sum.length);
        Files.write(file, sealed);
    }
}
