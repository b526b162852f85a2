package io.permvi.applications.files;

import java.util.function.Supplier;

/** A user's mistake, in one sentence that says what, where and what was expected. Ends a program with exit code 2. */
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message the sentence */
    public InputException(String message) {
        super(message);
    }

    /**
     * Makes settings or data from what a user gave; that they are refused is the user's mistake then. Only for what
     * checks its arguments: an exception out of a computation is a bug.
     *
     * @param what was given, such as an option or a file
     * @throws InputException when an argument is refused
     */
    public static <T> T unless(String what, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new InputException(what + ": " + e.getMessage());
        }
    }
}
