package io.permvi.applications.files;

import io.permvi.inference.files.ArrayFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A state of long work in a file of a folder, from which the same work goes on after it was stopped; there until it is
 * forgotten.
 *
 * @param folder of the results
 * @param work what it is a state of, a name without white space; the file is called {@code WORK.state}
 * @param fingerprint of inputs and settings; a state with another one is not used
 */
public record Checkpoint(OutputFolder folder, String work, String fingerprint) {
    /** How the names of the files end. */
    public static final String ENDING = ".state";

    private static final String FORMAT = "permvi-state";
    private static final String RUN = "run";

    /** Makes a thing of a state. */
    @FunctionalInterface
    public interface Reader<T> {
        /** Takes what it needs; what it refuses by an IllegalArgumentException is a damaged file. */
        T read(ArrayFile file) throws IOException;
    }

    private Path file() {
        return folder.path().resolve(work + ENDING);
    }

    /**
     * Writes a state in the place of the one before, whole or not at all.
     *
     * @throws InputException when the disk refuses
     */
    public void write(Consumer<ArrayFile> content) {
        ArrayFile file = new ArrayFile(FORMAT, work).put(RUN, fingerprint);
        content.accept(file);
        folder.write(work + ENDING, file::write);
    }

    /**
     * The last state, where there is one of these inputs and settings.
     *
     * @throws InputException when the file is damaged or cannot be read
     */
    public <T> Optional<T> read(Reader<T> content) {
        if (!Files.exists(file())) {
            return Optional.empty();
        }
        try {
            return ArrayFile.restore(
                    file(),
                    FORMAT,
                    state -> state.setting(RUN).equals(fingerprint)
                            ? Optional.of(content.read(state))
                            : Optional.empty());
        } catch (IOException e) {
            throw new InputException(e.getMessage() + "; delete " + file().getFileName() + " to begin anew");
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
