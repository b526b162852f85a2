package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.permvi.inference.fit.Elbo;
import io.permvi.inference.fit.ExactElbo;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.models.DifferentiableModel;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.PointMatching;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.testkit.GradientCheck;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.distribution.GumbelDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SequentialControlTest {
    private static final MatchingLatent SQUARE = new MatchingLatent("square", 4);

    private static List<ControlledSequential> factors() {
        SparsityPattern band = SparsityPattern.where(4, 4, (i, j) -> Math.abs(i - j) <= 1 || i == 0);
        SparsityPattern wide = SparsityPattern.where(3, 5, (i, j) -> (i + j) % 3 != 0);
        return List.of(
                new SequentialMatching(SQUARE).withControl(1),
                new SequentialMatching(SQUARE)
                        .withRowOrder(Permutation.of(2, 0, 3, 1))
                        .withControl(0.6),
                new SequentialMatching(new MatchingLatent("band", band)).withControl(1),
                new SequentialMatching(new MatchingLatent("wide", wide)).withControl(1),
                new SequentialMatching(new MatchingLatent("partial", MatchingSpace.partial(wide))).withControl(1));
    }

    /** A log joint that is not linear: its value at a relaxed point says little about the vertices around it. */
    private static TapeModel curved(Latent latent, RandomGenerator rng) {
        DMatrixRMaj linear = gaussian(latent.rows(), latent.columns(), rng);
        DMatrixRMaj mixing = gaussian(latent.columns(), 3, rng);
        return TapeModel.of(List.of(latent), (tape, z) -> z.get(latent)
                .dot(tape.constant(linear))
                .plus(z.get(latent)
                        .mult(tape.constant(mixing))
                        .tanh()
                        .rowSums()
                        .sumOfSquares()
                        .times(0.5)));
    }

    private static DMatrixRMaj gaussian(int rows, int columns, RandomGenerator rng) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        Arrays.setAll(matrix.data, k -> rng.nextGaussian());
        return matrix;
    }

    private static double[] randomParameters(int count, double spread, RandomGenerator rng) {
        double[] parameters = new double[count];
        Arrays.setAll(parameters, k -> spread * rng.nextGaussian());
        return parameters;
    }

    /** One draw and its relaxed point. */
    private static final class Drawn {
        final ControlledFactor.Pass pass;
        final SequentialControl control;
        final double[] parameters;
        final DMatrixRMaj z;
        final DMatrixRMaj x;
        final double entropy;

        Drawn(ControlledSequential factor, double temperature, RandomGenerator rng) {
            parameters = randomParameters(factor.parameterCount(), 1, rng);
            pass = factor.newPass();
            control = (SequentialControl) pass.control();
            pass.setTemperature(temperature);
            double[] noise = new double[factor.noiseCount()];
            factor.drawNoise(noise, 0, rng);
            z = new DMatrixRMaj(factor.latent().rows(), factor.latent().columns());
            x = z.copy();
            pass.forward(parameters, 0, noise, 0, z);
            entropy = control.point(x);
        }
    }

    @Test
    void relaxedPointPassesTheGradientCheck() {
        RandomGenerator rng = new SplittableRandom(1);
        for (ControlledSequential factor : factors()) {
            Drawn drawn = new Drawn(factor, 0.7, rng);
            DifferentiableModel.Pass model = curved(factor.latent(), rng).newPass();
            LatentValues x = new LatentValues(List.of(factor.latent()));
            LatentValues adjoint = new LatentValues(List.of(factor.latent()));
            x.get(factor.latent()).setTo(drawn.x);
            model.forward(x);
            model.backward(adjoint);
            drawn.control.backward(adjoint.get(factor.latent()), 0, new double[drawn.parameters.length], 0);
            double[] w = drawn.control.perturbedScores();
            double[] gradient = drawn.control.perturbedScoresAdjoint().clone();
            double error = GradientCheck.relativeError(
                    moved -> {
                        System.arraycopy(moved, 0, w, 0, w.length);
                        double entropy = drawn.control.point(x.get(factor.latent()));
                        return entropy + model.forward(x);
                    },
                    w.clone(),
                    gradient,
                    rng);
            assertTrue(error < 1e-6, factor.latent().name() + " " + error);
        }
    }

    /**
     * Over many draws, scores minus parameters are standard Gumbel: Kolmogorov-Smirnov at level 1e-5 for each of five
     * factors, a false alarm in one run of 20,000.
     */
    @Test
    void perturbationsAreGumbel() {
        RandomGenerator rng = new SplittableRandom(2);
        for (ControlledSequential factor : factors()) {
            int size = factor.parameterCount();
            double[] sample = new double[2000 * size];
            for (int r = 0; r < 2000; r++) {
                Drawn drawn = new Drawn(factor, 1, rng);
                for (int e = 0; e < size; e++) {
                    sample[r * size + e] = drawn.control.perturbedScores()[e] - drawn.parameters[e];
                }
            }
            double level = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(new GumbelDistribution(0, 1), sample);
            assertTrue(level > 1e-5, factor.latent().name() + " " + level);
        }
    }

    @Test
    void coldPointIsTheDraw() {
        RandomGenerator rng = new SplittableRandom(3);
        for (ControlledSequential factor : factors()) {
            int close = 0;
            for (int r = 0; r < 200; r++) {
                Drawn drawn = new Drawn(factor, 0.003, rng);
                double distance = 0;
                for (int k = 0; k < drawn.z.data.length; k++) {
                    distance = Math.max(distance, Math.abs(drawn.z.data[k] - drawn.x.data[k]));
                }
                close += distance < 0.01 ? 1 : 0;
            }
            // near ties stay soft; a mask that must leave a matching is known to the draw only
            assertTrue(
                    close > (factor.latent().name().equals("band") ? 60 : 160),
                    factor.latent().name() + " " + close);
        }
    }

    private record Moments(double[] mean, double[] error, double variance) {}

    /** Mean, standard errors and the sum of variances of many gradients. */
    private static Moments moments(
            Model model, MeanField q, double[] parameters, int draws, int repetitions, long seed) {
        RandomGenerator rng = new SplittableRandom(seed);
        Elbo elbo = new Elbo(model, q, draws);
        double[][] noise = new double[draws][q.noiseCount()];
        double[] gradient = new double[parameters.length];
        double[] sum = new double[parameters.length];
        double[] squares = new double[parameters.length];
        try (Workers workers = new Workers(1)) {
            for (int r = 0; r < repetitions; r++) {
                for (double[] row : noise) {
                    q.drawNoise(row, rng);
                }
                elbo.valueAndGradient(parameters, noise, 0, gradient, workers);
                for (int k = 0; k < gradient.length; k++) {
                    sum[k] += gradient[k];
                    squares[k] += gradient[k] * gradient[k];
                }
            }
        }
        double[] error = new double[sum.length];
        double total = 0;
        for (int k = 0; k < sum.length; k++) {
            sum[k] /= repetitions;
            double variance = squares[k] / repetitions - sum[k] * sum[k];
            total += variance;
            error[k] = Math.sqrt(variance / repetitions);
        }
        return new Moments(sum, error, total);
    }

    /**
     * At the uniform start the control removes about a quarter of the leave-one-out variance; the ratio of two estimates
     * from 1500 gradients each has a standard error below .05, so above 0.95 is a false alarm in fewer than 10,000 runs.
     */
    @Test
    void varianceAtTheStartIsLowerThanThatOfLeaveOneOut() {
        RandomGenerator rng = new SplittableRandom(5);
        PointMatching model = problem(6, 0.5, rng);
        SequentialMatching factor = new SequentialMatching(model.latent());
        double[] start = new double[factor.parameterCount()];
        double without = moments(model, MeanField.of(factor), start, 8, 1500, 6).variance;
        double with = moments(model, MeanField.of(at(0.5, factor.withControl(0.5))), start, 8, 1500, 6).variance;
        assertTrue(with < 0.95 * without, with + " against " + without);
    }

    /** Prints the ratios of variances that the page on sequential matching quotes. */
    @Test
    @Tag("study")
    void varianceRelativeToLeaveOneOut() {
        RandomGenerator rng = new SplittableRandom(9);
        for (int n : new int[] {6, 10}) {
            PointMatching points = problem(n, 0.5, rng);
            for (Model model : List.of(points, curved(points.latent(), rng))) {
                for (int steps : new int[] {0, 100, 600}) {
                    SequentialMatching factor = new SequentialMatching(points.latent());
                    double[] theta = fitted(model, factor, steps, rng);
                    String name = n + (model == points ? " linear, " : " curved, ") + steps + " steps";
                    for (int draws : new int[] {1, 2, 4, 16}) {
                        System.out.println(name + ", draws " + draws + ": " + ratios(model, factor, theta, draws));
                    }
                }
            }
        }
    }

    private static double[] fitted(Model model, SequentialMatching factor, int steps, RandomGenerator rng) {
        double[] start = new double[factor.parameterCount()];
        if (steps == 0) {
            return start;
        }
        return VariationalInference.withDefaults()
                .withSteps(steps)
                .withDraws(16)
                .withOptimizer(new Adam(Schedule.cosine(0.1, 0.002, steps)))
                .fit(model, MeanField.of(factor), start, rng)
                .posterior()
                .parameters();
    }

    private static String ratios(Model model, SequentialMatching factor, double[] theta, int draws) {
        double base = moments(model, MeanField.of(factor), theta, draws, 1500, 1).variance;
        StringBuilder line = new StringBuilder(String.format("%.3g, relative", base));
        for (double scale : new double[] {0.5, 1}) {
            for (double temperature : new double[] {0.1, 0.5, 1}) {
                MeanField q = MeanField.of(at(temperature, factor.withControl(scale)));
                double variance = moments(model, q, theta, draws, 1500, 1).variance;
                line.append(String.format(" (eta %.1f at %.1f) %.3g", scale, temperature, variance / base));
            }
        }
        return line.toString();
    }

    private static PointMatching problem(int n, double sigma, RandomGenerator rng) {
        DMatrixRMaj centers = gaussian(n, 2, rng);
        DMatrixRMaj observations = new DMatrixRMaj(n, 2);
        for (int e = 0; e < 2 * n; e++) {
            observations.data[(e + 2) % (2 * n)] = centers.data[e] + sigma * rng.nextGaussian();
        }
        return PointMatching.of(new MatchingLatent("x", n), observations, centers, sigma);
    }

    /**
     * The average of 20,000 gradients of 2 draws is within five standard errors of the exact one in each of 16 entries,
     * for four settings: a false alarm in about 25,000 runs.
     */
    @Test
    void gradientIsUnbiased() {
        RandomGenerator rng = new SplittableRandom(4);
        Model model = curved(SQUARE, rng);
        for (ControlledSequential factor : factors().subList(0, 2)) {
            for (double temperature : new double[] {0.4, 1.5}) {
                double[] parameters = randomParameters(factor.parameterCount(), 0.7, rng);
                double[] exact = new double[parameters.length];
                new ExactElbo(model, factor).valueAndGradient(parameters, exact);
                Moments m =
                        moments(model, MeanField.of(at(temperature, factor)), parameters, 2, 20_000, rng.nextLong());
                for (int k = 0; k < exact.length; k++) {
                    assertEquals(exact[k], m.mean[k], 5 * m.error[k] + 1e-12, "entry " + k + " at " + temperature);
                }
            }
        }
    }

    /** What mixes a matching, another matching and a real matrix. */
    private static final MatchingLatent OTHER =
            new MatchingLatent("other", SparsityPattern.where(4, 4, (i, j) -> Math.abs(i - j) <= 1));

    private static final RealLatent REAL = new RealLatent("real", 4, 2);

    private static Model mixed(RandomGenerator rng) {
        DMatrixRMaj observed = gaussian(4, 2, rng);
        return TapeModel.of(List.of(REAL, SQUARE, OTHER), (tape, z) -> tape.constant(observed)
                .minus(z.get(SQUARE).mult(z.get(OTHER)).mult(z.get(REAL)))
                .sumOfSquares()
                .times(-0.5));
    }

    private static MeanField mixedFactors(double squareScale, double otherScale) {
        return MeanField.of(
                new DiagonalGaussian(REAL),
                controlled(new SequentialMatching(SQUARE), squareScale),
                controlled(new SequentialMatching(OTHER), otherScale));
    }

    private static DiscreteFactor controlled(SequentialMatching matching, double scale) {
        return scale == 0 ? matching : at(0.6, matching.withControl(scale));
    }

    private static ControlledSequential at(double temperature, ControlledSequential factor) {
        return factor.withTemperature(Schedule.constant(temperature));
    }

    /**
     * Among several latents and within a mask, gradients with scales 0.1 and 1 of the same noise differ by zero on
     * average: 20,000 pairs, five standard errors, 26 entries, a false alarm in 60,000 runs.
     */
    @Test
    void changeIsZeroOnAverageAmongSeveralLatents() {
        RandomGenerator rng = new SplittableRandom(7);
        Model model = mixed(rng);
        MeanField little = mixedFactors(0.1, 0.1);
        MeanField much = mixedFactors(1, 1);
        double[] parameters = randomParameters(much.parameterCount(), 0.5, rng);
        double[][] noise = new double[2][much.noiseCount()];
        double[] one = new double[parameters.length];
        double[] other = new double[parameters.length];
        double[] sum = new double[parameters.length];
        double[] squares = new double[parameters.length];
        Elbo first = new Elbo(model, little, 2);
        Elbo second = new Elbo(model, much, 2);
        int pairs = 20_000;
        try (Workers workers = new Workers(1)) {
            for (int r = 0; r < pairs; r++) {
                for (double[] row : noise) {
                    much.drawNoise(row, rng);
                }
                first.valueAndGradient(parameters, noise, 0, one, workers);
                second.valueAndGradient(parameters, noise, 0, other, workers);
                for (int k = 0; k < one.length; k++) {
                    sum[k] += other[k] - one[k];
                    squares[k] += (other[k] - one[k]) * (other[k] - one[k]);
                }
            }
        }
        for (int k = 0; k < sum.length; k++) {
            assertEquals(0, sum[k], 5 * Math.sqrt(squares[k]) + 1e-9, "entry " + k);
        }
    }

    @Test
    void otherFactorsKeepTheirBits() {
        RandomGenerator rng = new SplittableRandom(8);
        Model model = mixed(rng);
        MeanField plain = mixedFactors(0, 0);
        MeanField controlled = mixedFactors(0, 1);
        double[] parameters = randomParameters(plain.parameterCount(), 0.5, rng);
        double[][] noise = new double[3][controlled.noiseCount()];
        for (double[] row : noise) {
            controlled.drawNoise(row, rng);
        }
        double[] without = new double[parameters.length];
        double[] with = new double[parameters.length];
        double[] threaded = new double[parameters.length];
        try (Workers one = new Workers(1);
                Workers three = new Workers(3)) {
            double value = new Elbo(model, plain, 3).valueAndGradient(parameters, noise, 0, without, one);
            Elbo elbo = new Elbo(model, controlled, 3);
            assertEquals(value, elbo.valueAndGradient(parameters, noise, 0, with, one), 0);
            assertEquals(value, elbo.value(parameters, noise, 0, one), 0);
            elbo.valueAndGradient(parameters, noise, 0, threaded, three);
        }
        int own = controlled.parameterOffset(OTHER);
        assertArrayEquals(Arrays.copyOf(without, own), Arrays.copyOf(with, own), 0);
        assertFalse(Arrays.equals(without, with));
        assertArrayEquals(with, threaded, 0);
    }

    @Test
    void warmPassDoesNotAllocate() {
        ControlledSequential factor = factors().get(4);
        Drawn drawn = new Drawn(factor, 0.5, new SplittableRandom(10));
        double[] noise = new double[factor.noiseCount()];
        Arrays.fill(noise, 0.4);
        double[] gradient = new double[factor.parameterCount()];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 200; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            drawn.pass.forward(drawn.parameters, 0, noise, 0, drawn.z);
            drawn.control.point(drawn.x);
            drawn.control.backward(drawn.x, 1, gradient, 0);
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, allocated, "bytes allocated by a warm pass");
    }

    @Test
    void extremeScoresStayFinite() {
        ControlledSequential factor = new SequentialMatching(SQUARE).withControl(1);
        ControlledFactor.Pass pass = factor.newPass();
        pass.setTemperature(0.1);
        ControlledFactor.Control control = pass.control();
        RandomGenerator rng = new SplittableRandom(11);
        double[] parameters = randomParameters(factor.parameterCount(), 1000, rng);
        double[] noise = new double[factor.noiseCount()];
        double[] gradient = new double[factor.parameterCount()];
        DMatrixRMaj z = new DMatrixRMaj(4, 4);
        for (double uniform : new double[] {0, 0.5, Math.nextDown(1.0)}) {
            Arrays.fill(noise, uniform);
            pass.forward(parameters, 0, noise, 0, z);
            control.point(z);
            control.backward(z, 1, gradient, 0);
        }
        assertTrue(Arrays.stream(gradient).allMatch(Double::isFinite), Arrays.toString(gradient));
    }

    @Test
    void documentedFailures() {
        SequentialMatching plain = new SequentialMatching(SQUARE);
        ControlledSequential factor = plain.withControl(1);
        assertThrows(IllegalArgumentException.class, () -> plain.withControl(0));
        assertThrows(IllegalArgumentException.class, () -> plain.withControl(Double.NaN));
        assertThrows(
                IllegalArgumentException.class, () -> plain.withComponents(2).withControl(1));
        Model model = curved(SQUARE, new SplittableRandom(12));
        Model withoutGradient = new Model() {
            @Override
            public List<Latent> latents() {
                return model.latents();
            }

            @Override
            public Pass newPass() {
                return model.newPass()::forward;
            }
        };
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new Elbo(withoutGradient, MeanField.of(factor), 2))
                .getMessage();
        assertTrue(message.contains("no gradient"), message);
        assertDoesNotThrow(() -> new Elbo(withoutGradient, MeanField.of(plain), 2));
        DMatrixRMaj z = new DMatrixRMaj(4, 4);
        double[] parameters = new double[factor.parameterCount()];
        double[] noise = new double[factor.noiseCount()];
        ControlledFactor.Pass pass = factor.newPass();
        ControlledFactor.Control control = pass.control();
        assertThrows(IllegalStateException.class, () -> control.point(z));
        pass.forward(parameters, 0, noise, 0, z);
        assertThrows(IllegalStateException.class, () -> control.backward(z, 1, parameters, 0));
        control.point(z);
        pass.hardDraw(parameters, 0, noise, 0, z);
        assertThrows(IllegalStateException.class, () -> control.point(z));
    }
}
