package io.permvi.inference.networks;

import java.io.IOException;

/** A file that is not a network, is damaged, or holds another network than the one asked for; the message says which. */
public final class NetworkFileException extends IOException {
    private static final long serialVersionUID = 1;

    /** With a sentence that names the file. */
    public NetworkFileException(String message) {
        super(message);
    }
}
