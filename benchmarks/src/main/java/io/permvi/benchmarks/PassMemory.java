package io.permvi.benchmarks;

import com.sun.management.ThreadMXBean;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.relaxations.sinkhorn.TransportPass;
import io.permvi.relaxations.sinkhorn.TransportProblem;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;
import org.ejml.data.DMatrixRMaj;

/**
 * What twenty Sinkhorn iterations and their gradient hold beside the scores, the plan, their two adjoints and the
 * problem: bytes that the thread allocates for the pass and for its first and second use, bytes of native memory, and
 * the growth of the resident set (Linux). One order a run, since a pass warms up what the next one uses.
 *
 * <pre>java -XX:+UseSerialGC -Xms200m -Xmx200m -cp benchmarks.jar io.permvi.benchmarks.PassMemory 1000</pre>
 */
public final class PassMemory {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private PassMemory() {}

    /**
     * Prints one row.
     *
     * @param arguments the order, 1000 unless given
     */
    public static void main(String[] arguments) {
        int n = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
        DMatrixRMaj psi = Problems.matrix(n, Problems.gumbel(n * n, 1));
        DMatrixRMaj weights = Problems.matrix(n, Problems.uniform(n * n, 2));
        DMatrixRMaj x = psi.createLike();
        DMatrixRMaj gradient = psi.createLike();
        x.fill(1);
        gradient.fill(1);
        use(pass(TransportProblem.doublyStochastic(210)), Problems.matrix(210, Problems.gumbel(210 * 210, 1)));
        TransportProblem problem = TransportProblem.doublyStochastic(n);
        System.gc();
        long resident = resident();
        long nativeBytes = Pointer.totalBytes();
        long start = allocated();
        TransportPass sinkhorn = pass(problem);
        long made = allocated();
        sinkhorn.forward(psi, 1, x);
        sinkhorn.backward(weights, gradient);
        long first = allocated();
        sinkhorn.forward(psi, 1, x);
        sinkhorn.backward(weights, gradient);
        long second = allocated();
        System.out.printf(
                Locale.ROOT,
                "n = %d: heap %.2f MB for the pass, %d bytes in the first use, %d in the second; native %.2f MB; resident"
                        + " set grown by %.2f MB%n",
                n,
                (made - start) / 1e6,
                first - made,
                second - first,
                (Pointer.totalBytes() - nativeBytes) / 1e6,
                (resident() - resident) / 1e6);
    }

    private static TransportPass pass(TransportProblem problem) {
        return new SinkhornOperator(20, 0).newPass(problem);
    }

    private static void use(TransportPass sinkhorn, DMatrixRMaj psi) {
        DMatrixRMaj x = psi.createLike();
        for (int k = 0; k < 50; k++) {
            sinkhorn.forward(psi, 1, x);
            sinkhorn.backward(psi, x);
        }
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    /** Bytes of the resident set; 0 where the system does not say. */
    private static long resident() {
        Path status = Path.of("/proc/self/status");
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException failure) {
            return 0;
        }
    }
}
