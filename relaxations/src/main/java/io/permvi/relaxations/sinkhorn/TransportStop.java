package io.permvi.relaxations.sinkhorn;

/** Why a transport solve stopped. */
public enum TransportStop {
    /** The marginal error is at most the tolerance. */
    CONVERGED("the marginal error is at most the tolerance"),
    /** All iterations ran; more of them, a higher temperature or the second-order solver would get further. */
    ITERATION_LIMIT("all iterations ran without reaching the tolerance; allow more or raise the temperature"),
    /** No step reduced the error further: the tolerance is below what rounding allows at this temperature. */
    STALLED("no step reduces the error further; the tolerance is below what rounding allows at this temperature"),
    /** The scores hold a value that is not finite, or the scalings left the range of doubles. */
    NON_FINITE("a score or a scaling is not finite; check the scores");

    private final String sentence;

    TransportStop(String sentence) {
        this.sentence = sentence;
    }

    /** The reason and what to try, in one sentence. */
    public String sentence() {
        return sentence;
    }
}
