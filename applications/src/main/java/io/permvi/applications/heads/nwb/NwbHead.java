package io.permvi.applications.heads.nwb;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import io.permvi.applications.files.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The neurons of a head in an NWB file with the extension of the WormID collections: centers in voxels times the grid
 * spacing, labels in either of their layouts, and colors: the median of 3 x 3 voxels about the center in the channels
 * of red, green and blue. Of the image only the chunks about the centers are read.
 *
 * @param neurons in the order of the file
 */
public record NwbHead(List<Neuron> neurons) {
    private static final String VOLUME = "/general/optophysiology/NeuroPALImVol";
    private static final String NEURONS = "/processing/NeuroPAL/NeuroPALSegmentation/NeuroPALNeurons";
    private static final String IMAGE = "/acquisition/NeuroPALImageRaw";

    /**
     * A neuron.
     *
     * @param position in micrometers
     * @param color r, g, b, empty where the file has no image
     * @param label as the file has it, empty for none
     */
    public record Neuron(double[] position, double[] color, String label) {}

    /** Copies the list. */
    public NwbHead {
        neurons = List.copyOf(neurons);
    }

    /**
     * Reads a file.
     *
     * @throws InputException in one sentence when it is damaged or has no such neurons
     */
    public static NwbHead read(Path file, PrintWriter warnings) {
        try (HdfFile hdf = open(file)) {
            return read(file, hdf, warnings);
        } catch (IOException e) {
            throw new InputException(file + ": no such file, or not readable");
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException e) {
            // jHDF throws a dozen kinds of them for files that are not whole
            throw new InputException(file + ": a damaged or cut off HDF5 file (" + reason(e) + ")");
        } catch (OutOfMemoryError e) {
            throw new InputException(file + ": an HDF5 file that claims more than the memory of this program holds");
        } catch (StackOverflowError e) {
            throw new InputException(
                    file + ": an HDF5 file with types that refer to themselves, as Julia writes; no NWB");
        }
    }

    /** Where the file fits into a buffer, jHDF takes no more from it than is there, whatever its bytes claim. */
    private static HdfFile open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return channel.size() > Integer.MAX_VALUE
                    ? new HdfFile(file)
                    : HdfFile.fromByteBuffer(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
    }

    private static String reason(RuntimeException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse("").strip();
    }

    private static NwbHead read(Path file, HdfFile hdf, PrintWriter warnings) {
        double[] spacing = spacing(file, hdf);
        long[][] centers = centers(file, hdf);
        List<String> labels = Labels.of(file, hdf, NEURONS, centers.length);
        double[][] colors = has(hdf, IMAGE + "/data")
                ? ImageColors.of(file, hdf, IMAGE, warnings).at(centers)
                : new double[centers.length][0];
        List<Neuron> neurons = new ArrayList<>();
        for (int i = 0; i < centers.length; i++) {
            double[] position = new double[3];
            for (int d = 0; d < 3; d++) {
                position[d] = centers[i][d] * spacing[d];
            }
            neurons.add(new Neuron(position, colors[i], labels.get(i)));
        }
        return new NwbHead(neurons);
    }

    private static double[] spacing(Path file, HdfFile hdf) {
        Dataset set = dataset(file, hdf, VOLUME + "/grid_spacing");
        double[] spacing = Numbers.of(set.getData());
        String unit = set.getAttribute("unit") == null
                ? ""
                : String.valueOf(set.getAttribute("unit").getData());
        if (spacing.length != 3 || !(spacing[0] > 0 && spacing[1] > 0 && spacing[2] > 0)) {
            throw new InputException(file + ": " + VOLUME + "/grid_spacing must be three sizes above 0");
        }
        if (!unit.isEmpty() && !List.of("micrometers", "micrometer", "um").contains(unit)) {
            throw new InputException(file + ": " + VOLUME + "/grid_spacing is in '" + unit + "', expected micrometers");
        }
        return spacing;
    }

    private static long[][] centers(Path file, HdfFile hdf) {
        String path = NEURONS + "/voxel_mask";
        if (!(dataset(file, hdf, path).getData() instanceof Map<?, ?> columns)
                || !columns.keySet().containsAll(List.of("x", "y", "z"))) {
            throw new InputException(file + ": " + path + " must hold x, y and z of each center");
        }
        double[][] axes = {Numbers.of(columns.get("x")), Numbers.of(columns.get("y")), Numbers.of(columns.get("z"))};
        long[][] centers = new long[axes[0].length][3];
        for (int i = 0; i < centers.length; i++) {
            for (int d = 0; d < 3; d++) {
                centers[i][d] = Math.round(axes[d][i]);
            }
        }
        return centers;
    }

    static boolean has(HdfFile hdf, String path) {
        try {
            return hdf.getByPath(path) != null;
        } catch (HdfException e) {
            return false;
        }
    }

    static Dataset dataset(Path file, HdfFile hdf, String path) {
        Node node = has(hdf, path) ? hdf.getByPath(path) : null;
        if (node instanceof Dataset set) {
            return set;
        }
        throw new InputException(
                file + ": an HDF5 file without " + path + ", so no head as the WormID collections have them");
    }
}
