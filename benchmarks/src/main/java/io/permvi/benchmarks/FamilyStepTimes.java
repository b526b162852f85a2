package io.permvi.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import java.util.Map;

/**
 * The steps of {@link FamilyStepBenchmark} in processor time of the thread, which a busy machine disturbs less than time
 * on the clock, beside what the published code needs. Prints a Markdown table; the best of ten rounds.
 */
public final class FamilyStepTimes {
    private static final int ROUNDS = 10;
    private static final long ROUND_NANOS = 100_000_000;
    private static final String[] FAMILIES = {
        "stick-breaking", "rounding", "gumbel-sinkhorn", "gumbel-matching", "converged", "sequential", "mixture"
    };
    /** Microseconds a step of the reference code of Linderman et al., one core, by family, order and draws. */
    private static final Map<String, Double> PUBLISHED = Map.of(
            "stick-breaking 6 1", 870.0,
            "stick-breaking 6 10", 9_200.0,
            "stick-breaking 30 10", 704_000.0,
            "rounding 6 1", 1_830.0,
            "rounding 6 10", 5_100.0);

    private FamilyStepTimes() {}

    /** Measures the families named, or all, at orders 6 and 30 with 1 and 10 draws. */
    public static void main(String[] args) {
        System.out.println(
                "| family | n | draws | µs a step | published code | times faster |\n|---|--:|--:|--:|--:|--:|");
        for (String family : args.length > 0 ? args : FAMILIES) {
            for (int order : new int[] {6, 30}) {
                for (int draws : new int[] {1, 10}) {
                    double micros = microsPerStep(family, order, draws);
                    Double published = PUBLISHED.get(family + " " + order + " " + draws);
                    String comparison = published == null
                            ? " | |"
                            : String.format(Locale.ROOT, " %.0f | %.0f |", published, published / micros);
                    System.out.printf(
                            Locale.ROOT, "| %s | %d | %d | %.2f |%s%n", family, order, draws, micros, comparison);
                }
            }
        }
    }

    private static double microsPerStep(String family, int order, int draws) {
        FamilyStepBenchmark benchmark = new FamilyStepBenchmark();
        benchmark.family = family;
        benchmark.order = order;
        benchmark.draws = draws;
        benchmark.setUp();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double best = Double.POSITIVE_INFINITY;
        double sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = threads.getCurrentThreadCpuTime();
            long spent = 0;
            int steps = 0;
            while (spent < ROUND_NANOS) {
                for (int k = 0; k < 20; k++) {
                    sum += benchmark.step();
                }
                steps += 20;
                spent = threads.getCurrentThreadCpuTime() - start;
            }
            best = Math.min(best, spent * 1e-3 / steps);
        }
        if (Double.isNaN(sum)) {
            throw new IllegalStateException(family + " at order " + order + " has no finite ELBO");
        }
        return best;
    }
}
