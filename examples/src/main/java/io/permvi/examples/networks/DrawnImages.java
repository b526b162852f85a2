package io.permvi.examples.networks;

import io.permvi.applications.puzzles.ImageSource;
import io.permvi.relaxations.random.DrawRandom;
import java.util.random.RandomGenerator;

/**
 * Simple gray images made on the spot, so that every command runs without data: a slanted shading, and two soft ellipses
 * on it; the label is the number of bright ones. Nothing random is shared between the training images and the tests.
 */
final class DrawnImages implements ImageSource {
    static final String NAME = "drawn";
    private static final int SIZE = 28;
    private static final int TEST_IMAGES = 2000;
    private static final int ELLIPSES = 2;
    private static final long TEST_SEED = 0x7e57;

    @Override
    public Format format() {
        return new Format(NAME, SIZE, 1, ELLIPSES + 1);
    }

    @Override
    public int draw(RandomGenerator rng, double[] pixels) {
        double slopeX = rng.nextDouble() - 0.5;
        double slopeY = rng.nextDouble() - 0.5;
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                pixels[y * SIZE + x] = 0.35 + 0.4 * (slopeX * (x - 13.5) + slopeY * (y - 13.5)) / 13.5;
            }
        }
        int bright = 0;
        for (int k = 0; k < ELLIPSES; k++) {
            bright += addEllipse(rng, pixels);
        }
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Math.rint(255 * Math.min(1, Math.max(0, pixels[i]))) / 255;
        }
        return bright;
    }

    /** Adds an ellipse and returns 1 when it is bright, 0 when it is dark. */
    private static int addEllipse(RandomGenerator rng, double[] pixels) {
        double centerX = 6 + 16 * rng.nextDouble();
        double centerY = 6 + 16 * rng.nextDouble();
        double radiusX = 4 + 7 * rng.nextDouble();
        double radiusY = 4 + 7 * rng.nextDouble();
        int bright = rng.nextInt(2);
        double height = bright == 1 ? 0.5 : -0.3;
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                double r = Math.hypot((x - centerX) / radiusX, (y - centerY) / radiusY);
                // a border two pixels wide or so, as a pen has it
                pixels[y * SIZE + x] += height / (1 + Math.exp(12 * (r - 1)));
            }
        }
        return bright;
    }

    @Override
    public int testCount() {
        return TEST_IMAGES;
    }

    @Override
    public int test(int index, double[] pixels) {
        return draw(DrawRandom.of(TEST_SEED, index, 0), pixels);
    }
}
