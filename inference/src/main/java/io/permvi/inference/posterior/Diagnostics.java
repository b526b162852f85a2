package io.permvi.inference.posterior;

import java.util.List;
import java.util.Locale;

/** What tells how far a posterior can be trusted, by the way it was found. Prints as one line. */
public sealed interface Diagnostics {
    /** The steps of an ascent, sweeps of a chain or rounds of a search; 0 of what has none. */
    default int length() {
        return 0;
    }

    /**
     * Of an ascent.
     *
     * @param trace what each step found
     * @param converged whether it stopped because the ELBO settled
     * @param message why it stopped, in words
     */
    record Ascent(Trace trace, boolean converged, String message) implements Diagnostics {
        @Override
        public int length() {
            return trace.length();
        }

        @Override
        public String toString() {
            return trace.length() + " steps: " + message;
        }
    }

    /**
     * Of Markov chains.
     *
     * @param logDensities of each target chain after each sweep, burn-in included
     * @param burnIn the sweeps of each chain that are not kept
     * @param temperatures at which chains ran, that of the target first
     * @param acceptance the share of accepted proposals at each temperature, NaN where none was made
     * @param swaps the share of accepted swaps of each temperature with the next, one less than temperatures; NaN where
     *     none was tried
     */
    record Chains(
            List<List<Double>> logDensities,
            int burnIn,
            List<Double> temperatures,
            List<Double> acceptance,
            List<Double> swaps)
            implements Diagnostics {

        /** Copies the lists. */
        public Chains {
            logDensities = logDensities.stream().map(List::copyOf).toList();
            temperatures = List.copyOf(temperatures);
            acceptance = List.copyOf(acceptance);
            swaps = List.copyOf(swaps);
            if (acceptance.size() != temperatures.size() || swaps.size() != temperatures.size() - 1) {
                throw new IllegalArgumentException("chains need an acceptance for each of " + temperatures.size()
                        + " temperatures and a share of swaps between neighbors, got " + acceptance.size() + " and "
                        + swaps.size());
            }
        }

        @Override
        public int length() {
            return logDensities.isEmpty() ? 0 : logDensities.get(0).size();
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d chain(s) of %d sweeps, %d of them burn-in; acceptance %s at temperatures %s, swaps %s",
                    logDensities.size(),
                    length(),
                    burnIn,
                    rounded(acceptance),
                    temperatures,
                    rounded(swaps));
        }

        private static List<String> rounded(List<Double> shares) {
            return shares.stream()
                    .map(share -> String.format(Locale.ROOT, "%.2f", share))
                    .toList();
        }
    }

    /**
     * Of importance weights.
     *
     * @param kHat the tail shape of the ratios; minus infinity when they have no tail, infinite when nothing is known of it
     * @param limit the k-hat up to which this number of draws is enough
     * @param effectiveSampleSize how many draws of the true posterior they are worth
     */
    record Weights(double kHat, double limit, double effectiveSampleSize) implements Diagnostics {
        /** Whether k-hat is at most its limit. */
        public boolean isReliable() {
            return kHat <= limit;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "k-hat %.2f (%s, limit %.2f), effective sample size %.0f",
                    kHat,
                    isReliable() ? "reliable" : "not reliable",
                    limit,
                    effectiveSampleSize);
        }
    }

    /**
     * Of a search for the best matchings.
     *
     * @param logDensities reached by its chains, or after its rounds
     */
    record Search(List<Double> logDensities) implements Diagnostics {
        /** Copies the list. */
        public Search {
            logDensities = List.copyOf(logDensities);
        }

        @Override
        public int length() {
            return logDensities.size();
        }

        @Override
        public String toString() {
            return "log densities " + logDensities;
        }
    }

    /**
     * Of a posterior that was read from a file.
     *
     * @param text what was said when it was written
     */
    record Remembered(String text) implements Diagnostics {
        @Override
        public String toString() {
            return text;
        }
    }

    /** Of what needs none, or was not found by any of these. */
    record None() implements Diagnostics {
        @Override
        public String toString() {
            return "no diagnostics";
        }
    }
}
