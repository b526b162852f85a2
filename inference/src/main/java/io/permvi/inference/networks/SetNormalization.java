package io.permvi.inference.networks;

import io.permvi.relaxations.autodiff.Operation;
import io.permvi.relaxations.autodiff.Var;
import java.util.List;

/**
 * Normalization over the set: within each set, every column is shifted to mean 0 and scaled to variance 1, then scaled and
 * shifted by learned factors:
 *
 * <pre>y = scale (x - mean) / sqrt(variance + stability) + shift.</pre>
 *
 * <p>Permuting the rows of a set permutes the result. Cost O(rows columns).
 */
public final class SetNormalization implements Layer {
    private static final double STABILITY = 1e-6;

    private final int size;
    private final Parameter scale;
    private final Parameter shift;

    /**
     * @param name of the layer; its parameters are name.scale and name.shift
     * @param size rows of a set, at least 1
     */
    public SetNormalization(String name, int size, int columns) {
        if (size < 1) {
            throw new IllegalArgumentException("a set must have at least 1 item, got " + size);
        }
        this.size = size;
        this.scale = new Parameter(name + ".scale", 1, columns, Initializer.constant(1));
        this.shift = new Parameter(name + ".shift", 1, columns, Initializer.zeros());
    }

    @Override
    public int inputs() {
        return scale.columns();
    }

    @Override
    public int outputs() {
        return scale.columns();
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(scale, shift);
    }

    @Override
    public Var apply(NetworkPass pass, Var x) {
        SetContext.requireWholeSets(x, size);
        Var standard = pass.tape().record(new Standardize(size), x.rows(), x.columns(), x);
        return standard.timesRow(pass.parameter(scale)).plusRow(pass.parameter(shift));
    }

    /** Mean 0 and variance 1 in each column of each set. */
    private record Standardize(int size) implements Operation {
        @Override
        public void forward(Var output) {
            int n = output.columns();
            double[] x = output.input(0).value().data;
            double[] y = output.value().data;
            double[] scales = scales(output);
            for (int set = 0; set < output.rows() / size; set++) {
                for (int j = 0; j < n; j++) {
                    int from = set * size * n + j;
                    double mean = 0;
                    for (int i = 0; i < size; i++) {
                        mean += x[from + i * n];
                    }
                    mean /= size;
                    double variance = 0;
                    for (int i = 0; i < size; i++) {
                        double d = x[from + i * n] - mean;
                        variance += d * d;
                    }
                    double factor = 1 / Math.sqrt(variance / size + STABILITY);
                    scales[set * n + j] = factor;
                    for (int i = 0; i < size; i++) {
                        y[from + i * n] = factor * (x[from + i * n] - mean);
                    }
                }
            }
        }

        @Override
        public void backward(Var output) {
            int n = output.columns();
            double[] y = output.value().data;
            double[] dy = output.adjoint().data;
            double[] dx = output.input(0).adjoint().data;
            double[] scales = scales(output);
            for (int set = 0; set < output.rows() / size; set++) {
                for (int j = 0; j < n; j++) {
                    int from = set * size * n + j;
                    double sum = 0;
                    double moment = 0;
                    for (int i = 0; i < size; i++) {
                        sum += dy[from + i * n];
                        moment += dy[from + i * n] * y[from + i * n];
                    }
                    double factor = scales[set * n + j];
                    for (int i = 0; i < size; i++) {
                        int at = from + i * n;
                        dx[at] += factor * (dy[at] - (sum + y[at] * moment) / size);
                    }
                }
            }
        }

        private double[] scales(Var output) {
            int count = output.rows() / size * output.columns();
            return output.workspace("standardize " + count, double[].class, () -> new double[count]);
        }
    }
}
