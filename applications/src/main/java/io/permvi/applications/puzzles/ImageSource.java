package io.permvi.applications.puzzles;

import java.util.random.RandomGenerator;

/** Square images, for training and for tests; the two share no image and no photograph. Safe to share between threads. */
public interface ImageSource {
    /**
     * What images a source has.
     *
     * @param name by which a network file remembers it
     * @param size rows and columns of an image
     * @param channels numbers of a pixel: 1 gray, 3 red, green and blue
     * @param labels how many there are, counted from 0; 1 when images have none
     */
    record Format(String name, int size, int channels, int labels) {}

    /** What images it has. */
    Format format();

    /** The number of values of an image. */
    default int length() {
        return format().size() * format().size() * format().channels();
    }

    /**
     * A random training image.
     *
     * @param pixels row by row, channels innermost, each in [0, 1]. Modified.
     * @return its label, 0 when images have none
     */
    int draw(RandomGenerator rng, double[] pixels);

    /** The number of test images. */
    int testCount();

    /**
     * A test image.
     *
     * @param pixels as in {@link #draw}. Modified.
     * @return its label, 0 when images have none
     */
    int test(int index, double[] pixels);
}
