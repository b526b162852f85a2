package io.permvi.inference.posterior;

import io.permvi.inference.factor.Bound;
import java.util.Locale;

/**
 * A number that speaks of the log evidence, log p(y), and what it says of it.
 *
 * @param value the number; NaN where there is none
 * @param standardError of its Monte-Carlo noise; 0 where it has none, NaN where it is unknown
 * @param kind what it says
 */
public record Evidence(double value, double standardError, Kind kind) {

    /** What the number says. */
    public enum Kind {
        /** It is the log evidence. */
        EXACT("the log evidence"),
        /** It is at most the log evidence, up to its noise. */
        LOWER_BOUND("a lower bound of the log evidence"),
        /** It bounds the evidence of a relaxed model, which is another number. */
        RELAXED_BOUND("a lower bound of a relaxed log evidence, not of the evidence"),
        /** It estimates the log evidence and may lie on either side. */
        ESTIMATE("an estimate of the log evidence"),
        /** It may have been maximized, but bounds nothing. */
        NONE("no bound of the log evidence");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** The kind of a number whose factors bound this. */
        public static Kind of(Bound bound) {
            return switch (bound) {
                case EVIDENCE -> LOWER_BOUND;
                case RELAXED_EVIDENCE -> RELAXED_BOUND;
                case NOTHING -> NONE;
            };
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** No number at all. */
    public static Evidence none() {
        return new Evidence(Double.NaN, Double.NaN, Kind.NONE);
    }

    /** The log evidence itself. */
    public static Evidence exact(double logEvidence) {
        return new Evidence(logEvidence, 0, Kind.EXACT);
    }

    /**
     * The mean ELBO of the last steps of a trace, at most {@code window} of them.
     *
     * @param bound what the ELBO bounds
     */
    public static Evidence ofLastSteps(Trace trace, int window, Bound bound) {
        int length = trace.length();
        if (length == 0) {
            return none();
        }
        int from = Math.max(0, length - window);
        double mean = trace.meanElbo(from, length);
        double squares = 0;
        for (int step = from; step < length; step++) {
            squares += (trace.elbo(step) - mean) * (trace.elbo(step) - mean);
        }
        int count = length - from;
        return new Evidence(mean, Math.sqrt(squares / Math.max(1, count - 1) / count), Kind.of(bound));
    }

    /** Whether the number speaks of log p(y) itself, so that two such numbers of one model can be compared. */
    public boolean isOfModel() {
        return kind == Kind.EXACT || kind == Kind.LOWER_BOUND || kind == Kind.ESTIMATE;
    }

    @Override
    public String toString() {
        if (Double.isNaN(value)) {
            return kind.toString();
        }
        String error = standardError > 0 ? String.format(Locale.ROOT, " +- %.2g", standardError) : "";
        return String.format(Locale.ROOT, "%.4f%s (%s)", value, error, kind);
    }
}
