package io.permvi.inference.files;

import java.io.IOException;

/**
 * A file that is of another format, is damaged, or holds something else than what was asked for; the message says
 * which.
 */
public final class ArrayFileException extends IOException {
    private static final long serialVersionUID = 1;

    /** With a sentence that names the file. */
    public ArrayFileException(String message) {
        super(message);
    }
}
