package io.permvi.examples.basics;

import io.permvi.models.*;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Permutation;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** Two correlated random graphs of n nodes, five of which are known in both. */
public final class GraphAlignment {
    private static final double P = 0.3;
    private static final int KNOWN = 5;

    private GraphAlignment() {}

    /** Simulates graphs whose edges have that correlation, and says how many nodes are right. */
    public static Problem of(long seed, int n, double correlation) {
        var rng = new SplittableRandom(seed);
        Permutation truth = Permutation.random(n, rng);
        var first = new DMatrixRMaj(n, n);
        var second = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                int edge = rng.nextDouble() < P ? 1 : 0;
                int image = rng.nextDouble() < P + correlation * (edge - P) ? 1 : 0;
                first.set(i, k, edge);
                first.set(k, i, edge);
                second.set(truth.place(i), truth.place(k), image);
                second.set(truth.place(k), truth.place(i), image);
            }
        }

        var allowed = SparsityPattern.where(
                n,
                n,
                (i, j) -> i < KNOWN ? j == truth.place(i) : truth.inverse().place(j) >= KNOWN);
        var x = new MatchingLatent("node", allowed);
        double both = P * (P + correlation * (1 - P));
        double gain = Math.log(both * (1 - 2 * P + both) / ((P - both) * (P - both)));
        Model model = TapeModel.of(List.of(x), (tape, z) -> z.get(x)
                .mult(tape.constant(second))
                .mult(z.get(x).transpose())
                .dot(tape.constant(first))
                .times(0.5 * gain));

        return new Problem(model, rng, posterior -> Simulation.rightAndExpected(posterior.marginals(x), truth));
    }
}
