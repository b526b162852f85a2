package io.permvi.inference.fit;

/** Why a fit stopped, with a sentence on what that means. */
public enum StopReason {
    /** The ELBO no longer rises. */
    CONVERGED("the mean ELBO of the last window differs from the one before by less than the tolerance"),
    /** The steps are used up. */
    MAX_STEPS("the number of steps was reached; continue from the result if the ELBO is still rising"),
    /** The progress listener asked for it. */
    STOPPED("the progress listener asked to stop; the result can be continued"),
    /** A value is no number. */
    NON_FINITE("energy, entropy or gradient became infinite or not a number; the parameters are those before that"
            + " step: try a smaller step size, a higher temperature, or check the model");

    private final String sentence;

    StopReason(String sentence) {
        this.sentence = sentence;
    }

    /** What it means and what to try. */
    public String sentence() {
        return sentence;
    }
}
