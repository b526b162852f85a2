package io.permvi.benchmarks;

import io.permvi.relaxations.sinkhorn.EntropicTransport;
import io.permvi.relaxations.sinkhorn.TransportPass;
import io.permvi.relaxations.sinkhorn.TransportProblem;
import java.util.concurrent.TimeUnit;
import org.ejml.data.DMatrixRMaj;
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

/** The implicit gradient of transport with each solver of its linear system, square and not. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class TransportGradientBenchmark {
    /** Rows and columns; uniform marginals. */
    @Param({
        "6x6",
        "20x20",
        "50x50",
        "64x64",
        "100x100",
        "200x200",
        "300x300",
        "6x2000",
        "10x1000",
        "30x300",
        "64x1000",
        "100x1000",
        "2000x6",
        "1000x10",
        "300x30",
        "1000x64",
        "1000x100"
    })
    public String shape;

    /** The temperature. */
    @Param({"1", "0.1", "0.01", "0.001"})
    public double temperature;

    /** How the linear system is solved. */
    @Param({"DIRECT", "CONJUGATE_GRADIENTS"})
    public EntropicTransport.Solver solver;

    private TransportPass pass;
    private DMatrixRMaj weights;
    private DMatrixRMaj gradient;
    private double[] ofRows;
    private double[] ofColumns;

    /** Solves. */
    @Setup
    public void prepare() {
        String[] sizes = shape.split("x");
        int m = Integer.parseInt(sizes[0]);
        int n = Integer.parseInt(sizes[1]);
        weights = new DMatrixRMaj(m, n, true, Problems.uniform(m * n, 2));
        gradient = weights.createLike();
        ofRows = new double[m];
        ofColumns = new double[n];
        pass = EntropicTransport.withDefaults().withSolver(solver).newPass(TransportProblem.uniform(m, n));
        pass.forward(new DMatrixRMaj(m, n, true, Problems.gumbel(m * n, 1)), temperature, gradient);
    }

    /** The gradient. */
    @Benchmark
    public DMatrixRMaj gradient() {
        pass.backward(weights, gradient, ofRows, ofColumns);
        return gradient;
    }
}
