package io.permvi.inference.networks;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.autodiff.Operation;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.permutation.MatchingSpace;
import org.ejml.data.DMatrixRMaj;

/**
 * The Sinkhorn layer: the scores of many sets, stacked by rows, become one (nearly) doubly stochastic matrix a set,
 *
 * <pre>P_t = S(g_t / temperature)      (Mena et al. 2018, equation 3; Adams and Zemel 2011),</pre>
 *
 * with the gradient of the operator itself, not of its unrolled arithmetic on the tape. Any {@link Relaxation} that serves
 * permutations may stand in the place of the Sinkhorn operator. Cost that of the relaxation for each set.
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

    /** The same at another temperature. */
    public SinkhornLayer withTemperature(double value) {
        return new SinkhornLayer(relaxation, value);
    }

    /**
     * The relaxed permutations of the sets.
     *
     * @param scores a square matrix for each set, stacked by rows
     * @return of the same shape: rows and columns of each set's matrix sum (nearly) to one
     * @throws IllegalArgumentException when the rows are not a whole number of square matrices
     */
    public Var apply(Var scores) {
        SetContext.requireWholeSets(scores, scores.columns());
        return scores.tape().record(new Relaxed(relaxation, temperature), scores.rows(), scores.columns(), scores);
    }

    private record Relaxed(Relaxation relaxation, double temperature) implements Operation {
        @Override
        public void forward(Var output) {
            Passes passes = passes(output);
            double[] scores = output.input(0).value().data;
            double[] relaxed = output.value().data;
            for (int t = 0; t < passes.byset.length; t++) {
                System.arraycopy(scores, t * passes.length, passes.in.data, 0, passes.length);
                passes.byset[t].forward(passes.in, temperature, passes.out);
                System.arraycopy(passes.out.data, 0, relaxed, t * passes.length, passes.length);
            }
        }

        @Override
        public void backward(Var output) {
            Passes passes = passes(output);
            double[] dRelaxed = output.adjoint().data;
            double[] dScores = output.input(0).adjoint().data;
            for (int t = 0; t < passes.byset.length; t++) {
                System.arraycopy(dRelaxed, t * passes.length, passes.in.data, 0, passes.length);
                passes.byset[t].backward(passes.in, passes.out);
                int from = t * passes.length;
                for (int i = 0; i < passes.length; i++) {
                    dScores[from + i] += passes.out.data[i];
                }
            }
        }

        private Passes passes(Var output) {
            int n = output.columns();
            int sets = output.rows() / n;
            return output.workspace(new Key(relaxation, sets, n), Passes.class, () -> new Passes(relaxation, sets, n));
        }
    }

    private record Key(Relaxation relaxation, int sets, int size) {}

    /** A pass for each set, since the backward pass needs what the forward pass left in it. */
    private static final class Passes {
        private final Relaxation.Pass[] byset;
        private final DMatrixRMaj in;
        private final DMatrixRMaj out;
        private final int length;

        private Passes(Relaxation relaxation, int sets, int n) {
            byset = new Relaxation.Pass[sets];
            for (int t = 0; t < sets; t++) {
                byset[t] = relaxation.newPass(MatchingSpace.permutations(n));
            }
            in = new DMatrixRMaj(n, n);
            out = new DMatrixRMaj(n, n);
            length = n * n;
        }
    }
}
