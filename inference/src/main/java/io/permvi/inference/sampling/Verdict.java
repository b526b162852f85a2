package io.permvi.inference.sampling;

import java.util.Locale;

/**
 * How far the draws of several ensembles can be trusted.
 *
 * @param trusted whether the ensembles agree well enough: t at most {@link #LARGEST_GOOD} and R-hat at most {@link
 *     #LARGEST_R_HAT}
 * @param disagreement t, the mean total variation between the marginals of two of R ensembles divided by sqrt(2 R), which
 *     estimates that between the marginals of all draws and the truth
 * @param rHat the split R-hat of the log density over the ensembles
 * @param searching whether one ensemble holds a log density that another never came near to
 * @param worstSwap the smallest share of swaps between neighboring temperatures
 * @param rounds how often the number of sweeps was doubled; 0 when nothing was estimated
 * @param remarks what else must be said: symmetries, a density that was given up, time that ran out
 */
public record Verdict(
        boolean trusted,
        double disagreement,
        double rHat,
        boolean searching,
        double worstSwap,
        int rounds,
        String remarks) {
    /** The largest t that is good. */
    public static final double LARGEST_GOOD = 0.035;
    /** The largest R-hat of the log density that is good. */
    public static final double LARGEST_R_HAT = 1.1;

    /** The verdict for some numbers. */
    static Verdict of(
            double disagreement, double rHat, boolean searching, double worstSwap, int rounds, String remarks) {
        boolean trusted = disagreement <= LARGEST_GOOD && rHat <= LARGEST_R_HAT && !searching;
        return new Verdict(trusted, disagreement, rHat, searching, worstSwap, rounds, remarks);
    }

    /** The verdict on a posterior that was summed. */
    public static Verdict exact(String how) {
        return new Verdict(true, 0, 1, false, 1, 0, how);
    }

    /** One sentence: trust it, or do this next. */
    public String sentence() {
        if (rounds == 0) {
            return "Exact.";
        }
        if (trusted) {
            return "Good: independent ensembles agree.";
        }
        if (searching) {
            return "Bad: the search is not finished, one ensemble holds matchings far better than another ever saw;"
                    + " allow more seconds, or give a start or a mask.";
        }
        return "Bad: the ensembles do not agree yet; allow more seconds.";
    }

    @Override
    public String toString() {
        if (rounds == 0) {
            return sentence() + " " + remarks;
        }
        return String.format(
                Locale.ROOT,
                "%s Estimated total variation %.3f, R-hat %.2f, worst swap rate %.2f, %d rounds.%s",
                sentence(),
                disagreement,
                rHat,
                worstSwap,
                rounds,
                remarks.isEmpty() ? "" : " " + remarks);
    }
}
