package io.permvi.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.PreimagePermutation;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.models.MatchingLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.sinkhorn.EntropicTransport;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.relaxations.sinkhorn.TransportPass;
import io.permvi.relaxations.sinkhorn.TransportProblem;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Long work in one virtual machine leaves heap, threads and file handles as they were; {@code -Dlong.share=0.01} does a
 * hundredth of it.
 */
@Tag("study")
class LongRunTest {
    private static final double SHARE = Double.parseDouble(System.getProperty("long.share", "1"));
    private static final int PARTS = 10;
    private static final double MEBIBYTE = 1 << 20;
    private static final double GROWTH = 8;

    /** What this virtual machine holds. */
    private record Held(double heap, double outside, int threads, long files) {
        static Held now() {
            for (int k = 0; k < 3; k++) {
                System.gc();
            }
            var memory = ManagementFactory.getMemoryMXBean();
            var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            return new Held(
                    memory.getHeapMemoryUsage().getUsed() / MEBIBYTE,
                    memory.getNonHeapMemoryUsage().getUsed() / MEBIBYTE,
                    Thread.activeCount(),
                    system.getOpenFileDescriptorCount());
        }
    }

    /** Works in ten parts; after the first, which loads what is needed, nothing may grow. */
    private static void requireFlat(String what, int count, Runnable once) {
        int part = (int) Math.max(1, SHARE * count / PARTS);
        Held first = new Held(0, 0, 0, 0);
        Held last = first;
        for (int k = 0; k < PARTS; k++) {
            for (int i = 0; i < part; i++) {
                once.run();
            }
            last = Held.now();
            first = k == 0 ? last : first;
            System.out.println(what + ", " + (k + 1) * part + " done: " + last);
        }
        assertTrue(last.heap() - first.heap() < GROWTH, what + ": heap from " + first + " to " + last);
        assertTrue(last.threads() <= first.threads(), what + ": threads from " + first + " to " + last);
        assertTrue(last.files() <= first.files() + 2, what + ": files from " + first + " to " + last);
    }

    private static DMatrixRMaj random(int n, SplittableRandom rng) {
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        Arrays.setAll(matrix.data, at -> rng.nextDouble());
        return matrix;
    }

    @Test
    void assignments() {
        SplittableRandom rng = new SplittableRandom(1);
        DMatrixRMaj score = random(20, rng);
        int[] places = new int[20];
        requireFlat("assignments", 1_000_000, () -> {
            score.data[rng.nextInt(score.data.length)] = rng.nextDouble();
            new LinearAssignment(20, 20).maximize(score, places);
        });
    }

    @Test
    void transports() {
        SplittableRandom rng = new SplittableRandom(2);
        DMatrixRMaj score = random(20, rng);
        DMatrixRMaj plan = score.createLike();
        requireFlat("transport passes", 100_000, () -> {
            TransportPass pass = EntropicTransport.withDefaults().newPass(TransportProblem.doublyStochastic(20));
            pass.forward(score, 0.1, plan);
            pass.backward(score, plan);
        });
    }

    @Test
    void fitsAndTheirThreads() {
        MatchingLatent x = new MatchingLatent("x", 5);
        DMatrixRMaj score = random(5, new SplittableRandom(3));
        var model = TapeModel.of(List.of(x), (tape, z) -> z.get(x).dot(tape.constant(score)));
        var family = MeanField.of(new PreimagePermutation(x, new SinkhornOperator(10, 0)));
        requireFlat("fits of 100 steps", 1000, () -> VariationalInference.withDefaults()
                .withSteps(100)
                .withThreads(2)
                .fit(model, family, new SplittableRandom(4)));
    }

    @Test
    void workers() {
        requireFlat("pools of threads", 20_000, () -> {
            try (Workers workers = new Workers(3)) {
                workers.forEach(3, i -> {});
            }
        });
    }
}
