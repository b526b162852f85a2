package io.permvi.examples.networks;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.InputFiles;
import io.permvi.applications.puzzles.ImageSource;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPInputStream;

/** Handwritten digits from IDX files (LeCun, Cortes and Burges), packed with gzip or not. */
final class MnistImages implements ImageSource {
    private static final int IMAGES = 2051;
    private static final int LABELS = 2049;
    private static final int DIGITS = 10;
    /** Twenty times the published files; a packed file may claim anything. */
    private static final long MOST_PIXELS = 1L << 30;

    private final int size;
    private final byte[][] training;
    private final byte[] trainingLabels;
    private final byte[][] test;
    private final byte[] testLabels;

    private MnistImages(byte[][] training, byte[] trainingLabels, byte[][] test, byte[] testLabels) {
        this.size = (int) Math.round(Math.sqrt(training[0].length));
        this.training = training;
        this.trainingLabels = trainingLabels;
        this.test = test;
        this.testLabels = testLabels;
    }

    /** Whether a folder holds IDX files. */
    static boolean isIn(Path folder) {
        return !find(folder, "train").isEmpty();
    }

    /**
     * Reads a folder.
     *
     * @throws InputException when a file is missing or damaged
     */
    static MnistImages read(Path folder) {
        byte[][] training = images(only(folder, "train", "images"));
        byte[][] test = images(only(folder, "t10k", "images"));
        return new MnistImages(
                training,
                labels(only(folder, "train", "labels"), training.length),
                test,
                labels(only(folder, "t10k", "labels"), test.length));
    }

    private static List<Path> find(Path folder, String start) {
        return InputFiles.in(folder, "").stream()
                .filter(file -> file.getFileName().toString().startsWith(start)
                        && file.getFileName().toString().contains("idx"))
                .toList();
    }

    private static Path only(Path folder, String start, String kind) {
        List<Path> files = find(folder, start).stream()
                .filter(file -> file.getFileName().toString().contains(kind))
                .toList();
        if (files.size() != 1) {
            throw new InputException("folder " + folder + " must hold one file " + start + "*" + kind
                    + "*idx*-ubyte or its .gz, found " + files.size());
        }
        return files.get(0);
    }

    private static DataInputStream open(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        return new DataInputStream(file.toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw);
    }

    private static byte[][] images(Path file) {
        try (DataInputStream in = open(file)) {
            requireMagic(file, in.readInt(), IMAGES);
            int count = in.readInt();
            int rows = in.readInt();
            int columns = in.readInt();
            if (count < 1 || rows < 1 || rows != columns || rows > 1024) {
                throw new InputException(
                        file + " must hold square images, got " + count + " of " + rows + " x " + columns);
            }
            if ((long) count * rows * columns > MOST_PIXELS) {
                throw new InputException(file + " must hold at most " + MOST_PIXELS + " pixels, got " + count
                        + " images of " + rows + " x " + columns);
            }
            byte[][] images = new byte[count][];
            for (int k = 0; k < count; k++) {
                images[k] = in.readNBytes(rows * columns);
                if (images[k].length < rows * columns) {
                    throw new EOFException();
                }
            }
            return images;
        } catch (EOFException e) {
            throw new InputException(file + " is damaged: it ends too early");
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + e.getMessage());
        }
    }

    private static byte[] labels(Path file, int images) {
        try (DataInputStream in = open(file)) {
            requireMagic(file, in.readInt(), LABELS);
            int count = in.readInt();
            byte[] labels = in.readNBytes(images);
            if (count < images || labels.length < images) {
                throw new InputException(file + " must hold a label for each of the " + images + " images");
            }
            for (byte label : labels) {
                if (label < 0 || label >= DIGITS) {
                    throw new InputException(file + " must hold labels from 0 to 9, got " + (label & 0xff));
                }
            }
            return labels;
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + e.getMessage());
        }
    }

    private static void requireMagic(Path file, int found, int wanted) {
        if (found != wanted) {
            throw new InputException(
                    file + " is no IDX file of the wanted kind: it starts with " + found + ", not " + wanted);
        }
    }

    @Override
    public Format format() {
        return new Format("mnist", size, 1, DIGITS);
    }

    @Override
    public int draw(RandomGenerator rng, double[] pixels) {
        int k = rng.nextInt(training.length);
        copy(training[k], pixels);
        return trainingLabels[k];
    }

    @Override
    public int testCount() {
        return test.length;
    }

    @Override
    public int test(int index, double[] pixels) {
        copy(test[index], pixels);
        return testLabels[index];
    }

    private static void copy(byte[] image, double[] pixels) {
        for (int i = 0; i < image.length; i++) {
            pixels[i] = (image[i] & 0xff) / 255.0;
        }
    }
}
