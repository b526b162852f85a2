package io.permvi.examples.defaults;

import io.permvi.examples.basics.GraphAlignment;
import io.permvi.examples.basics.OrderOfCauses;
import io.permvi.examples.basics.Problem;
import io.permvi.examples.basics.RankConsensus;
import io.permvi.examples.basics.RecordLinkage;
import io.permvi.examples.basics.Seriation;
import io.permvi.examples.basics.ShiftedScores;
import io.permvi.examples.basics.TrackingTargets;
import io.permvi.examples.basics.UnorderedRegression;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Runs the classical problems with default settings and prints one line a data seed: {@code DefaultsStudy [problem [first
 * seed [last seed]]]}.
 */
public final class DefaultsStudy {
    private DefaultsStudy() {}

    private static Map<String, LongFunction<Problem>> problems() {
        Map<String, LongFunction<Problem>> problems = new LinkedHashMap<>();
        problems.put("regression-1", seed -> UnorderedRegression.of(seed, 20, 1));
        problems.put("regression-2", seed -> UnorderedRegression.of(seed, 20, 2));
        problems.put("regression-5", seed -> UnorderedRegression.of(seed, 20, 5));
        problems.put("regression-9", seed -> UnorderedRegression.of(seed, 9, 2));
        problems.put("linkage", seed -> RecordLinkage.of(seed, 60, 80, 40));
        problems.put("mallows", seed -> RankConsensus.of(seed, 10, 10));
        problems.put("mallows-top-3", seed -> RankConsensus.of(seed, 10, 3));
        problems.put("seriation", seed -> Seriation.of(seed, 30, 0.2));
        problems.put("graphs-.8", seed -> GraphAlignment.of(seed, 50, 0.8));
        problems.put("graphs-.5", seed -> GraphAlignment.of(seed, 50, 0.5));
        problems.put("causes", seed -> OrderOfCauses.of(seed, 8));
        problems.put("tracking-5", seed -> TrackingTargets.of(seed, 5, 0.4));
        problems.put("tracking-8", seed -> TrackingTargets.of(seed, 8, 0.4));
        problems.put("tracking-8-fast", seed -> TrackingTargets.of(seed, 8, 0.6));
        problems.put("shifted-100", seed -> ShiftedScores.of(seed, 100));
        problems.put("graphs-300", seed -> GraphAlignment.of(seed, 300, 0.8));
        return problems;
    }

    /** Runs all problems, or one of them, for data seeds 1 to 10, or others. */
    public static void main(String[] arguments) {
        long first = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        long last = arguments.length > 2 ? Long.parseLong(arguments[2]) : Math.max(first, 10);
        problems().forEach((name, problem) -> {
            for (long seed = first; (arguments.length == 0 || arguments[0].equals(name)) && seed <= last; seed++) {
                long start = System.nanoTime();
                double processor = processorSeconds();
                String score = problem.apply(seed).solve();
                double seconds = (System.nanoTime() - start) * 1e-9;
                System.out.printf(
                        Locale.ROOT,
                        "%s, seed %d, %.0f s, %.0f s of processors: %s%n%n",
                        name,
                        seed,
                        seconds,
                        processorSeconds() - processor,
                        score);
            }
        });
    }

    /** What this process has had, as far as the system tells: on a machine with other work it is less than the time. */
    private static double processorSeconds() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toMillis()
                * 1e-3;
    }
}
