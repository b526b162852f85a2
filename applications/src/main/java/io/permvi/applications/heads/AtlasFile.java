package io.permvi.applications.heads;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.JsonFile;
import io.permvi.applications.files.OutputFolder;
import io.permvi.models.fields.GaussianField;
import java.nio.file.Path;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/** An atlas as a JSON file: {@code format}, {@code version}, then the parts of {@link HeadAtlas} as in docs/heads.md. */
public final class AtlasFile {
    static final String FORMAT = "permvi-head-atlas";
    static final int VERSION = 3;

    private AtlasFile() {}

    private record Field(double degreesOfFreedom, double[][] means, double[][] noises, double[][] modes) {
        static Field of(GaussianField field) {
            DMatrixRMaj modes = field.modes();
            double[][] rows = new double[modes.numRows][modes.numCols];
            for (int r = 0; r < modes.numRows; r++) {
                System.arraycopy(modes.data, r * modes.numCols, rows[r], 0, modes.numCols);
            }
            return new Field(field.degreesOfFreedom(), field.means(), field.noises(), rows);
        }

        GaussianField field() {
            return new GaussianField(means, new DMatrixRMaj(modes), noises, degreesOfFreedom);
        }
    }

    private record Content(
            String format,
            int version,
            String frameHead,
            List<String> names,
            double falsePoints,
            double flatLogDensity,
            double evidenceTemperature,
            double noiseScale,
            HandPrior hands,
            PresencePrior presence,
            Field positions,
            Field colors) {}

    public static void write(Path file, HeadAtlas atlas) {
        Content content = new Content(
                FORMAT,
                VERSION,
                atlas.frameHead(),
                atlas.names(),
                atlas.falsePoints(),
                atlas.flatLogDensity(),
                atlas.evidenceTemperature(),
                atlas.noiseScale(),
                atlas.handPrior(),
                atlas.presence(),
                Field.of(atlas.positions()),
                Field.of(atlas.colors()));
        Path absolute = file.toAbsolutePath();
        OutputFolder.at(absolute.getParent())
                .writeText(absolute.getFileName().toString(), JsonFile.compactText(content));
    }

    public static HeadAtlas read(Path file) {
        Content content = JsonFile.read(file, FORMAT, VERSION, Content.class, "permvi heads learn");
        try {
            return atlas(content);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new InputException(file + ": a damaged atlas: "
                    + (e instanceof NullPointerException ? "an entry is null" : e.getMessage()));
        }
    }

    private static HeadAtlas atlas(Content content) {
        return new HeadAtlas(
                content.names(),
                content.positions().field(),
                content.colors().field(),
                content.presence(),
                content.falsePoints(),
                content.flatLogDensity(),
                content.frameHead(),
                content.hands(),
                content.evidenceTemperature(),
                content.noiseScale());
    }
}
