package io.permvi.inference.posterior;

import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.RealLatent;
import io.permvi.relaxations.permutation.Matching;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Weighted values on disk, in an {@link ArrayFile} of format {@code permvi-posterior}: draws of chains, weighted draws, all
 * values of a small model. What is read has the same bits. A fit has a file of its own that it can go on from, {@link
 * io.permvi.inference.fit.FitFile}.
 */
public final class PosteriorFile {
    private static final String FORMAT = "permvi-posterior";

    private PosteriorFile() {}

    /**
     * Writes a posterior; it is whole or not there.
     *
     * @throws IOException when the disk refuses
     */
    public static void write(Path path, WeightedPosterior posterior) throws IOException {
        ArrayFile file = new ArrayFile(FORMAT, "draws");
        Draws draws = posterior.values();
        SavedLatents.put(file, posterior.latents());
        putEvidence(file, posterior.evidence());
        file.put("diagnostics", posterior.diagnostics().toString().replace('\n', ' '));
        double[] weights = new double[draws.size()];
        Arrays.setAll(weights, posterior::weight);
        file.put("weights", weights);
        for (int k = 0; k < posterior.latents().size(); k++) {
            file.put("values." + k, column(draws, posterior.latents().get(k)));
        }
        file.write(path);
    }

    private static double[] column(Draws draws, Latent latent) {
        LatentValues z = new LatentValues(draws.latents());
        int width = width(latent);
        double[] column = new double[draws.size() * width];
        for (int s = 0; s < draws.size(); s++) {
            if (latent instanceof RealLatent real) {
                draws.read(s, z);
                real.support().gather(z.get(real), column, s * width);
            } else {
                int[] places = draws.places(s, (DiscreteLatent) latent);
                for (int i = 0; i < width; i++) {
                    column[s * width + i] = places[i];
                }
            }
        }
        return column;
    }

    private static int width(Latent latent) {
        return latent instanceof RealLatent real ? real.support().count() : latent.rows();
    }

    /** Notes what is said of the evidence. */
    public static void putEvidence(ArrayFile file, Evidence evidence) {
        file.put("evidence.kind", evidence.kind().name());
        file.put("evidence", new double[] {evidence.value(), evidence.standardError()});
    }

    /**
     * What is noted of the evidence.
     *
     * @throws ArrayFileException when it is missing or damaged
     */
    public static Evidence evidence(ArrayFile file) throws ArrayFileException {
        double[] numbers = file.array("evidence");
        String kind = file.setting("evidence.kind");
        if (numbers.length != 2
                || Arrays.stream(Evidence.Kind.values()).noneMatch(k -> k.name().equals(kind))) {
            throw new ArrayFileException("the file says nothing that is known of its evidence: " + kind);
        }
        return new Evidence(numbers[0], numbers[1], Evidence.Kind.valueOf(kind));
    }

    /**
     * Reads a posterior.
     *
     * @param latents of the model, matched to those of the file by name
     * @throws ArrayFileException when the file is not one, of a later version or damaged, or of other latents
     * @throws IOException when the disk refuses
     */
    public static WeightedPosterior read(Path path, List<? extends Latent> latents) throws IOException {
        return ArrayFile.restore(path, FORMAT, file -> restored(path, file, latents));
    }

    private static WeightedPosterior restored(Path path, ArrayFile file, List<? extends Latent> latents)
            throws ArrayFileException {
        List<Latent> saved = SavedLatents.match(file, latents);
        double[] weights = file.array("weights");
        double[][] columns = new double[saved.size()][];
        for (int k = 0; k < columns.length; k++) {
            columns[k] = file.array("values." + k);
            if (columns[k].length != weights.length * width(saved.get(k))) {
                throw new ArrayFileException(
                        path + " is damaged: values of " + saved.get(k) + " do not fit " + weights.length + " weights");
            }
        }
        LatentValues z = new LatentValues(saved);
        Draws draws = new Draws(latents);
        for (int s = 0; s < weights.length; s++) {
            for (int k = 0; k < columns.length; k++) {
                fill(saved.get(k), columns[k], s, z.get(saved.get(k)));
            }
            draws.add(z);
        }
        return new WeightedPosterior(
                draws, weights, evidence(file), new Diagnostics.Remembered(file.setting("diagnostics")));
    }

    private static void fill(Latent latent, double[] column, int draw, DMatrixRMaj value) throws ArrayFileException {
        int from = draw * width(latent);
        if (latent instanceof RealLatent real) {
            real.support().scatter(column, from, 0, value);
            return;
        }
        value.zero();
        for (int i = 0; i < value.numRows; i++) {
            int place = (int) column[from + i];
            if (place != column[from + i] || place < Matching.UNMATCHED || place >= value.numCols) {
                throw new ArrayFileException("item " + i + " of " + latent + " cannot be at place " + column[from + i]);
            }
            if (place != Matching.UNMATCHED) {
                value.set(i, place, 1);
            }
        }
    }
}
