package io.permvi.inference.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.polytope.StickBreaking;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.sinkhorn.EntropicTransport;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.testkit.GradientCheck;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayersTest {
    private static final int SIZE = 3;

    static DMatrixRMaj random(int rows, int columns, long seed) {
        var rng = new SplittableRandom(seed);
        var matrix = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = rng.nextGaussian();
        }
        return matrix;
    }

    static Stream<Layer> layers() {
        return Stream.of(
                new Dense("identity", 8, 5, Activation.IDENTITY, Initializer.he()),
                new Dense("relu", 8, 5, Activation.RELU, Initializer.he()),
                new Dense("tanh", 8, 5, Activation.TANH, Initializer.glorot()),
                new Dense("softplus", 8, 5, Activation.SOFTPLUS, Initializer.uniformFanIn()),
                new SetContext(SIZE, 8),
                Sequence.of(
                        new Dense("in", 4, 4, Activation.TANH, Initializer.glorot()),
                        new SetContext(SIZE, 4),
                        new Dense("out", 8, 3, Activation.IDENTITY, Initializer.constant(0.3))));
    }

    /** The weighted sum of a layer's outputs, in training. */
    private static double value(Layer layer, double[] weights, DMatrixRMaj x, DMatrixRMaj weighting) {
        var pass = new NetworkPass(ParameterSet.of(layer.parameters()));
        pass.beginTraining(weights, DrawRandom.of(1, 2, 3));
        return layer.apply(pass, pass.tape().constant(x))
                .dot(pass.tape().constant(weighting))
                .scalar();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void gradientsByInputsAndWeightsPassTheCheck(Layer layer) {
        DMatrixRMaj x = random(2 * SIZE, layer.inputs(), 1);
        DMatrixRMaj weighting = random(2 * SIZE, layer.outputs(), 2);
        ParameterSet set = ParameterSet.of(layer.parameters());
        double[] weights = set.initialize(new SplittableRandom(3));
        for (int k = 0; k < weights.length; k++) {
            weights[k] += 0.1 * Math.sin(k);
        }
        var pass = new NetworkPass(set);
        pass.beginTraining(weights, DrawRandom.of(1, 2, 3));
        Var input = pass.tape().variable(x);
        Var output = layer.apply(pass, input);
        double[] gradient = new double[weights.length];
        pass.backward(output.dot(pass.tape().constant(weighting)), gradient);
        double byInput = GradientCheck.relativeError(
                m -> value(layer, weights, m, weighting), x, input.adjoint(), new SplittableRandom(4));
        assertTrue(byInput < 1e-6, layer + " by input: " + byInput);
        if (weights.length > 0) {
            double byWeights = GradientCheck.relativeError(
                    w -> value(layer, w, x, weighting), weights, gradient, new SplittableRandom(5));
            assertTrue(byWeights < 1e-6, layer + " by weights: " + byWeights);
        }
    }

    @Test
    void theSinkhornLayerIsTheOperatorOfEachSetAndItsGradientPasses() {
        requireLayer(new SinkhornLayer(new SinkhornOperator(7, 0), 0.6), 2);
        requireLayer(new SinkhornLayer(new SinkhornOperator(7, 0), 0.6), 19);
        requireLayer(new SinkhornLayer(EntropicTransport.converged(1e-12), 0.05), 3);
    }

    private static void requireLayer(SinkhornLayer layer, int sets) {
        DMatrixRMaj scores = random(4 * sets, 4, 11);
        DMatrixRMaj weighting = random(4 * sets, 4, 12);
        var pass = new NetworkPass(ParameterSet.of(List.of()));
        pass.beginTraining(new double[0], DrawRandom.of(1, 0, 0));
        Var g = pass.tape().variable(scores);
        Var relaxed = layer.apply(g);
        pass.tape().backward(relaxed.dot(pass.tape().constant(weighting)));
        double error = GradientCheck.relativeError(
                m -> {
                    pass.begin(new double[0]);
                    return layer.apply(pass.tape().constant(m))
                            .dot(pass.tape().constant(weighting))
                            .scalar();
                },
                scores,
                new DMatrixRMaj(g.adjoint()),
                new SplittableRandom(13));
        assertTrue(error < 1e-6, "error " + error);
        pass.begin(new double[0]);
        DMatrixRMaj columns = layer.apply(pass.tape().constant(scores)).value();
        for (int t = 0; t < sets; t++) {
            for (int q = 0; q < 4; q++) {
                double sum = 0;
                for (int i = 0; i < 4; i++) {
                    sum += columns.get(4 * t + i, q);
                }
                assertEquals(1, sum, 1e-10);
            }
        }
    }

    @Test
    void noisyCopiesHaveTheMeanOfGumbelNoiseAndPullBackToTheirScores() {
        var noise = new GumbelNoise(5000, 2);
        var pass = new NetworkPass(ParameterSet.of(List.of()));
        pass.beginTraining(new double[0], DrawRandom.of(3, 0, 0));
        DMatrixRMaj scores = random(4, 2, 14);
        Var g = pass.tape().variable(scores);
        Var copies = noise.apply(pass, g);
        assertEquals(20_000, copies.rows());
        // 40,000 draws of variance (2 pi)^2 / 6: standard error .0128; five of them leave a false alarm of 6e-7
        double mean = copies.sum().scalar() / 40_000;
        double center = java.util.Arrays.stream(scores.data).average().orElseThrow();
        assertEquals(center + 2 * 0.5772156649, mean, 0.064);
        pass.tape().backward(copies.sum());
        assertArrayEquals(new double[] {5000, 5000, 5000, 5000, 5000, 5000, 5000, 5000}, g.adjoint().data);
        pass.begin(new double[0]);
        assertEquals(1, noise.copies(pass));
    }

    @Test
    void badSettingsAreRefused() {
        List<Runnable> bad = List.of(
                () -> new SetContext(0, 3),
                () -> new GumbelNoise(0, 1),
                () -> new GumbelNoise(1, -1),
                () -> new SinkhornLayer(new SinkhornOperator(5, 0), 0),
                () -> new Parameter("a b", 1, 1, Initializer.zeros()),
                () -> new Parameter("a", 0, 1, Initializer.zeros()),
                () -> Sequence.of(),
                () -> Sequence.of(new SetContext(1, 3), new SetContext(1, 4)),
                () -> ParameterSet.of(List.of(
                        new Parameter("a", 1, 1, Initializer.zeros()), new Parameter("a", 2, 1, Initializer.zeros()))));
        for (Runnable make : bad) {
            assertThrows(IllegalArgumentException.class, make::run);
        }
        var dense = new Dense("d", 2, 2, Activation.RELU, Initializer.he());
        var pass = new NetworkPass(ParameterSet.of(dense.parameters()));
        assertThrows(
                IllegalStateException.class,
                () -> pass.parameter(dense.parameters().get(0)));
        pass.begin(new double[6]);
        Var x = pass.tape().constant(new DMatrixRMaj(1, 3));
        assertThrows(IllegalArgumentException.class, () -> dense.apply(pass, x));
        Var square = pass.tape().constant(new DMatrixRMaj(3, 3));
        assertThrows(IllegalArgumentException.class, () -> new SinkhornLayer(new StickBreaking(), 1).apply(square));
        assertThrows(IllegalStateException.class, () -> pass.backward(x.sum(), new double[6]));
        assertThrows(IllegalArgumentException.class, () -> pass.begin(new double[5]));
        assertThrows(
                IllegalArgumentException.class,
                () -> pass.parameter(new Parameter("other", 1, 1, Initializer.zeros())));
    }
}
