package io.permvi.examples.common;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress of long work on standard error: a bar on a terminal, a plain line every few seconds elsewhere. */
public final class ProgressReport implements AutoCloseable {
    private static final Duration LINE_INTERVAL = Duration.ofSeconds(5);

    private final String task;
    private final long total;
    private final PrintStream out;
    private final ProgressBar bar;
    private final boolean onTerminal;
    private final long startNanos = System.nanoTime();
    private long lastLineNanos = startNanos;

    private ProgressReport(String task, long total, boolean onTerminal, PrintStream out) {
        this.task = task;
        this.total = total;
        this.out = out;
        this.onTerminal = onTerminal;
        this.bar = onTerminal
                ? new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(200)
                        .build()
                : new ProgressBarBuilder()
                        .setInitialMax(total)
                        .setConsumer(new SilentConsumer())
                        .build();
    }

    /** Starts reporting on {@code total} steps of a task. */
    public static ProgressReport start(String task, long total) {
        return new ProgressReport(task, total, isTerminal(), System.err);
    }

    /** Whether a person watches: standard output and error go to a terminal that can redraw a line. */
    private static boolean isTerminal() {
        String terminal = System.getenv("TERM");
        if (System.console() == null || terminal == null || terminal.equals("dumb")) {
            return false;
        }
        try {
            // since Java 22 a console is there without a terminal, and says so
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(System.console());
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** Says that {@code done} steps are done, with a few words on the state. */
    public void update(long done, String state) {
        if (onTerminal) {
            bar.setExtraMessage(" " + state);
            bar.stepTo(done);
            return;
        }
        long now = System.nanoTime();
        if (now - lastLineNanos >= LINE_INTERVAL.toNanos() || done == total) {
            lastLineNanos = now;
            double elapsed = (now - startNanos) * 1e-9;
            double left = done == 0 ? Double.NaN : elapsed / done * (total - done);
            out.printf(
                    Locale.ROOT,
                    "%s: %d of %d, %.0f s gone, %.0f s left, %s%n",
                    task,
                    done,
                    total,
                    elapsed,
                    left,
                    state);
        }
    }

    @Override
    public void close() {
        bar.close();
    }

    /** Swallows the bar where no terminal shows it. */
    private static final class SilentConsumer implements me.tongfei.progressbar.ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            return 80;
        }

        @Override
        public void accept(String rendered) {}

        @Override
        public void close() {}
    }
}
