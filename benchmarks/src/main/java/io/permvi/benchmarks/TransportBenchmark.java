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

/** Transport solved from cold to a marginal error of 1e-9, and its implicit gradient. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TransportBenchmark {
    /** The order. */
    @Param({"6", "10", "50", "100", "280", "500", "1000"})
    public int n;

    /** The temperature. */
    @Param({"1", "0.1", "0.01", "0.001"})
    public double temperature;

    private TransportPass pass;
    private DMatrixRMaj score;
    private DMatrixRMaj weights;
    private DMatrixRMaj plan;
    private DMatrixRMaj gradient;
    private double[] ofRows;
    private double[] ofColumns;

    /** Makes the inputs and the pass. */
    @Setup
    public void prepare() {
        pass = EntropicTransport.withDefaults().newPass(TransportProblem.doublyStochastic(n));
        score = Problems.matrix(n, Problems.gumbel(n * n, 1));
        weights = Problems.matrix(n, Problems.uniform(n * n, 2));
        plan = score.createLike();
        gradient = score.createLike();
        ofRows = new double[n];
        ofColumns = new double[n];
        pass.forward(score, temperature, plan);
    }

    /** The solve. */
    @Benchmark
    public DMatrixRMaj solve() {
        pass.forward(score, temperature, plan);
        return plan;
    }

    /** The implicit gradient at the solution. */
    @Benchmark
    public DMatrixRMaj gradient() {
        pass.backward(weights, gradient, ofRows, ofColumns);
        return gradient;
    }
}
