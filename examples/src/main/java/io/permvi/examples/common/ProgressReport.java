package io.permvi.examples.common;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Progress of long work on standard error: one line that is redrawn on a terminal, a line every few seconds elsewhere. */
public final class ProgressReport implements AutoCloseable {
    private static final Duration LINE_INTERVAL = Duration.ofSeconds(5);
    private static final Duration REDRAW_INTERVAL = Duration.ofMillis(200);
    private static final int WIDTH = 30;
    private static final int MOST_CHARACTERS = 100;

    private final String task;
    private final long total;
    private final boolean inStages;
    private final PrintStream out;
    private final boolean onTerminal;
    private final long startNanos = System.nanoTime();
    private long lastNanos = startNanos;
    private Optional<Thread> hook = Optional.empty();
    private boolean drawn;

    private ProgressReport(String task, long total, boolean inStages, boolean onTerminal, PrintStream out) {
        this.task = task;
        this.total = total;
        this.inStages = inStages;
        this.onTerminal = onTerminal;
        this.out = out;
    }

    /** Starts reporting on {@code total} steps of a task that take about the same time each. */
    public static ProgressReport start(String task, long total) {
        return new ProgressReport(task, total, false, isTerminal(), System.err);
    }

    /** Starts reporting on a task whose steps take different times, so that nothing can be said about the time left. */
    public static ProgressReport startStages(String task, long total) {
        return new ProgressReport(task, total, true, isTerminal(), System.err);
    }

    /** For tests. */
    static ProgressReport on(PrintStream out, boolean onTerminal, String task, long total) {
        return new ProgressReport(task, total, false, onTerminal, out);
    }

    /** Whether a person watches; the program's start asks Java for a console only where a terminal is. */
    private static boolean isTerminal() {
        String terminal = System.getenv("TERM");
        return System.console() != null && terminal != null && !terminal.equals("dumb");
    }

    /** Says that {@code done} steps are done, with a few words on the state. */
    public synchronized void update(long done, String state) {
        long now = System.nanoTime();
        long interval = (onTerminal ? REDRAW_INTERVAL : LINE_INTERVAL).toNanos();
        if (total == 0 || now - lastNanos < interval && done != total) {
            return;
        }
        lastNanos = now;
        String line = line(done, (now - startNanos) * 1e-9, state);
        if (onTerminal) {
            int filled = (int) (WIDTH * Math.min(done, total) / total);
            String bar = "[" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "] " + line;
            out.print("\r\u001b[K" + bar.substring(0, Math.min(MOST_CHARACTERS, bar.length())));
            out.flush();
            drawn = true;
        } else {
            out.println(line);
        }
    }

    /** Says how to go on when a person stops the program by Ctrl-C while this is open. */
    public void whenStopped(String sentence) {
        Thread saying = new Thread(() -> out.println("\npermvi: stopped; " + sentence), "when-stopped");
        Runtime.getRuntime().addShutdownHook(saying);
        hook = Optional.of(saying);
    }

    /** The same for work whose rows are kept in a journal. */
    public void goesOnAfter(Path journal) {
        whenStopped("the same command goes on after the rows in " + journal);
    }

    private String line(long done, double elapsed, String state) {
        String left = inStages || done == 0 || done >= total
                ? ""
                : String.format(Locale.ROOT, " %.0f s left,", elapsed / done * (total - done));
        return String.format(Locale.ROOT, "%s: %d of %d, %.0f s gone,%s %s", task, done, total, elapsed, left, state);
    }

    @Override
    public synchronized void close() {
        if (drawn) {
            out.println();
        }
        try {
            hook.ifPresent(Runtime.getRuntime()::removeShutdownHook);
        } catch (IllegalStateException e) {
            // the program is ending, and the sentence is being said
        }
    }
}
