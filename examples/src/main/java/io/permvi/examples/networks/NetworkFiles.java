package io.permvi.examples.networks;

import io.permvi.applications.files.InputException;
import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import io.permvi.inference.networks.NetworkFile;
import io.permvi.inference.networks.ParameterSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Network files as the commands want them: every mistake one sentence. */
final class NetworkFiles {
    private NetworkFiles() {}

    /** What may fail while a network is made from its file. */
    @FunctionalInterface
    interface Reading<T> {
        /** Makes it. */
        T from(ArrayFile file) throws ArrayFileException;
    }

    /**
     * Reads a network of a kind and makes something of it.
     *
     * @throws InputException when the file is missing, damaged or foreign
     */
    static <T> T read(Path file, String kind, Reading<T> reading) {
        if (!Files.exists(file)) {
            throw new InputException("network " + file + ": no such file; train one first");
        }
        try {
            return reading.from(NetworkFile.read(file, kind));
        } catch (ArrayFileException e) {
            throw new InputException("network " + file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new InputException("network " + file + " cannot be read: " + e.getMessage());
        }
    }

    /** A network with its weights. */
    record Trained<N>(N network, double[] weights) {}

    /** Reads a network of a kind and its weights, of which there are {@code parameters}. */
    static <N> Trained<N> readTrained(
            Path file, String kind, Reading<N> reading, Function<N, ParameterSet> parameters) {
        return read(file, kind, content -> {
            N network = reading.from(content);
            return new Trained<>(network, NetworkFile.weights(content, parameters.apply(network)));
        });
    }

    /** Writes a network. */
    static void write(Path path, ArrayFile file) {
        try {
            file.write(path);
        } catch (IOException e) {
            throw new InputException("network " + path + " cannot be written: " + e.getMessage());
        }
    }
}
