package io.permvi.examples.common;

/** Says how to go on when a person stops the program by Ctrl-C while this is open. */
public final class WhenStopped implements AutoCloseable {
    private final Thread hook;

    private WhenStopped(Thread hook) {
        this.hook = hook;
    }

    /** Opens it; {@code sentence} is what is said. */
    public static WhenStopped say(String sentence) {
        Thread hook = new Thread(() -> System.err.println("\npermvi: stopped; " + sentence), "when-stopped");
        Runtime.getRuntime().addShutdownHook(hook);
        return new WhenStopped(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the program is ending, and the sentence is being said
        }
    }
}
