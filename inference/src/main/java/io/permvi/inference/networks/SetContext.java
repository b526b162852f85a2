package io.permvi.inference.networks;

import io.permvi.relaxations.autodiff.Operation;
import io.permvi.relaxations.autodiff.Var;
import java.util.List;

/**
 * Context between the items of a set: each row gets, beside its own columns, the mean of all rows of its set (Zaheer et
 * al. 2017). Permuting the rows of a set permutes the result. Cost O(rows columns).
 *
 * @param size rows of a set
 * @param columns columns that it reads; it makes twice as many
 */
public record SetContext(int size, int columns) implements Layer {
    /** Checks the size. */
    public SetContext {
        if (size < 1) {
            throw new IllegalArgumentException("a set must have at least 1 item, got " + size);
        }
    }

    static void requireWholeSets(Var x, int size) {
        if (x.rows() % size != 0) {
            throw new IllegalArgumentException(x.rows() + " rows are not a whole number of sets of " + size + " items");
        }
    }

    @Override
    public int inputs() {
        return columns;
    }

    @Override
    public int outputs() {
        return 2 * columns;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public Var apply(NetworkPass pass, Var x) {
        requireWholeSets(x, size);
        return pass.tape().record(new AppendMean(size), x.rows(), 2 * columns, x);
    }

    private record AppendMean(int size) implements Operation {
        @Override
        public void forward(Var output) {
            int n = output.input(0).columns();
            double[] x = output.input(0).value().data;
            double[] y = output.value().data;
            for (int first = 0; first < output.rows(); first += size) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int i = first; i < first + size; i++) {
                        sum += x[i * n + j];
                    }
                    for (int i = first; i < first + size; i++) {
                        y[2 * i * n + j] = x[i * n + j];
                        y[(2 * i + 1) * n + j] = sum / size;
                    }
                }
            }
        }

        @Override
        public void backward(Var output) {
            int n = output.input(0).columns();
            double[] dx = output.input(0).adjoint().data;
            double[] dy = output.adjoint().data;
            for (int first = 0; first < output.rows(); first += size) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int i = first; i < first + size; i++) {
                        sum += dy[(2 * i + 1) * n + j];
                    }
                    for (int i = first; i < first + size; i++) {
                        dx[i * n + j] += dy[2 * i * n + j] + sum / size;
                    }
                }
            }
        }
    }
}
