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
 * with the gradient of the operator itself, not of its unrolled arithmetic on the tape. Any {@link Relaxation}
 * may stand in the place of the Sinkhorn operator; all sets run as one batch of it. Cost that of the relaxation for
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
        return apply(scores, scores.columns());
    }

    /**
     * The relaxed permutations of sets of a size, whatever shape the relaxation's scores have: for sorting one number
     * an item.
     *
     * @param scores the relaxation's input for each set, stacked by rows
     * @param n items of a set
     * @return an n by n matrix for each set, stacked by rows
     * @throws IllegalArgumentException when the rows are not a whole number of sets, or the relaxation takes scores of
     *     another shape
     */
    public Var apply(Var scores, int n) {
        SetContext.requireWholeSets(scores, n);
        Space space = MatchingSpace.permutations(n);
        if (relaxation.inputRows(space) != n || relaxation.inputColumns(space) != scores.columns()) {
            throw new IllegalArgumentException("the layer has " + n + " by " + scores.columns()
                    + " scores a set, but " + relaxation + " takes " + relaxation.inputRows(space) + " by "
                    + relaxation.inputColumns(space));
        }
        return scores.tape().record(new Relaxed(relaxation, temperature), scores.rows(), n, scores);
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
            int inputs = output.input(0).columns();
            return output.workspace(
                    new Key(relaxation, sets, n), Batch.class, () -> new Batch(relaxation, sets, n, inputs));
        }
    }

    private record Key(Relaxation relaxation, int sets, int size) {}

    /** What the forward pass leaves for the backward pass. */
    private static final class Batch {
        private final Relaxation.BatchPass pass;
        private final double[] gradient;

        private Batch(Relaxation relaxation, int sets, int n, int inputs) {
            pass = relaxation.newBatch(MatchingSpace.permutations(n), sets);
            gradient = new double[sets * n * inputs];
        }
    }
}
