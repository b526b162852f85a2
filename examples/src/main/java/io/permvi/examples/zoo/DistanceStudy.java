package io.permvi.examples.zoo;

import io.permvi.applications.files.StudyTable;
import io.permvi.examples.common.ProgressReport;
import io.permvi.inference.method.Method;
import io.permvi.inference.method.Methods;
import io.permvi.inference.method.Run;
import io.permvi.inference.posterior.Posterior;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** How near each method comes to the {@link ExactTruth}. */
final class DistanceStudy {
    /** The row that says how far the truth may be off. */
    static final String TRUTH = "(truth)";

    private final List<ZooProblem> problems;
    private final Methods<ZooProblem> methods;
    private final StudyTable<ZooRow> table;

    DistanceStudy(List<ZooProblem> problems, Methods<ZooProblem> methods, StudyTable<ZooRow> table) {
        this.problems = problems;
        this.methods = methods;
        this.table = table;
    }

    /** All problems of an order, three models and four noise levels. */
    static List<ZooProblem> problems(int order, int seeds, long seed) {
        List<ZooProblem> problems = new ArrayList<>();
        for (int k = 0; k < seeds; k++) {
            for (ZooProblem.Kind kind : ZooProblem.Kind.values()) {
                for (double noise : kind.levels()) {
                    problems.add(ZooProblem.of(kind, order, noise, seed + k));
                }
            }
        }
        return problems;
    }

    void run(int threads) {
        AtomicInteger finished = new AtomicInteger();
        try (Workers workers = new Workers(threads);
                ProgressReport progress = ProgressReport.start("zoo", problems.size())) {
            workers.forEach(problems.size(), p -> {
                run(problems.get(p));
                progress.update(finished.incrementAndGet(), problems.get(p).name());
            });
        }
    }

    private void run(ZooProblem problem) {
        boolean complete = methods.all().stream()
                .allMatch(method ->
                        table.row(ZooRow.key(problem.name(), method.name())).isPresent());
        if (complete) {
            return;
        }
        long begin = processorNanos();
        ExactTruth truth = ExactTruth.of(problem);
        if (problem.latent().rows() > ExactTruth.MOST
                && table.row(ZooRow.key(problem.name(), TRUTH)).isEmpty()) {
            add(problem, TRUTH, truth.error(), (processorNanos() - begin) * 1e-9);
        }
        for (Method<ZooProblem> method : methods.all()) {
            if (table.row(ZooRow.key(problem.name(), method.name())).isEmpty()) {
                Run run = Run.of(DrawRandom.of(
                                problem.seed(),
                                problem.name().hashCode(),
                                method.name().hashCode())
                        .nextLong());
                long start = processorNanos();
                Posterior found = method.solve(problem, run);
                double seconds = (processorNanos() - start) * 1e-9;
                add(problem, method.name(), truth.distance(found, run), seconds);
            }
        }
    }

    private void add(ZooProblem problem, String method, double distance, double seconds) {
        table.add(new ZooRow(
                problem.name(),
                problem.kind().name().toLowerCase(Locale.ROOT),
                problem.latent().rows(),
                problem.noise(),
                problem.seed(),
                method,
                distance,
                seconds));
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
