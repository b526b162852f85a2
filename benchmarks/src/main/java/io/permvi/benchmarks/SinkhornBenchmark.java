package io.permvi.benchmarks;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
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

/** Twenty Sinkhorn iterations at temperature 1, forward and backward, of a batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SinkhornBenchmark {
    /** Batch and order. */
    @Param({"1,6", "1,10", "1,50", "1,100", "1,280", "1,500", "1,1000", "1000,6", "64,10", "64,50", "16,100", "8,280"})
    public String cell;

    private Relaxation.BatchPass sinkhorn;
    private double[] psi;
    private double[] weights;
    private double[] x;
    private double[] gradient;

    /** Makes the inputs and the pass. */
    @Setup
    public void prepare() {
        String[] parts = cell.split(",");
        int batch = Integer.parseInt(parts[0]);
        int n = Integer.parseInt(parts[1]);
        sinkhorn = new SinkhornOperator(20, 0).newBatch(MatchingSpace.permutations(n), batch);
        psi = Problems.gumbel(batch * n * n, 1);
        weights = Problems.uniform(batch * n * n, 2);
        x = new double[psi.length];
        gradient = new double[psi.length];
        sinkhorn.forward(psi, 1, x);
    }

    /** The iterations. */
    @Benchmark
    public double[] forward() {
        sinkhorn.forward(psi, 1, x);
        return x;
    }

    /** The iterations and their pullback. */
    @Benchmark
    public double[] forwardAndBackward() {
        sinkhorn.forward(psi, 1, x);
        sinkhorn.backward(weights, gradient);
        return gradient;
    }
}
