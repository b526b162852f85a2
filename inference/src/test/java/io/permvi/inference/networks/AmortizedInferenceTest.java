package io.permvi.inference.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.PreimagePermutation;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.fit.AscentState;
import io.permvi.inference.fit.ExactElbo;
import io.permvi.inference.fit.StochasticAscent;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.models.MatchingLatent;
import io.permvi.models.PointMatching;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.testkit.GradientCheck;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class AmortizedInferenceTest {
    private static final int N = 4;
    private static final MatchingLatent X = new MatchingLatent("x", N);

    private record Points(DMatrixRMaj observed, DMatrixRMaj centers) {
        private PointMatching model() {
            return PointMatching.of(X, observed, centers, 0.5);
        }
    }

    private static Points draw(RandomGenerator rng) {
        DMatrixRMaj centers = new DMatrixRMaj(N, 2);
        DMatrixRMaj observed = new DMatrixRMaj(N, 2);
        for (int k = 0; k < 2 * N; k++) {
            centers.data[k] = rng.nextGaussian();
            observed.data[k] = centers.data[k] + 0.5 * rng.nextGaussian();
        }
        return new Points(observed, centers);
    }

    private static PairEncoder<Points> encoder() {
        return new PairEncoder<>(N, 8, points -> points.model().scores());
    }

    @Test
    void oneTrainingServesNewDataNearlyAsWellAsTheExactPosterior() {
        var factor = new SequentialMatching(X);
        var encoder = encoder();
        var amortized = new AmortizedInference<>(encoder, MeanField.of(factor), Points::model);
        NetworkObjective objective = amortized.objective(AmortizedInferenceTest::draw, 8, 8);
        var training = StochasticAscent.of(new Adam(Schedule.cosine(0.02, 1e-4, 300)), 300);
        AscentState trained = training.run(
                        objective.over(encoder.parameters()),
                        training.start(encoder.parameters().initialize(3), 3))
                .state();
        double gap = 0;
        double gapAtFirst = 0;
        int problems = 50;
        for (int k = 0; k < problems; k++) {
            Points points = draw(DrawRandom.of(99, k, 0));
            var exact = new ExactElbo(points.model(), factor);
            double evidence = exact.posterior().logEvidence();
            gap += evidence
                    - exact.value(
                            amortized.posterior(trained.parameters(), points, 1).parameters());
            gapAtFirst += evidence - exact.value(new double[N * N]);
        }
        // the gap is the divergence from the exact posterior
        assertTrue(gap / problems < 0.1, "gap " + gap / problems);
        assertTrue(gap < 0.05 * gapAtFirst, gap + " of " + gapAtFirst);
    }

    @Test
    void theGradientByTheWeightsPassesTheCheck() {
        var encoder = encoder();
        var q = MeanField.of(
                new PreimagePermutation(X, new SinkhornOperator(20, 0)).withTemperature(Schedule.constant(0.8)));
        var amortized = new AmortizedInference<>(encoder, q, Points::model);
        NetworkObjective objective = amortized.objective(AmortizedInferenceTest::draw, 2, 3);
        double[] weights = encoder.parameters().initialize(new SplittableRandom(1));
        for (int k = 0; k < weights.length; k++) {
            weights[k] += 0.02 * Math.sin(k);
        }
        var pass = new NetworkPass(encoder.parameters());
        var part = objective.newPass();
        pass.beginTraining(weights, DrawRandom.of(5, 0, 0));
        double[] gradient = new double[weights.length];
        pass.backward(part.record(pass, 0), gradient);
        double error = GradientCheck.relativeError(
                w -> {
                    pass.beginTraining(w, DrawRandom.of(5, 0, 0));
                    return part.record(pass, 0).scalar();
                },
                weights,
                gradient,
                new SplittableRandom(2));
        assertTrue(error < 1e-6, "error " + error);
    }

    @Test
    void permutingObservationsPermutesTheEncodedScores() {
        var encoder = encoder();
        double[] weights = encoder.parameters().initialize(new SplittableRandom(1));
        for (int k = 0; k < weights.length; k++) {
            weights[k] += 0.1 * Math.sin(k);
        }
        var pass = new NetworkPass(encoder.parameters());
        Points points = draw(new SplittableRandom(7));
        DMatrixRMaj turned = new DMatrixRMaj(N, 2);
        for (int k = 0; k < 2 * N; k++) {
            turned.data[k] = points.observed().data[(k + 2) % (2 * N)];
        }
        pass.begin(weights);
        double[] scores = encoder.encode(pass, points).value().data.clone();
        pass.begin(weights);
        double[] moved = encoder.encode(pass, new Points(turned, points.centers()))
                .value()
                .data
                .clone();
        for (int k = 0; k < N * N; k++) {
            assertEquals(scores[(k + N) % (N * N)], moved[k], 1e-9);
        }
    }

    @Test
    void badSettingsAreRefused() {
        var encoder = encoder();
        var amortized = new AmortizedInference<>(encoder, MeanField.of(new SequentialMatching(X)), Points::model);
        assertThrows(IllegalArgumentException.class, () -> amortized.objective(AmortizedInferenceTest::draw, 0, 4));
        assertThrows(IllegalArgumentException.class, () -> amortized.objective(AmortizedInferenceTest::draw, 1, 1));
        var tooSmall = new PairEncoder<Points>(3, 4, points -> points.model().scores());
        double[] weights = tooSmall.parameters().initialize(new SplittableRandom(1));
        var pass = new NetworkPass(tooSmall.parameters());
        pass.begin(weights);
        Points points = draw(new SplittableRandom(7));
        assertThrows(IllegalArgumentException.class, () -> tooSmall.encode(pass, points));
        var wrongSize = new AmortizedInference<Points>(
                new AmortizedInference.Encoder<>() {
                    @Override
                    public ParameterSet parameters() {
                        return ParameterSet.of(java.util.List.of());
                    }

                    @Override
                    public io.permvi.relaxations.autodiff.Var encode(NetworkPass network, Points data) {
                        return network.tape().constant(new DMatrixRMaj(1, 3));
                    }
                },
                MeanField.of(new SequentialMatching(X)),
                Points::model);
        assertThrows(IllegalArgumentException.class, () -> wrongSize.posterior(new double[0], points, 1));
    }
}
