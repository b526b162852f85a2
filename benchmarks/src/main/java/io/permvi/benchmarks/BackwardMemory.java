package io.permvi.benchmarks;

import com.sun.management.ThreadMXBean;
import io.permvi.relaxations.sinkhorn.EntropicTransport;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.relaxations.sinkhorn.Transport;
import io.permvi.relaxations.sinkhorn.TransportPass;
import io.permvi.relaxations.sinkhorn.TransportProblem;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;
import org.ejml.data.DMatrixRMaj;

/**
 * Memory of a plan and its gradient beside the inputs and outputs, measured in a JVM of its own: what a pass allocates on
 * the heap, what stays there after a collection, what it holds outside, and by how much the resident memory of the
 * process peaked, once a smaller problem has loaded the classes and the native library. {@code compare/memory.py} runs it
 * beside PyTorch.
 */
public final class BackwardMemory {
    /** The smallest kernels that lie outside the heap have somewhat fewer rows. */
    private static final int WARM_UP_ORDER = 210;

    private BackwardMemory() {}

    /**
     * Runs one forward and backward.
     *
     * @param arguments "implicit" or "unrolled", the order, the temperature, and the iterations of the unrolled gradient
     * @throws IOException when the resident memory cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        boolean implicit = arguments[0].equals("implicit");
        int n = Integer.parseInt(arguments[1]);
        double temperature = Double.parseDouble(arguments[2]);
        Transport transport =
                implicit ? EntropicTransport.withDefaults() : new SinkhornOperator(Integer.parseInt(arguments[3]), 0);
        DMatrixRMaj score = Problems.matrix(n, Problems.gumbel(n * n, 1));
        DMatrixRMaj weights = Problems.matrix(n, Problems.uniform(n * n, 2));
        DMatrixRMaj plan = score.createLike();
        DMatrixRMaj gradient = score.createLike();
        step(transport, Problems.matrix(WARM_UP_ORDER, score.data), temperature);
        TransportProblem problem = TransportProblem.doublyStochastic(n);
        double[] ofRows = new double[n];
        double[] ofColumns = new double[n];
        usedHeap();
        long outside = Pointer.totalBytes();
        long resident = resident("VmRSS");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        TransportPass[] pass = {transport.newPass(problem)};
        pass[0].forward(score, temperature, plan);
        pass[0].backward(weights, gradient, ofRows, ofColumns);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        long peak = resident("VmHWM") - resident;
        outside = Pointer.totalBytes() - outside;
        double error = pass[0].marginalError();
        long withPass = usedHeap();
        pass[0] = null;
        long kept = withPass - usedHeap();
        for (Object input : new Object[] {score, weights, plan, gradient, problem, ofRows, ofColumns}) {
            // else the collector may take what is not used again before the second count
            Reference.reachabilityFence(input);
        }
        System.out.printf(
                Locale.ROOT,
                "{\"allocated\": %.2f, \"kept\": %.2f, \"outside\": %.2f, \"resident\": %.2f, \"error\": %.1e}%n",
                allocated / 1048576.0,
                kept / 1048576.0,
                outside / 1048576.0,
                peak / 1048576.0,
                error);
    }

    /** Loads the classes and the native library. */
    private static void step(Transport transport, DMatrixRMaj score, double temperature) {
        int n = score.numRows;
        TransportPass pass = transport.newPass(TransportProblem.doublyStochastic(n));
        DMatrixRMaj plan = score.createLike();
        pass.forward(score, temperature, plan);
        pass.backward(plan, score.createLike(), new double[n], new double[n]);
    }

    private static long usedHeap() {
        for (int k = 0; k < 3; k++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Resident memory of the process in bytes, now (VmRSS) or at its peak (VmHWM); 0 where there is no such file. */
    private static long resident(String name) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith(name + ":")) {
                return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return 0;
    }
}
