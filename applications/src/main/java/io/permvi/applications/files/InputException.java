package io.permvi.applications.files;

/** A user's mistake, in one sentence that says what, where and what was expected. Ends a program with exit code 2. */
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message the sentence */
    public InputException(String message) {
        super(message);
    }
}
