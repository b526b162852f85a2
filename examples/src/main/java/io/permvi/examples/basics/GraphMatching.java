package io.permvi.examples.basics;

import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.search.NearbyInference;
import io.permvi.models.*;
import io.permvi.plots.GraphPictures;
import io.permvi.relaxations.assignment.QuadraticAssignment;
import io.permvi.relaxations.assignment.QuadraticProblem;
import io.permvi.relaxations.permutation.Permutation;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** Two graphs of the same people, each with edges missing: who is who? */
public final class GraphMatching {
    private static final int N = 25;
    private static final double EDGES = 0.4;
    private static final double KEPT = 0.9;

    private GraphMatching() {}

    /** Draws graph-matching.png and returns how many nodes are matched rightly. */
    public static int run(Path folder) {
        // data: each graph keeps nine of ten edges of a common one
        var rng = new SplittableRandom(4);
        Permutation truth = Permutation.random(N, rng);
        var first = new DMatrixRMaj(N, N);
        var second = new DMatrixRMaj(N, N);
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < i; j++) {
                boolean edge = rng.nextDouble() < EDGES;
                set(first, i, j, edge && rng.nextDouble() < KEPT);
                set(second, truth.place(i), truth.place(j), edge && rng.nextDouble() < KEPT);
            }
        }

        // model: the log odds of an edge given one at the matched pair, for each pair once; the rest is the same for
        // all
        double one = EDGES * KEPT;
        double both = one * KEPT;
        double odds = Math.log(both * (1 - 2 * one + both) / Math.pow(one - both, 2));
        var x = new MatchingLatent("who", N);
        Model model = TapeModel.of(List.of(x), (tape, z) -> {
            var moved = z.get(x).mult(tape.constant(second)).mult(z.get(x).transpose());
            return moved.dot(tape.constant(first)).times(0.5 * odds);
        });

        // fit: the best matching by quadratic assignment, then a posterior around it
        var best =
                QuadraticAssignment.withDefaults().withRestarts(20).maximize(QuadraticProblem.of(first, second), rng);
        var posterior = NearbyInference.withDefaults().fit(MatchingDensity.of(model), List.of(best.matching()), rng);

        // answer
        MatchingMarginals marginals = posterior.marginals(x);
        int right = 0;
        double sure = 0;
        for (int i = 0; i < N; i++) {
            right += marginals.mostProbable().place(i) == truth.place(i) ? 1 : 0;
            sure += marginals.probability(i, marginals.mostProbable().place(i));
        }
        System.out.printf("%d of %d right, %.1f expected%n", right, N, sure);
        GraphPictures.matched(first, second, marginals.mostProbable().places())
                .save(folder.resolve("graph-matching.png"));
        return right;
    }

    private static void set(DMatrixRMaj graph, int i, int j, boolean edge) {
        graph.set(i, j, edge ? 1 : 0);
        graph.set(j, i, edge ? 1 : 0);
    }

    /** Runs it here. */
    public static void main(String[] arguments) {
        run(Path.of(""));
    }
}
