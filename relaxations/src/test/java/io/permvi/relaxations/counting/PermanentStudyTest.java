package io.permvi.relaxations.counting;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Permutation;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Permanents to one percent with confidence .95; prints the table of docs/permanents.md. */
@Tag("study")
class PermanentStudyTest {
    private static final int MATRICES = 3;

    @Test
    void onePercentIsReached() {
        System.out.println(
                "| matrix | largest error of " + MATRICES + " | known | processor seconds, mean | largest |");
        System.out.println("|---|--:|---|--:|--:|");
        double worst = row("40 x 40, uniform entries", 40, 40, rng -> Math.log(rng.nextDouble()));
        worst = Math.max(worst, row("40 x 40, exponentials of Gaussians", 40, 40, RandomGenerator::nextGaussian));
        for (int entries = 3; entries <= 4; entries++) {
            String name = "60 x 60, " + entries + " entries a row at random";
            worst = Math.max(worst, row(name, 60, entries, RandomGenerator::nextGaussian));
        }
        assertTrue(worst <= 0.01, "error " + worst);
    }

    private static double row(String name, int n, int entries, ToDoubleFunction<RandomGenerator> score) {
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        double error = 0;
        double seconds = 0;
        double slowest = 0;
        CertifiedPermanent.Knowledge known = CertifiedPermanent.Knowledge.EXACT;
        for (int k = 0; k < MATRICES; k++) {
            RandomGenerator rng = new SplittableRandom(100 * entries + k);
            boolean[][] on = sparse(n, entries, rng);
            DMatrixRMaj theta = new DMatrixRMaj(n, n);
            for (int e = 0; e < n * n; e++) {
                theta.data[e] = score.applyAsDouble(rng);
            }
            long start = clock.getCurrentThreadCpuTime();
            CertifiedPermanent.Estimate estimate =
                    new CertifiedPermanent().estimate(theta, SparsityPattern.where(n, n, (i, j) -> on[i][j]), k);
            double took = (clock.getCurrentThreadCpuTime() - start) * 1e-9;
            seconds += took / MATRICES;
            slowest = Math.max(slowest, took);
            error = Math.max(error, estimate.relativeError());
            known = known.compareTo(estimate.knowledge()) >= 0 ? known : estimate.knowledge();
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %.4f | %s | %.1f | %.1f |%n",
                name,
                error,
                known.name().toLowerCase(Locale.ROOT),
                seconds,
                slowest);
        return error;
    }

    /** As many entries in each row, one of them that of a permutation, the others anywhere. */
    static boolean[][] sparse(int n, int entries, RandomGenerator rng) {
        boolean[][] on = new boolean[n][n];
        Permutation one = Permutation.random(n, rng);
        for (int i = 0; i < n; i++) {
            on[i][one.place(i)] = true;
            for (int count = 1; count < entries; ) {
                int j = rng.nextInt(n);
                count += on[i][j] ? 0 : 1;
                on[i][j] = true;
            }
        }
        return on;
    }
}
