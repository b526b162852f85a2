package io.permvi.relaxations.parallel;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * A fixed number of threads for loops whose iterations are independent. With one thread the loop runs in the caller.
 * Results must not depend on which thread runs an iteration, so they do not depend on the number of threads.
 */
public final class Workers implements AutoCloseable {
    private final int threads;
    private final ExecutorService pool;

    /**
     * @param threads how many threads share the iterations, the caller among them
     * @throws IllegalArgumentException when {@code threads} is below 1
     */
    public Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        this.threads = threads;
        this.pool = Executors.newFixedThreadPool(Math.max(1, threads - 1), task -> {
            Thread thread = new Thread(task, "permvi-worker");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The number of threads. */
    public int threads() {
        return threads;
    }

    /**
     * Runs {@code body} for 0 .. count - 1 and returns when all are done. May be called from a body.
     *
     * @throws RuntimeException the first that an iteration threw, after all threads have stopped
     */
    public void forEach(int count, IntConsumer body) {
        int helpers = Math.min(threads, count) - 1;
        if (helpers <= 0) {
            for (int i = 0; i < count; i++) {
                body.accept(i);
            }
            return;
        }
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        // a helper that starts after the last iteration joins nothing, so nested loops do not wait for queued helpers
        Phaser finished = new Phaser(1);
        Runnable share = () -> {
            try {
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    body.accept(i);
                }
            } catch (RuntimeException | Error thrown) {
                failure.compareAndSet(null, thrown);
                next.set(count);
            }
        };
        for (int k = 0; k < helpers; k++) {
            pool.execute(() -> {
                if (finished.register() >= 0) {
                    share.run();
                    finished.arriveAndDeregister();
                }
            });
        }
        share.run();
        finished.awaitAdvance(finished.arriveAndDeregister());
        rethrow(failure.get());
    }

    /**
     * The same for many short iterations, of which a thread takes {@code chunk} in a row.
     *
     * @throws RuntimeException the first that an iteration threw, after all threads have stopped
     */
    public void forEach(int count, int chunk, IntConsumer body) {
        forEach((count + chunk - 1) / chunk, c -> {
            for (int i = c * chunk; i < Math.min(count, (c + 1) * chunk); i++) {
                body.accept(i);
            }
        });
    }

    private static void rethrow(Throwable thrown) {
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
