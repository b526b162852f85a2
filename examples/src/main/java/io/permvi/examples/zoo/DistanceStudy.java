package io.permvi.examples.zoo;

import io.permvi.applications.files.StudyTable;
import io.permvi.examples.common.ProgressReport;
import io.permvi.inference.method.Method;
import io.permvi.inference.method.Methods;
import io.permvi.inference.method.Run;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.inference.posterior.Posterior;
import io.permvi.models.PointMatching;
import io.permvi.relaxations.counting.NestedSampler;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * How near each method comes to the exact posterior, enumerated where that is possible, by weighted draws of a
 * certified sampler elsewhere.
 */
final class DistanceStudy {
    private static final int HISTOGRAM = 10_000;
    private static final int EXACT_PATHS = 30_000;

    private final List<ZooProblem> problems;
    private final Methods<ZooProblem> methods;
    private final StudyTable<ZooRow> table;

    DistanceStudy(List<ZooProblem> problems, Methods<ZooProblem> methods, StudyTable<ZooRow> table) {
        this.problems = problems;
        this.methods = methods;
        this.table = table;
    }

    /** All problems of an order, three models and four noise levels, or the linear one alone where draws must be exact. */
    static List<ZooProblem> problems(int order, int seeds, long seed) {
        List<ZooProblem> problems = new ArrayList<>();
        for (ZooProblem.Kind kind : ZooProblem.Kind.values()) {
            for (double noise : kind.levels()) {
                for (int k = 0; k < seeds && (order <= ExactTruth.MOST || kind == ZooProblem.Kind.MATCHING); k++) {
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
        ExactTruth truth = ExactTruth.of(problem);
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
                table.add(new ZooRow(
                        problem.name(),
                        problem.kind().name().toLowerCase(Locale.ROOT),
                        problem.latent().rows(),
                        problem.noise(),
                        problem.seed(),
                        method.name(),
                        truth.distance(problem, found, run),
                        seconds));
            }
        }
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** What a posterior is compared with. */
    private interface ExactTruth {
        /** The largest order that is enumerated. */
        int MOST = 8;

        double distance(ZooProblem problem, Posterior found, Run run);

        static ExactTruth of(ZooProblem problem) {
            if (problem.latent().rows() <= MOST) {
                ExactPosterior exact = ExactPosterior.of(problem.model());
                return (p, found, run) -> exact.bhattacharyyaDistance(found, HISTOGRAM, run.random("histogram"));
            }
            DMatrixRMaj exact = marginals((PointMatching) problem.model(), problem.seed());
            return (p, found, run) -> {
                DMatrixRMaj own = found.marginals(p.latent(), HISTOGRAM, run.random("histogram"))
                        .toMatrix();
                double sum = 0;
                for (int e = 0; e < own.data.length; e++) {
                    sum += Math.abs(own.data[e] - exact.data[e]);
                }
                return 0.5 * sum / own.numRows;
            };
        }

        private static DMatrixRMaj marginals(PointMatching model, long seed) {
            int n = model.latent().rows();
            NestedSampler sampler =
                    new NestedSampler(model.scores(), model.latent().space().allowed());
            DrawRandom rng = DrawRandom.of(seed, n, 0);
            DMatrixRMaj share = new DMatrixRMaj(n, n);
            int[] places = new int[n];
            double total = 0;
            for (int path = 0; path < EXACT_PATHS; path++) {
                double weight = sampler.weight(rng, places);
                total += weight;
                for (int i = 0; i < n && weight > 0; i++) {
                    share.add(i, places[i], weight);
                }
            }
            CommonOps_DDRM.divide(share, total);
            return share;
        }
    }
}
