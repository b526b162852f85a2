package io.permvi.inference.fit;

import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import io.permvi.inference.posterior.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * The state of an ascent on disk, in an {@link ArrayFile} of format {@code permvi-ascent}: parameters, the optimizer's
 * memory, seed and trace. What is read goes on with the same bits as what was written. A file is always whole: it is
 * written under another name and moved, so that a kill leaves the one before.
 */
public final class AscentFile {
    static final String FORMAT = "permvi-ascent";

    private AscentFile() {}

    /**
     * Writes a state.
     *
     * @throws IOException when the disk refuses
     */
    public static void write(Path path, AscentState state) throws IOException {
        content("state", state).write(path);
    }

    static ArrayFile content(String kind, AscentState state) {
        Trace trace = state.trace();
        return new ArrayFile(FORMAT, kind)
                .put("seed", state.seed())
                .put("parameters", state.parameters())
                .put("optimizer", state.optimizerState())
                .put("energy", column(trace, trace::energy))
                .put("entropy", column(trace, trace::entropy))
                .put("temperature", column(trace, trace::temperature));
    }

    private static double[] column(Trace trace, IntToDoubleFunction value) {
        double[] column = new double[trace.length()];
        Arrays.setAll(column, value);
        return column;
    }

    /**
     * Reads a state.
     *
     * @throws ArrayFileException when the file is not one, of a later version, or damaged
     * @throws IOException when the disk refuses
     */
    public static AscentState read(Path path) throws IOException {
        return ArrayFile.restore(path, FORMAT, file -> state(path, file));
    }

    static AscentState state(Path path, ArrayFile file) throws ArrayFileException {
        double[] energy = file.array("energy");
        double[] entropy = file.array("entropy");
        double[] temperature = file.array("temperature");
        if (energy.length != entropy.length || energy.length != temperature.length) {
            throw new ArrayFileException(path + " is damaged: the columns of its trace differ in length");
        }
        Trace trace = new Trace();
        for (int step = 0; step < energy.length; step++) {
            trace.add(energy[step], entropy[step], temperature[step]);
        }
        return new AscentState(file.array("parameters"), file.array("optimizer"), file.longSetting("seed"), trace);
    }

    /**
     * A listener that writes the state now and then, and after the last step that the run was to do. Stopped by another
     * listener or converged, a run is to be written by whoever got its result.
     *
     * @param seconds that pass at least between two writings, 0 for every step
     */
    public static Progress.Listener every(double seconds, Path path) {
        return new Checkpoints(seconds, path);
    }

    private static final class Checkpoints implements Progress.Listener {
        private final double seconds;
        private final Path path;
        private long lastNanos = System.nanoTime();

        private Checkpoints(double seconds, Path path) {
            this.seconds = seconds;
            this.path = path;
        }

        @Override
        public boolean onStep(Progress progress) {
            boolean last = progress.step() == progress.steps();
            if (last || (System.nanoTime() - lastNanos) * 1e-9 >= seconds) {
                try {
                    write(path, progress.state());
                } catch (IOException e) {
                    throw new UncheckedIOException("the state cannot be written: " + e.getMessage(), e);
                }
                lastNanos = System.nanoTime();
            }
            return true;
        }
    }
}
