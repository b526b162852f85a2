package io.permvi.spark;

import io.permvi.applications.files.StudyTable;
import io.permvi.relaxations.parallel.Workers;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
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
     * @param cases by the key of their row
     * @param work from a case to its row; runs on the machines of the cluster
     * @return the rows of the cases in their order, whichever came first
     * @throws RuntimeException the first that a case threw, after those at work have ended
     */
    public static <C extends Serializable, R extends Record & Serializable> List<R> run(
            JavaSparkContext context, StudyTable<R> table, Map<String, C> cases, Function<C, R> work) {
        List<String> missing =
                cases.keySet().stream().filter(key -> table.row(key).isEmpty()).toList();
        // each thread waits for one task
        try (Workers waiting = new Workers(context.defaultParallelism())) {
            waiting.forEach(missing.size(), k -> {
                context.sc().setJobDescription("case " + missing.get(k));
                table.add(context.parallelize(List.of(cases.get(missing.get(k))), 1)
                        .map(work)
                        .first());
            });
        }
        return cases.keySet().stream().map(key -> table.row(key).orElseThrow()).toList();
    }
}
