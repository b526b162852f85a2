package io.permvi.inference.sampling;

/** A fast density does not agree with the model; the message says in what. */
final class DensityMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DensityMismatchException(String message) {
        super(message);
    }
}
