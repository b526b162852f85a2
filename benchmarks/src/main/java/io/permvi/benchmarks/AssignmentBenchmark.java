package io.permvi.benchmarks;

import io.permvi.relaxations.assignment.LinearAssignment;
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

/** Linear assignment on Gumbel-perturbed and on uniform scores. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AssignmentBenchmark {
    /** The order. */
    @Param({"6", "10", "50", "100", "280", "500", "1000"})
    public int n;

    /** The kind of scores. */
    @Param({"gumbel", "uniform"})
    public String kind;

    private LinearAssignment assignment;
    private DMatrixRMaj score;
    private int[] columnOfRow;

    /** Makes the inputs. */
    @Setup
    public void prepare() {
        assignment = new LinearAssignment(n, n);
        score = Problems.matrix(n, kind.equals("gumbel") ? Problems.gumbel(n * n, 1) : Problems.uniform(n * n, 1));
        columnOfRow = new int[n];
    }

    /** A cold solve. */
    @Benchmark
    public double solve() {
        return assignment.maximize(score, columnOfRow);
    }
}
