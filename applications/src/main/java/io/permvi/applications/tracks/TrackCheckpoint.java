package io.permvi.applications.tracks;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.inference.files.ArrayFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The state of a learning in a folder, which is there after every round until it is forgotten.
 *
 * @param folder of the results
 * @param fingerprint of spots and settings; a state with another one is not used
 */
public record TrackCheckpoint(OutputFolder folder, String fingerprint) {
    /** The name of the file. */
    public static final String NAME = "track.state";

    private static final String FORMAT = "permvi-track";
    private static final String RUN = "run";

    /** Makes a thing from a file. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ArrayFile file) throws IOException;
    }

    private Path file() {
        return folder.path().resolve(NAME);
    }

    /** Writes a state in the place of the one before. */
    void write(Consumer<ArrayFile> content) {
        ArrayFile file = new ArrayFile(FORMAT, "state").put(RUN, fingerprint);
        content.accept(file);
        folder.write(NAME, file::write);
    }

    /** The last state, where there is one of these spots and settings. */
    <T> Optional<T> read(Reader<T> content) {
        if (!Files.exists(file())) {
            return Optional.empty();
        }
        try {
            ArrayFile file = ArrayFile.read(file(), FORMAT);
            return file.setting(RUN).equals(fingerprint) ? Optional.of(content.read(file)) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException(e.getMessage() + "; delete " + NAME + " to begin anew");
        }
    }

    /** Removes the state of what has ended. */
    public void forget() {
        try {
            Files.deleteIfExists(file());
        } catch (IOException e) {
            throw new InputException(file() + " cannot be deleted: " + e.getMessage());
        }
    }
}
