package io.permvi.inference.fit;

/** Why a fit stopped, with a sentence on what that means. */
public enum StopReason {
    /** The ELBO no longer rises. */
    CONVERGED("the ELBO no longer rises: the means of the last two windows of steps differ by less than the tolerance"),
    /** The steps are used up. */
    MAX_STEPS("the number of steps was reached; continue from the result if the ELBO is still rising"),
    /** The progress listener asked for it, or the thread was interrupted. */
    STOPPED("the progress listener asked to stop or the thread was interrupted; the result can be continued"),
    /** A value is no number. */
    NON_FINITE("the parameters are those before that step: try a smaller step size, a limit of the gradient, a higher"
            + " temperature, or check the model");

    private final String sentence;

    StopReason(String sentence) {
        this.sentence = sentence;
    }

    /** What it means and what to try. */
    public String sentence() {
        return sentence;
    }
}
