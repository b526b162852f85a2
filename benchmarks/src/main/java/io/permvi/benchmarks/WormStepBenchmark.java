package io.permvi.benchmarks;

import io.permvi.inference.Adam;
import io.permvi.inference.DiagonalGaussian;
import io.permvi.inference.DrawRandom;
import io.permvi.inference.Elbo;
import io.permvi.inference.MeanField;
import io.permvi.inference.Optimizer;
import io.permvi.inference.PreimagePermutation;
import io.permvi.inference.VariationalFactor;
import io.permvi.inference.Workers;
import io.permvi.models.GaussianPrior;
import io.permvi.models.PermutationLatent;
import io.permvi.models.worms.ActivityStatistics;
import io.permvi.models.worms.Connectome;
import io.permvi.models.worms.WiringDiagram;
import io.permvi.models.worms.WormDynamics;
import io.permvi.models.worms.WormRecording;
import io.permvi.models.worms.WormSimulation;
import io.permvi.relaxations.SinkhornOperator;
import io.permvi.relaxations.permutation.AllowedEntries;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One step of the Gumbel-Sinkhorn fit of the worm dynamics: noise, ELBO of one draw, its gradient, Adam; 279 neurons,
 * 1000 time steps, position windows of 0.05, one thread. The published code needs 94 ms with one worm and 334 ms with
 * four on one core of the machine that the library was measured on.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class WormStepBenchmark {
    private static final int TIME_STEPS = 1000;
    private static final double RADIUS = 0.05;

    /** How many worms share the weights. */
    @Param({"1", "4"})
    public int worms;

    /** Iterations of the Sinkhorn operator. */
    @Param({"20"})
    public int iterations;

    private final Workers workers = new Workers(1);
    private MeanField q;
    private Elbo elbo;
    private double[] parameters;
    private double[] gradient;
    private double[][] noise;
    private Optimizer.Stepper stepper;
    private final DrawRandom rng = DrawRandom.of(1, 0, 0);

    /** Simulates the worms. */
    @Setup
    public void simulate() {
        Connectome connectome = WiringDiagram.wormLike(rng).symmetrized();
        WormSimulation simulation = new WormSimulation(connectome, rng);
        double[] positions = connectome.positions();
        List<WormRecording> recordings = new ArrayList<>();
        for (int k = 0; k < worms; k++) {
            WormSimulation.Worm worm = simulation.draw(TIME_STEPS, 1, rng);
            AllowedEntries window = AllowedEntries.where(
                    positions.length,
                    positions.length,
                    (i, j) -> Math.abs(positions[worm.identities().place(i)] - positions[j]) < RADIUS);
            recordings.add(new WormRecording("worm" + k, ActivityStatistics.of(worm.activity()), window));
        }
        WormDynamics model = new WormDynamics(connectome, recordings, 1, new GaussianPrior(0.1));
        List<VariationalFactor> factors = new ArrayList<>();
        for (PermutationLatent identity : model.identities()) {
            factors.add(new PreimagePermutation(identity, new SinkhornOperator(iterations, 0)));
        }
        factors.add(new DiagonalGaussian(model.weights()));
        q = MeanField.of(factors);
        elbo = new Elbo(model, q, 1);
        parameters = q.initialParameters(rng);
        gradient = new double[parameters.length];
        noise = new double[1][q.noiseCount()];
        stepper = new Adam(0.05).newStepper(parameters.length);
    }

    /** A whole step. */
    @Benchmark
    public double step() {
        q.drawNoise(noise[0], rng);
        double value = elbo.valueAndGradient(parameters, noise, 1, gradient, workers);
        stepper.ascend(parameters, gradient);
        return value;
    }
}
