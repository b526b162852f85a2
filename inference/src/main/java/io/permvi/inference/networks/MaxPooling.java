package io.permvi.inference.networks;

import io.permvi.relaxations.autodiff.Operation;
import io.permvi.relaxations.autodiff.Var;
import java.util.List;

/**
 * The largest value of each window of an image, windows side by side; rows and columns that do not fill a window are left
 * out. Images are rows with channels innermost, as for {@link Convolution}.
 *
 * @param size side of the window, at most height and width
 */
public record MaxPooling(int height, int width, int channels, int size) implements Layer {
    /** Checks the size. */
    public MaxPooling {
        if (size < 1 || size > height || size > width) {
            throw new IllegalArgumentException(
                    "pooling window must have a side of 1 to " + Math.min(height, width) + ", got " + size);
        }
    }

    @Override
    public int inputs() {
        return height * width * channels;
    }

    @Override
    public int outputs() {
        return (height / size) * (width / size) * channels;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public Var apply(NetworkPass pass, Var x) {
        return pass.tape().record(new Maximum(this), x.rows(), outputs(), x);
    }

    private record Maximum(MaxPooling shape) implements Operation {
        @Override
        public void forward(Var output) {
            double[] x = output.input(0).value().data;
            double[] y = output.value().data;
            int[] source = source(output);
            for (int at = 0; at < output.value().getNumElements(); at++) {
                source[at] = largest(x, at);
                y[at] = x[source[at]];
            }
        }

        private int largest(double[] x, int at) {
            int columns = shape.width / shape.size;
            int channel = at % shape.channels;
            int column = at / shape.channels % columns;
            int row = at / (shape.channels * columns) % (shape.height / shape.size);
            int image = at / shape.outputs();
            int best = -1;
            for (int dy = 0; dy < shape.size; dy++) {
                for (int dx = 0; dx < shape.size; dx++) {
                    int pixel = (row * shape.size + dy) * shape.width + column * shape.size + dx;
                    int index = image * shape.inputs() + pixel * shape.channels + channel;
                    best = best < 0 || x[index] > x[best] ? index : best;
                }
            }
            return best;
        }

        @Override
        public void backward(Var output) {
            double[] dx = output.input(0).adjoint().data;
            double[] dy = output.adjoint().data;
            int[] source = source(output);
            for (int at = 0; at < output.value().getNumElements(); at++) {
                dx[source[at]] += dy[at];
            }
        }

        private static int[] source(Var output) {
            int count = output.value().getNumElements();
            return output.workspace("pooling " + count, int[].class, () -> new int[count]);
        }
    }
}
