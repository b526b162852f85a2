package io.permvi.spark;

import io.permvi.applications.files.StudyTable;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
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
     * @throws RuntimeException what a case threw, after those at work have ended
     */
    public static <C extends Serializable, R extends Record & Serializable> void run(
            JavaSparkContext context,
            StudyTable<R> table,
            List<C> cases,
            java.util.function.Function<C, String> key,
            Function<C, R> work) {
        ExecutorService waiting = Executors.newFixedThreadPool(context.defaultParallelism());
        try {
            List<Future<?>> rows = cases.stream()
                    .filter(each -> table.row(key.apply(each)).isEmpty())
                    .map(each -> waiting.submit(() -> {
                        context.sc().setJobDescription("case " + key.apply(each));
                        table.add(context.parallelize(List.of(each), 1).map(work).first());
                    }))
                    .collect(Collectors.toList());
            for (Future<?> row : rows) {
                row.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a case failed: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the study was interrupted", e);
        } finally {
            waiting.shutdownNow();
        }
    }
}
