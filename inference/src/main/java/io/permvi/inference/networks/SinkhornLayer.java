package io.permvi.inference.networks;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.autodiff.Operation;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Space;

/**
 * The Sinkhorn layer: the scores of many sets, stacked by rows, become one (nearly) doubly stochastic matrix a set,
 *
 * <pre>P_t = S(g_t / temperature)      (Mena et al. 2018, equation 3; Adams and Zemel 2011),</pre>
 *
 * with the gradient of the operator itself, not of its unrolled arithmetic on the tape. Any {@link Relaxation} of n by n
 * scores may stand in the place of the Sinkhorn operator; all sets run as one batch of it. Cost that of the relaxation for
 * each set.
 *
 * @param relaxation the operator; {@code SinkhornOperator} unless something else is wanted
 * @param temperature above 0
 */
public record SinkhornLayer(Relaxation relaxation, double temperature) {
    /** Checks the temperature. */
    public SinkhornLayer {
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("temperature must be positive, got " + temperature);
        }
    }

    /**
     * The relaxed permutations of the sets.
     *
     * @param scores a square matrix for each set, stacked by rows
     * @return of the same shape: rows and columns of each set's matrix sum (nearly) to one
     * @throws IllegalArgumentException when the rows are not a whole number of square matrices, or the relaxation takes
     *     scores of another shape
     */
    public Var apply(Var scores) {
        int n = scores.columns();
        SetContext.requireWholeSets(scores, n);
        Space space = MatchingSpace.permutations(n);
        if (relaxation.inputRows(space) != n || relaxation.inputColumns(space) != n) {
            throw new IllegalArgumentException("the layer needs a relaxation of n by n scores, got " + relaxation
                    + ", which takes " + relaxation.inputRows(space) + " by " + relaxation.inputColumns(space)
                    + " for n = " + n);
        }
        return scores.tape().record(new Relaxed(relaxation, temperature), scores.rows(), scores.columns(), scores);
    }

    private record Relaxed(Relaxation relaxation, double temperature) implements Operation {
        @Override
        public void forward(Var output) {
            batch(output).pass.forward(output.input(0).value().data, temperature, output.value().data);
        }

        @Override
        public void backward(Var output) {
            Batch batch = batch(output);
            batch.pass.backward(output.adjoint().data, batch.gradient);
            double[] dScores = output.input(0).adjoint().data;
            for (int k = 0; k < batch.gradient.length; k++) {
                dScores[k] += batch.gradient[k];
            }
        }

        private Batch batch(Var output) {
            int n = output.columns();
            int sets = output.rows() / n;
            return output.workspace(new Key(relaxation, sets, n), Batch.class, () -> new Batch(relaxation, sets, n));
        }
    }

    private record Key(Relaxation relaxation, int sets, int size) {}

    /** What the forward pass leaves for the backward pass. */
    private static final class Batch {
        private final Relaxation.BatchPass pass;
        private final double[] gradient;

        private Batch(Relaxation relaxation, int sets, int n) {
            pass = relaxation.newBatch(MatchingSpace.permutations(n), sets);
            gradient = new double[sets * n * n];
        }
    }
}
