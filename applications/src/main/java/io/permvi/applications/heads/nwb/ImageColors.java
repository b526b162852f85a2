package io.permvi.applications.heads.nwb;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.permvi.applications.files.InputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;

/** Colors of voxels of an image x, y, z, channel, read patch by patch. */
final class ImageColors {
    private static final int REACH = 1;

    private final Path file;
    private final Dataset image;
    private final int[] size;
    private final int[] channels;

    private ImageColors(Path file, Dataset image, int[] channels) {
        this.file = file;
        this.image = image;
        this.size = image.getDimensions();
        this.channels = channels;
    }

    static ImageColors of(Path file, HdfFile hdf, String group, PrintWriter warnings) {
        Dataset image = NwbHead.dataset(file, hdf, group + "/data");
        int[] size = image.getDimensions();
        if (size.length != 4) {
            throw new InputException(
                    file + ": " + group + "/data must have axes x, y, z, channel, but has " + size.length + " axes");
        }
        double[] given =
                Numbers.of(NwbHead.dataset(file, hdf, group + "/RGBW_channels").getData());
        return new ImageColors(file, image, channels(file, given, size[3], warnings));
    }

    /**
     * Some programs count channels from 0, some from 1: the number of channels often tells, and where it does not it is
     * said.
     */
    private static int[] channels(Path file, double[] given, int count, PrintWriter warnings) {
        double least = Arrays.stream(given).limit(3).min().orElse(-1);
        double most = Arrays.stream(given).max().orElse(-1);
        if (given.length < 3 || least < 0 || most > count) {
            throw new InputException(
                    file + ": RGBW_channels must name channels of " + count + ", got " + Arrays.toString(given));
        }
        int first = most == count ? 1 : 0;
        if (first == 1 && least == 0) {
            throw new InputException(file + ": RGBW_channels has channel 0 and channel " + count + " of " + count);
        }
        if (first == 0 && least > 0) {
            warnings.printf(
                    "permvi: warning: %s: RGBW_channels %s of %d channels are counted from 0, as in the WormID"
                            + " collections; NeuroPAL_ID counts from 1%n",
                    file, Arrays.toString(given), count);
        }
        return Arrays.stream(given).limit(3).mapToInt(c -> (int) c - first).toArray();
    }

    /** The medians about these centers, one row each. */
    double[][] at(long[][] centers) {
        double[][] colors = new double[centers.length][];
        for (int i = 0; i < centers.length; i++) {
            colors[i] = at(centers[i]);
        }
        return colors;
    }

    private double[] at(long[] center) {
        long[] from = new long[4];
        int[] length = new int[4];
        for (int d = 0; d < 3; d++) {
            if (center[d] < 0 || center[d] >= size[d]) {
                throw new InputException(file + ": a center at voxel " + Arrays.toString(center)
                        + " lies outside the image of " + Arrays.toString(size) + "; are its axes x, y, z, channel?");
            }
            int reach = d < 2 ? REACH : 0;
            from[d] = Math.max(0, center[d] - reach);
            length[d] = (int) (Math.min(size[d] - 1L, center[d] + reach) - from[d] + 1);
        }
        length[3] = size[3];
        double[] patch = Numbers.of(image.getData(from, length));
        return Arrays.stream(channels).mapToDouble(c -> median(patch, c)).toArray();
    }

    private double median(double[] patch, int channel) {
        double[] values = new double[patch.length / size[3]];
        for (int v = 0; v < values.length; v++) {
            values[v] = patch[v * size[3] + channel];
        }
        Arrays.sort(values);
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
    }
}
