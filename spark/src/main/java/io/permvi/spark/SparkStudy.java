package io.permvi.spark;

import io.permvi.applications.files.StudyTable;
import io.permvi.relaxations.parallel.Workers;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/**
 * Spreads the cases of a study over a cluster: any study whose cases are pure functions of themselves and the settings.
 * Each case is a task; its row is in the journal of the table as soon as it is there, so that a study that was stopped goes
 * on where it was, here or on one machine. A task that is lost with its machine is done again.
 */
public final class SparkStudy {
    private SparkStudy() {}

    /**
     * Does the cases that the table does not have.
     *
     * @param key of the row of a case
     * @param work from a case to its row; runs on the machines of the cluster
     * @throws RuntimeException the first that a case threw, after those at work have ended
     */
    public static <C extends Serializable, R extends Record & Serializable> void run(
            JavaSparkContext context,
            StudyTable<R> table,
            List<C> cases,
            java.util.function.Function<C, String> key,
            Function<C, R> work) {
        List<C> missing = cases.stream()
                .filter(each -> table.row(key.apply(each)).isEmpty())
                .toList();
        // each thread waits for one task
        try (Workers waiting = new Workers(context.defaultParallelism())) {
            waiting.forEach(missing.size(), k -> {
                context.sc().setJobDescription("case " + key.apply(missing.get(k)));
                table.add(context.parallelize(List.of(missing.get(k)), 1)
                        .map(work)
                        .first());
            });
        }
    }
}
