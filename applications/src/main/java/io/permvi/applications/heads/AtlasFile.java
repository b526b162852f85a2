package io.permvi.applications.heads;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.models.fields.GaussianField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/** An atlas as a JSON file: {@code format}, {@code version}, then the parts of {@link HeadAtlas} as in docs/heads.md. */
public final class AtlasFile {
    static final String FORMAT = "permvi-head-atlas";
    static final int VERSION = 2;

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

    private record Header(String format, int version) {}

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
                .writeText(absolute.getFileName().toString(), new Gson().toJson(content) + "\n");
    }

    public static HeadAtlas read(Path file) {
        try {
            String text = Files.readString(file);
            Gson gson = new Gson();
            Header header = gson.fromJson(text, Header.class);
            if (header == null || !FORMAT.equals(header.format())) {
                throw new InputException(file + ": not an atlas; expected a file written by 'permvi heads learn'");
            }
            if (header.version() != VERSION) {
                throw new InputException(
                        file + ": an atlas of version " + header.version() + ", but this program reads " + "version "
                                + VERSION + "; learn it again with 'permvi heads learn'");
            }
            return atlas(gson.fromJson(text, Content.class));
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file");
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read: " + e.getMessage());
        } catch (JsonParseException | IllegalArgumentException | NullPointerException e) {
            throw new InputException(file + ": a damaged atlas: " + e.getMessage());
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
