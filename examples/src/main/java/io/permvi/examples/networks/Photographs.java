package io.permvi.examples.networks;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.InputFiles;
import io.permvi.applications.puzzles.ImageSource;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Square crops of photographs. Of every three photographs, in the order of their names, one serves the tests, cut without
 * overlap; the others are cut at random places, turned left to right half of the time.
 */
final class Photographs implements ImageSource {
    private static final int SIZE = 64;
    private static final int CHANNELS = 3;
    private static final int FOLDS = 3;
    private static final long MOST_PIXELS = 200_000_000;

    /** A photograph: three bytes a pixel. */
    private record Photo(int height, int width, byte[] values) {
        private int crops() {
            return (height / SIZE) * (width / SIZE);
        }

        private void crop(int top, int left, boolean turned, double[] pixels) {
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    int from = ((top + y) * width + left + x) * CHANNELS;
                    int to = (y * SIZE + (turned ? SIZE - 1 - x : x)) * CHANNELS;
                    for (int c = 0; c < CHANNELS; c++) {
                        pixels[to + c] = (values[from + c] & 0xff) / 255.0;
                    }
                }
            }
        }
    }

    private final int fold;
    private final List<Photo> training = new ArrayList<>();
    private final List<Photo> test = new ArrayList<>();

    private Photographs(int fold) {
        this.fold = fold;
    }

    /**
     * Reads a folder of PNG or JPEG files.
     *
     * @param fold which third of the photographs serves the tests, 0 to 2
     * @throws InputException when there are fewer than three, or one is damaged or smaller than a crop
     */
    static Photographs read(Path folder, int fold) {
        if (fold < 0 || fold >= FOLDS) {
            throw new InputException("--fold must be from 0 to " + (FOLDS - 1) + ", got " + fold);
        }
        List<Path> files = InputFiles.in(folder, ".png", ".jpg", ".jpeg");
        if (files.size() < FOLDS) {
            throw new InputException("folder " + folder + " must hold IDX files or at least " + FOLDS
                    + " photographs (.png, .jpg), found " + files.size());
        }
        Photographs photographs = new Photographs(fold);
        for (int k = 0; k < files.size(); k++) {
            (k % FOLDS == fold ? photographs.test : photographs.training).add(photo(files.get(k)));
        }
        return photographs;
    }

    private static Photo photo(Path file) {
        BufferedImage image;
        try {
            requireFew(file);
            image = ImageIO.read(file.toFile());
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new InputException(file + " cannot be read as an image: " + e.getMessage());
        }
        if (image == null || image.getHeight() < SIZE || image.getWidth() < SIZE) {
            throw new InputException(file + " must be an image of at least " + SIZE + " x " + SIZE + " pixels");
        }
        byte[] values = new byte[image.getHeight() * image.getWidth() * CHANNELS];
        for (int y = 0, at = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                values[at++] = (byte) (rgb >> 16);
                values[at++] = (byte) (rgb >> 8);
                values[at++] = (byte) rgb;
            }
        }
        return new Photo(image.getHeight(), image.getWidth(), values);
    }

    /** A few bytes may claim an image that fills the memory. */
    private static void requireFew(Path file) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (readers.hasNext()) {
                ImageReader reader = readers.next();
                reader.setInput(in);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                reader.dispose();
                if (pixels > MOST_PIXELS) {
                    throw new InputException(file + " must have at most " + MOST_PIXELS + " pixels, got " + pixels);
                }
            }
        }
    }

    @Override
    public Format format() {
        return new Format("photographs-" + fold, SIZE, CHANNELS, 1);
    }

    @Override
    public int draw(RandomGenerator rng, double[] pixels) {
        Photo photo = training.get(rng.nextInt(training.size()));
        int top = rng.nextInt(photo.height - SIZE + 1);
        int left = rng.nextInt(photo.width - SIZE + 1);
        photo.crop(top, left, rng.nextBoolean(), pixels);
        return 0;
    }

    @Override
    public int testCount() {
        return test.stream().mapToInt(Photo::crops).sum();
    }

    @Override
    public int test(int index, double[] pixels) {
        int rest = index;
        for (Photo photo : test) {
            if (rest < photo.crops()) {
                int columns = photo.width / SIZE;
                photo.crop(rest / columns * SIZE, rest % columns * SIZE, false, pixels);
                return 0;
            }
            rest -= photo.crops();
        }
        throw new IndexOutOfBoundsException("test image " + index);
    }
}
