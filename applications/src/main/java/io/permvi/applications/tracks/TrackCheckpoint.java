package io.permvi.applications.tracks;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The state of a learning in a folder, which is there after every round until it is forgotten.
 *
 * @param folder of the results
 * @param fingerprint of spots and settings; a state with another one is not used
 */
public record TrackCheckpoint(OutputFolder folder, String fingerprint) {
    /** The name of the file. */
    public static final String NAME = "track.state";

    private static final ObjectInputFilter OWN = ObjectInputFilter.Config.createFilter("io.permvi.**;java.lang.*;!*");

    /** A checksum, without the time that it takes to make numbers smaller. */
    private static final class Stored extends GZIPOutputStream {
        Stored(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.NO_COMPRESSION);
        }
    }

    private Path file() {
        return folder.path().resolve(NAME);
    }

    /** Writes a state in the place of the one before. */
    void write(Serializable state) {
        folder.write(NAME, file -> {
            try (ObjectOutputStream out = new ObjectOutputStream(new Stored(Files.newOutputStream(file)))) {
                out.writeObject(fingerprint);
                out.writeObject(state);
            }
        });
    }

    /** The last state, where there is one of these spots and settings. */
    <T> Optional<T> read(Class<T> type) {
        if (!Files.exists(file())) {
            return Optional.empty();
        }
        try {
            try (GZIPInputStream whole = new GZIPInputStream(Files.newInputStream(file()))) {
                whole.transferTo(OutputStream.nullOutputStream());
            }
            // the checksum fits
            try (ObjectInputStream in = new ObjectInputStream(new GZIPInputStream(Files.newInputStream(file())))) {
                in.setObjectInputFilter(OWN);
                return in.readObject().equals(fingerprint) ? Optional.of(type.cast(in.readObject())) : Optional.empty();
            }
        } catch (IOException | ClassNotFoundException e) {
            throw new InputException(file() + " is damaged or of another version (" + e.getMessage() + "); delete "
                    + NAME + " to begin anew");
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
