package io.permvi.applications.heads.formats;

import io.permvi.applications.files.InputException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The size of a voxel in micrometers, which some files leave out.
 *
 * @param micrometers x, y, z; empty where nobody said
 */
public record Spacing(Optional<double[]> micrometers) {
    /** Nobody said. */
    public static final Spacing UNKNOWN = new Spacing(Optional.empty());

    /**
     * As a user says it.
     *
     * @throws InputException when it is not three sizes above 0
     */
    public static Spacing of(double... micrometers) {
        if (micrometers.length != 3 || !Arrays.stream(micrometers).allMatch(s -> s > 0 && s < Double.MAX_VALUE)) {
            throw new InputException(
                    "--spacing must be three sizes above 0, x,y,z in micrometers, got " + Arrays.toString(micrometers));
        }
        return new Spacing(Optional.of(micrometers.clone()));
    }

    /** The size in a file that does not say it. */
    double[] required(Object file) {
        return micrometers.orElseThrow(() -> new InputException(file
                + ": positions are in voxels and the file does not say how large one is; give --spacing x,y,z in"
                + " micrometers"));
    }
}
