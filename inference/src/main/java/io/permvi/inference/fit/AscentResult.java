package io.permvi.inference.fit;

/**
 * The outcome of a {@link StochasticAscent}.
 *
 * @param state from which it goes on; when something was not finite, that before the step
 * @param stopReason why it stopped
 * @param message the reason in words, with the term and the part that broke when the reason is NON_FINITE
 * @param seconds the time of this run, without earlier ones that it continued
 */
public record AscentResult(AscentState state, StopReason stopReason, String message, double seconds) {}
