package io.permvi.inference.networks;

import io.permvi.relaxations.autodiff.Operation;
import io.permvi.relaxations.autodiff.Var;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Dropout (Srivastava et al. 2014): in training each entry is set to 0 with a probability, and the others are divided by
 * the chance to stay; in use it does nothing.
 *
 * @param columns columns that it reads and makes
 * @param rate the probability of 0, in [0, 1)
 */
public record Dropout(int columns, double rate) implements Layer {
    /** Checks the rate. */
    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("dropout rate must be in [0, 1), got " + rate);
        }
    }

    @Override
    public int inputs() {
        return columns;
    }

    @Override
    public int outputs() {
        return columns;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public Var apply(NetworkPass pass, Var x) {
        if (!pass.training() || rate == 0) {
            return x;
        }
        return pass.tape().record(new Mask(rate, pass.noise()), x.rows(), x.columns(), x);
    }

    private record Mask(double rate, RandomGenerator rng) implements Operation {
        @Override
        public void forward(Var output) {
            DMatrixRMaj mask = mask(output);
            mask.reshape(output.rows(), output.columns());
            double[] x = output.input(0).value().data;
            double[] y = output.value().data;
            for (int i = 0; i < mask.getNumElements(); i++) {
                mask.data[i] = rng.nextDouble() < rate ? 0 : 1 / (1 - rate);
                y[i] = mask.data[i] * x[i];
            }
        }

        @Override
        public void backward(Var output) {
            double[] mask = mask(output).data;
            double[] dy = output.adjoint().data;
            double[] dx = output.input(0).adjoint().data;
            for (int i = 0; i < output.value().getNumElements(); i++) {
                dx[i] += mask[i] * dy[i];
            }
        }

        private static DMatrixRMaj mask(Var output) {
            return output.workspace("dropout", DMatrixRMaj.class, () -> new DMatrixRMaj(0, 0));
        }
    }
}
