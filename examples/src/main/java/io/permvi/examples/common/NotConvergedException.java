package io.permvi.examples.common;

/** A result that was written but is not settled: a solver or fit stopped early. Ends a program with exit code 3. */
public final class NotConvergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one sentence that says how far it came and what to try */
    public NotConvergedException(String message) {
        super(message);
    }
}
