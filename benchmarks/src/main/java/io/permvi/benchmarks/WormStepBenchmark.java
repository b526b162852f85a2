package io.permvi.benchmarks;

import io.permvi.applications.worms.WormFolder;
import io.permvi.inference.factor.DiagonalGaussian;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.PreimagePermutation;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.inference.fit.Elbo;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Optimizer;
import io.permvi.models.GaussianPrior;
import io.permvi.models.MatchingLatent;
import io.permvi.models.worms.ActivityStatistics;
import io.permvi.models.worms.Connectome;
import io.permvi.models.worms.WiringDiagram;
import io.permvi.models.worms.WormDynamics;
import io.permvi.models.worms.WormRecording;
import io.permvi.models.worms.WormSimulation;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.nio.file.Path;
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
 * 1000 time steps, position windows, known cells, one thread. The published code needs 94 ms with one worm and 334 ms
 * with four on one core of the machine that the library was measured on; beside them read the median (p0.50). With the
 * connectome of Varshney et al. (2011):
 *
 * <pre>  java -jar benchmarks/target/benchmarks.jar WormStepBenchmark -p connectome=DIR</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class WormStepBenchmark {
    private static final int TIME_STEPS = 1000;
    private static final double ROUNDING = 1e-9;

    /** How many worms share the weights. */
    @Param({"1", "4"})
    public int worms;

    /** Half the width of the position windows; 2 for none. */
    @Param({"0.05"})
    public double radius;

    /** How many cells of each worm are known. */
    @Param({"25"})
    public int known;

    /** Iterations of the Sinkhorn operator. */
    @Param({"10"})
    public int iterations;

    /** A folder with {@code neurons.csv} and {@code edges.csv}; {@code generated} for a made-up connectome. */
    @Param({"generated"})
    public String connectome;

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
        WiringDiagram wiring = connectome.equals("generated")
                ? WiringDiagram.wormLike(rng)
                : WormFolder.readWiring(Path.of(connectome));
        Connectome neurons = wiring.symmetrized();
        WormSimulation simulation = new WormSimulation(neurons, rng);
        List<WormRecording> recordings = new ArrayList<>();
        for (int k = 0; k < worms; k++) {
            WormSimulation.Worm worm = simulation.draw(TIME_STEPS, 1, rng);
            recordings.add(new WormRecording(
                    "worm" + k,
                    ActivityStatistics.of(worm.activity()),
                    window(neurons.positions(), worm.identities())));
        }
        WormDynamics model = new WormDynamics(neurons, recordings, 1, new GaussianPrior(0.1));
        List<VariationalFactor> factors = new ArrayList<>();
        for (MatchingLatent identity : model.identities()) {
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

    /** Known cells have one candidate; the others the unknown neurons near them. */
    private SparsityPattern window(double[] positions, Permutation identities) {
        Permutation cells = identities.inverse();
        return SparsityPattern.where(positions.length, positions.length, (i, j) -> {
            boolean isKnown = i < known || cells.place(j) < known;
            double distance = Math.abs(positions[identities.place(i)] - positions[j]);
            return isKnown ? identities.place(i) == j : distance < radius - ROUNDING;
        });
    }

    /** A whole step. */
    @Benchmark
    public double step() {
        q.drawNoise(noise[0], rng);
        double value = elbo.valueAndGradient(parameters, noise, 0, gradient, workers);
        stepper.ascend(parameters, gradient);
        return value;
    }
}
