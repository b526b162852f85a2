package io.permvi.applications.puzzles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.networks.Activation;
import io.permvi.inference.networks.Dense;
import io.permvi.inference.networks.Initializer;
import io.permvi.inference.networks.ItemScores;
import io.permvi.inference.networks.Layer;
import io.permvi.inference.networks.NetworkPass;
import io.permvi.inference.networks.ParameterSet;
import io.permvi.inference.networks.PermutationObjective;
import io.permvi.inference.networks.ScoreNetwork;
import io.permvi.inference.networks.Sequence;
import io.permvi.inference.networks.SetBatch;
import io.permvi.inference.networks.SetContext;
import io.permvi.inference.networks.SinkhornLayer;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.testkit.GradientCheck;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class ScoreNetworkTest {
    private static final EdgeScores EDGES =
            new EdgeScores(new EdgeScores.Settings(2, 3, 4, 6, 7, 3, 2, Activation.TANH, true));

    private static PuzzleBatch puzzles(int count, long seed) {
        return new PuzzleBatch(
                2, 3, random(6 * count, 4, seed), random(12 * count, 6, seed + 1), random(12 * count, 6, seed + 2));
    }

    /** Row i of the result is row place(i) of each block of six. */
    private static DMatrixRMaj shuffled(DMatrixRMaj matrix, Permutation order) {
        DMatrixRMaj result = new DMatrixRMaj(matrix.numRows, matrix.numCols);
        for (int row = 0; row < matrix.numRows; row++) {
            int from = row / 6 * 6 + order.place(row % 6);
            System.arraycopy(matrix.data, from * matrix.numCols, result.data, row * matrix.numCols, matrix.numCols);
        }
        return result;
    }

    private static double[] weights(ParameterSet parameters) {
        double[] weights = parameters.initialize(new SplittableRandom(5));
        for (int k = 0; k < weights.length; k++) {
            weights[k] += 0.2 * Math.cos(k);
        }
        return weights;
    }

    private static <B> DMatrixRMaj last(ScoreNetwork<B> network, double[] weights, B batch) {
        var pass = new NetworkPass(network.parameters());
        pass.begin(weights);
        List<Var> rounds = network.scores(pass, batch);
        return new DMatrixRMaj(rounds.get(rounds.size() - 1).value());
    }

    @Test
    void permutingPiecesPermutesTheRowsOfTheirScores() {
        PuzzleBatch batch = puzzles(2, 10);
        Permutation order = Permutation.of(3, 0, 5, 1, 4, 2);
        PuzzleBatch moved = new PuzzleBatch(
                2, 3, shuffled(batch.pieces(), order), shuffled(batch.after(), order), shuffled(batch.before(), order));
        double[] weights = weights(EDGES.parameters());
        DMatrixRMaj expected = shuffled(last(EDGES, weights, batch), order);
        DMatrixRMaj actual = last(EDGES, weights, moved);
        // the sums over pieces run in another order, so the last bits may differ
        assertArrayEquals(expected.data, actual.data, 1e-12);
    }

    @Test
    void scoresOfItemsAloneAreEquivariantToTheLastBit() {
        Layer layer = Sequence.of(
                new Dense("a", 4, 8, Activation.TANH, Initializer.glorot()),
                new Dense("b", 8, 6, Activation.IDENTITY, Initializer.glorot()));
        var network = new ItemScores(layer);
        double[] weights = weights(network.parameters());
        DMatrixRMaj items = random(12, 4, 20);
        Permutation order = Permutation.of(5, 3, 1, 0, 2, 4);
        DMatrixRMaj expected = shuffled(last(network, weights, new SetBatch(6, items)), order);
        DMatrixRMaj actual = last(network, weights, new SetBatch(6, shuffled(items, order)));
        assertArrayEquals(expected.data, actual.data);
    }

    @Test
    void contextKeepsTheEquivariance() {
        Layer layer = Sequence.of(
                new Dense("a", 4, 8, Activation.TANH, Initializer.glorot()),
                new SetContext(6, 8),
                new Dense("b", 16, 6, Activation.IDENTITY, Initializer.glorot()));
        var network = new ItemScores(layer);
        double[] weights = weights(network.parameters());
        DMatrixRMaj items = random(12, 4, 21);
        Permutation order = Permutation.of(5, 3, 1, 0, 2, 4);
        DMatrixRMaj expected = shuffled(last(network, weights, new SetBatch(6, items)), order);
        DMatrixRMaj actual = last(network, weights, new SetBatch(6, shuffled(items, order)));
        assertArrayEquals(expected.data, actual.data, 1e-12);
    }

    private static double objective(double[] weights, PuzzleBatch batch, DMatrixRMaj target) {
        var pass = new NetworkPass(EDGES.parameters());
        pass.beginTraining(weights, DrawRandom.of(0, 0, 0));
        return objective(pass, batch, target).scalar();
    }

    private static Var objective(NetworkPass pass, PuzzleBatch batch, DMatrixRMaj target) {
        var sinkhorn = new SinkhornLayer(new SinkhornOperator(10, 0), 1);
        List<Var> rounds = EDGES.scores(pass, batch);
        Var relaxed = sinkhorn.apply(rounds.get(2));
        Var early = sinkhorn.apply(rounds.get(1));
        Var items = pass.tape().constant(batch.pieces());
        return PermutationObjective.logProbability(relaxed, pass.tape().constant(target))
                .plus(PermutationObjective.minusSquaredError(early, items, items));
    }

    @Test
    void theGradientOfAWholeNetworkPassesTheCheck() {
        PuzzleBatch batch = puzzles(2, 30);
        double[] weights = weights(EDGES.parameters());
        DMatrixRMaj target = new DMatrixRMaj(12, 6);
        int[] groups = {0, 1, 1, 3, 1, 5};
        PermutationObjective.spreadTarget(groups, 0, target);
        PermutationObjective.spreadTarget(groups, 6, target);
        var pass = new NetworkPass(EDGES.parameters());
        pass.beginTraining(weights, DrawRandom.of(0, 0, 0));
        double[] gradient = new double[weights.length];
        pass.backward(objective(pass, batch, target), gradient);
        double error = GradientCheck.relativeError(
                w -> objective(w, batch, target), weights, gradient, new SplittableRandom(31));
        assertTrue(error < 1e-6, "error " + error);
    }

    @Test
    void messagesComeFromTheNeighborsOfAPlace() {
        DMatrixRMaj p = random(6, 6, 40);
        var pass = new NetworkPass(EDGES.parameters());
        pass.begin(weights(EDGES.parameters()));
        var right = new NeighborColumns(2, 3, 1);
        DMatrixRMaj next =
                pass.tape().record(right, 12, 6, pass.tape().constant(p)).value();
        assertEquals(p.get(4, 1), next.get(4, 0));
        assertEquals(0, next.get(4, 2));
        assertEquals(p.get(4, 4), next.get(10, 1));
        assertEquals(0, next.get(10, 4));
        var left = new NeighborColumns(2, 3, -1);
        DMatrixRMaj previous =
                pass.tape().record(left, 12, 6, pass.tape().constant(p)).value();
        assertEquals(p.get(4, 0), previous.get(4, 1));
        assertEquals(0, previous.get(4, 3));
        assertEquals(p.get(4, 1), previous.get(10, 4));
        assertEquals(0, previous.get(10, 1));
    }

    @Test
    void otherGridsAreRefused() {
        var pass = new NetworkPass(EDGES.parameters());
        pass.begin(weights(EDGES.parameters()));
        PuzzleBatch turned =
                new PuzzleBatch(3, 2, new DMatrixRMaj(6, 4), new DMatrixRMaj(12, 5), new DMatrixRMaj(12, 5));
        assertThrows(IllegalArgumentException.class, () -> EDGES.scores(pass, turned));
        assertThrows(
                IllegalArgumentException.class,
                () -> new PuzzleBatch(2, 3, new DMatrixRMaj(7, 4), new DMatrixRMaj(14, 5), new DMatrixRMaj(14, 5)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new PuzzleBatch(2, 3, new DMatrixRMaj(6, 4), new DMatrixRMaj(11, 5), new DMatrixRMaj(12, 5)));
        assertThrows(IllegalArgumentException.class, () -> new SetBatch(4, new DMatrixRMaj(6, 1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new EdgeScores.Settings(2, 2, 0, 1, 1, 1, 1, Activation.RELU, false));
        assertThrows(
                IllegalArgumentException.class,
                () -> new EdgeScores.Settings(2, 2, 1, 1, 1, 1, -1, Activation.RELU, false));
    }

    private static DMatrixRMaj random(int rows, int columns, long seed) {
        var rng = new SplittableRandom(seed);
        var matrix = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = rng.nextGaussian();
        }
        return matrix;
    }
}
