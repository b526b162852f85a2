package io.permvi.applications.rankings;

import java.util.List;
import java.util.Optional;

/**
 * What no file says about itself.
 *
 * @param unlisted what an item means that an assessor did not rank; asked where it matters
 * @param ties what a tie means
 * @param items the columns that are items; empty for those that hold ranks
 * @param covariates columns that are no items
 * @param orderings whether columns hold items from first to last instead of ranks
 * @param higherIsBetter whether a large score is good
 */
public record ReadingChoices(
        Optional<Unlisted> unlisted,
        Ties ties,
        List<String> items,
        List<String> covariates,
        boolean orderings,
        boolean higherIsBetter) {

    /** What an item means that was not ranked. */
    public enum Unlisted {
        /** It stands behind those that were. */
        BELOW,
        /** The assessor never saw it. */
        UNSEEN
    }

    /** What a tie means. */
    public enum Ties {
        /** The order is not known. */
        UNKNOWN_ORDER,
        /** They came out even, as an outcome of its own; for Plackett-Luce. */
        MODEL,
        /** A mistake. */
        REFUSE
    }

    /** Copies the lists. */
    public ReadingChoices {
        items = List.copyOf(items);
        covariates = List.copyOf(covariates);
    }

    /** Nothing said: the defaults hold, with a notice. */
    public static ReadingChoices withDefaults() {
        return new ReadingChoices(Optional.empty(), Ties.UNKNOWN_ORDER, List.of(), List.of(), false, false);
    }

    /** With this meaning of an item that was not ranked. */
    public ReadingChoices withUnlisted(Unlisted meaning) {
        return new ReadingChoices(Optional.of(meaning), ties, items, covariates, orderings, higherIsBetter);
    }
}
