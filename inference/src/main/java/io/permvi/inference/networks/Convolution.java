package io.permvi.inference.networks;

import io.permvi.relaxations.autodiff.Operation;
import io.permvi.relaxations.autodiff.Var;
import java.util.List;

/**
 * A two-dimensional convolution as one matrix product: every window of the image becomes a row. Each row of the input is
 * an image, channels innermost: column {@code (y width + x) channels + c}. Borders are padded with zeros, so the output
 * has the same height and width. Cost O(rows height width size² channels filters).
 */
public final class Convolution implements Layer {
    private final int height;
    private final int width;
    private final int channels;
    private final int size;
    private final Dense filters;

    /**
     * @param name of the layer
     * @param channels of the input
     * @param filters channels of the output
     * @param size side of the window, odd
     * @throws IllegalArgumentException when the size is even or below 1
     */
    public Convolution(String name, int height, int width, int channels, int filters, int size, Activation activation) {
        if (size < 1 || size % 2 == 0) {
            throw new IllegalArgumentException("side of a convolution's window must be odd, got " + size);
        }
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.size = size;
        this.filters = new Dense(name, size * size * channels, filters, activation, Initializer.he());
    }

    @Override
    public int inputs() {
        return height * width * channels;
    }

    @Override
    public int outputs() {
        return height * width * filters.outputs();
    }

    @Override
    public List<Parameter> parameters() {
        return filters.parameters();
    }

    @Override
    public Var apply(NetworkPass pass, Var x) {
        if (x.columns() != inputs()) {
            throw new IllegalArgumentException("convolution reads " + inputs() + " columns, got " + x.columns());
        }
        Var windows = pass.tape()
                .record(
                        new Windows(height, width, channels, size),
                        x.rows() * height * width,
                        size * size * channels,
                        x);
        return filters.apply(pass, windows).reshaped(x.rows(), outputs());
    }

    /** A row for every window of every image. */
    private record Windows(int height, int width, int channels, int size) implements Operation {
        private interface Move {
            void run(int image, int window, int count);
        }

        /** Calls {@code move} for every stretch of pixels that lies side by side in an image and in its window. */
        private void forEachStretch(int images, Move move) {
            int half = size / 2;
            int window = 0;
            for (int image = 0; image < images; image++) {
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++, window++) {
                        int left = Math.max(0, x - half);
                        int right = Math.min(width, x + half + 1);
                        for (int dy = Math.max(0, half - y); dy < Math.min(size, height - y + half); dy++) {
                            int from = ((image * height + y + dy - half) * width + left) * channels;
                            int to = ((window * size + dy) * size + left - x + half) * channels;
                            move.run(from, to, (right - left) * channels);
                        }
                    }
                }
            }
        }

        @Override
        public void forward(Var output) {
            output.value().zero();
            double[] from = output.input(0).value().data;
            double[] to = output.value().data;
            forEachStretch(
                    output.input(0).rows(), (image, window, count) -> System.arraycopy(from, image, to, window, count));
        }

        @Override
        public void backward(Var output) {
            double[] from = output.adjoint().data;
            double[] to = output.input(0).adjoint().data;
            forEachStretch(output.input(0).rows(), (image, window, count) -> {
                for (int k = 0; k < count; k++) {
                    to[image + k] += from[window + k];
                }
            });
        }
    }
}
