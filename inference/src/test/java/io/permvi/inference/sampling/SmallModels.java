package io.permvi.inference.sampling;

import io.permvi.models.DifferentiableModel;
import io.permvi.models.Latent;
import io.permvi.models.MatchingLatent;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;

/** Small models of each structure that the probe tells apart. */
public final class SmallModels {
    private SmallModels() {}

    /** A matrix of standard normal numbers. */
    public static DMatrixRMaj random(int rows, int columns, long seed) {
        Random rng = new Random(seed);
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int e = 0; e < matrix.getNumElements(); e++) {
            matrix.data[e] = rng.nextGaussian();
        }
        return matrix;
    }

    private static DMatrixRMaj ones(int rows, int columns) {
        DMatrixRMaj ones = new DMatrixRMaj(rows, columns);
        Arrays.fill(ones.data, 1);
        return ones;
    }

    /** Shuffled regression with unknown coefficients b and log noise s, normalized. */
    public static DifferentiableModel regression(int n, long seed) {
        var x = new MatchingLatent("x", n);
        var b = new RealLatent("b", 2, 1);
        var s = new RealLatent("log noise", 1, 1);
        DMatrixRMaj a = random(n, 2, seed);
        DMatrixRMaj y = random(n, 1, seed + 1);
        return TapeModel.of(List.of(x, b, s), (tape, z) -> {
            Var fit = tape.constant(a).mult(z.get(b)).transpose();
            Var errors = tape.constant(y)
                    .mult(tape.constant(ones(1, n)))
                    .minus(tape.constant(ones(n, 1)).mult(fit));
            return z.get(x)
                    .dot(errors.square())
                    .scaledBy(z.get(s).times(-2).exp())
                    .times(-0.5)
                    .plus(z.get(s).times(-n))
                    .plus(z.get(b).sumOfSquares().times(-0.5))
                    .plus(z.get(s).square().times(-0.5));
        });
    }

    /** The same as one sum of squares, quadratic between matchings; two answers an item. */
    public static DifferentiableModel sumOfSquares(int n, long seed) {
        var x = new MatchingLatent("x", n);
        var b = new RealLatent("b", 2, 2);
        var s = new RealLatent("log noise", 1, 1);
        DMatrixRMaj a = random(n, 2, seed);
        DMatrixRMaj y = random(n, 2, seed + 1);
        return TapeModel.of(List.of(x, b, s), (tape, z) -> tape.constant(y)
                .minus(z.get(x).mult(tape.constant(a).mult(z.get(b))))
                .sumOfSquares()
                .scaledBy(z.get(s).times(-2).exp())
                .times(-0.5)
                .plus(z.get(s).times(-2 * n))
                .plus(z.get(b).sumOfSquares().times(-0.5))
                .plus(z.get(s).square().times(-0.5)));
    }

    /** Matching of two weighted graphs of unknown scale. */
    public static DifferentiableModel graphs(int n, long seed) {
        var x = new MatchingLatent("x", n);
        var scale = new RealLatent("scale", 1, 1);
        DMatrixRMaj first = random(n, n, seed);
        DMatrixRMaj second = random(n, n, seed + 1);
        return TapeModel.of(List.of(x, scale), (tape, z) -> z.get(x)
                .mult(tape.constant(second))
                .mult(z.get(x).transpose())
                .dot(tape.constant(first))
                .scaledBy(z.get(scale).tanh())
                .plus(z.get(scale).square().times(-2)));
    }

    /** Partial matching whose number of pairs has a curved log prior. */
    public static DifferentiableModel partial(int m, int n, long seed) {
        var x = new MatchingLatent("x", MatchingSpace.partial(SparsityPattern.all(m, n)));
        DMatrixRMaj scores = random(m, n, seed);
        return TapeModel.of(List.of(x), (tape, z) -> z.get(x)
                .dot(tape.constant(scores))
                .minus(z.get(x).sum().plus(-1).square().times(0.7)));
    }

    /** A linear model of the order of variables, the weights between them masked by it. */
    public static DifferentiableModel order(int n, long seed) {
        var x = new MatchingLatent("order", n);
        var w = new RealLatent("weights", SparsityPattern.where(n, n, (a, b) -> a != b));
        DMatrixRMaj data = random(12, n, seed);
        for (int t = 0; t < 12; t++) {
            data.add(t, 1, data.get(t, 0));
        }
        DMatrixRMaj later = new DMatrixRMaj(n, n);
        for (int j = 0; j < n; j++) {
            for (int l = j + 1; l < n; l++) {
                later.set(j, l, 1);
            }
        }
        return TapeModel.of(List.of(x, w), (tape, z) -> {
            Var before = z.get(x).mult(tape.constant(later)).mult(z.get(x).transpose());
            Var fit = tape.constant(data).mult(before.timesElementwise(z.get(w)));
            return tape.constant(data)
                    .minus(fit)
                    .sumOfSquares()
                    .plus(z.get(w).sumOfSquares())
                    .times(-0.5);
        });
    }

    /** Two matchings that are linear each given the other. */
    public static DifferentiableModel pair(int n, long seed) {
        var x = new MatchingLatent("x", n);
        var y = new MatchingLatent("y", n);
        DMatrixRMaj scores = random(n, n, seed);
        return TapeModel.of(
                List.of(x, y), (tape, z) -> z.get(x).transpose().mult(z.get(y)).dot(tape.constant(scores)));
    }

    /** Positions that wander, seen or not at each of three times; the latents in a mixed order. */
    public static DifferentiableModel tracks(int seen, int targets, long seed) {
        List<MatchingLatent> xs = new ArrayList<>();
        List<RealLatent> positions = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            xs.add(new MatchingLatent("x" + t, MatchingSpace.partial(seen, targets)));
            positions.add(new RealLatent("position " + t, targets, 1));
        }
        DMatrixRMaj y = random(seen, 3, seed);
        List<Latent> latents =
                List.of(positions.get(2), xs.get(1), xs.get(2), positions.get(0), xs.get(0), positions.get(1));
        return TapeModel.of(latents, (tape, z) -> {
            Var f = z.get(positions.get(0)).sumOfSquares().times(-0.5);
            for (int t = 0; t < 3; t++) {
                Var position = z.get(positions.get(t));
                Var fit = tape.constant(y).slice(0, t, seen, 1).squaredDistances(position);
                f = f.plus(z.get(xs.get(t)).dot(fit.times(-2).plus(1.5)));
                f = t == 0
                        ? f
                        : f.minus(position.minus(z.get(positions.get(t - 1))).sumOfSquares());
            }
            return f;
        });
    }
}
