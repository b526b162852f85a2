package io.permvi.models;

import io.permvi.relaxations.permutation.Matching;
import java.util.List;

/**
 * A log density of several matchings that is cheap to update when two places exchange what they hold: the target of the
 * exchange samplers. Known up to a constant at least. Immutable and safe to share between threads.
 */
public interface MatchingDensity {

    /**
     * Any model of matchings, evaluated anew for each exchange: right for small models and for tests of faster ones.
     *
     * @throws IllegalArgumentException when a latent is not a matching, or may leave items unmatched
     */
    static MatchingDensity of(Model model) {
        return new ForwardDensity(model);
    }

    /** This density for whatever takes a model; samplers of ensembles use its exchanges. */
    default Model asModel() {
        return new DensityModel(this, latents());
    }

    /** The latent matchings, each once; in every state each item is matched. */
    List<MatchingLatent> latents();

    /** A pass for one thread. */
    Pass newPass();

    /**
     * A state and the exchanges from it; for one thread, allocates nothing after warm-up. An exchange swaps the contents
     * of two places of one matching: two items, or an item and nothing.
     */
    interface Pass {
        /**
         * Moves to a state.
         *
         * @param matchings one for each latent, in order, every item matched. Not modified.
         * @return the log density there
         * @throws IllegalArgumentException when a shape does not fit or an item is unmatched
         */
        double start(List<Matching> matchings);

        /** The item at a place, or {@link Matching#UNMATCHED}. */
        int itemAt(int latent, int place);

        /** The place of an item. */
        int placeOf(int latent, int item);

        /** The log density of the state. */
        double logDensity();

        /**
         * What the exchange of two places would add to the log density; the state stays.
         *
         * @param latent the index of the matching
         * @param place a place
         * @param other another place; at most one of the two is empty
         */
        double change(int latent, int place, int other);

        /**
         * What the exchange of an item's place with each other place would add; the state stays.
         *
         * @param latent the index of the matching
         * @param item an item
         * @param changes one for each place. Modified: 0 at the item's own place
         */
        default void changes(int latent, int item, double[] changes) {
            int place = placeOf(latent, item);
            for (int k = 0; k < changes.length; k++) {
                changes[k] = k == place ? 0 : change(latent, place, k);
            }
        }

        /**
         * The places that are worth a look for an item, where the density can tell at a glance that nothing speaks for
         * the others.
         *
         * @param latent the index of the matching
         * @param item an item
         * @param places the item's own and others, in order. Modified.
         * @return how many there are, or -1 where all are, and {@code places} is left alone
         */
        default int worthALook(int latent, int item, int[] places) {
            return -1;
        }

        /**
         * Makes the exchange that {@link #change} looked at last.
         *
         * @throws IllegalStateException when there is none since the last exchange or start
         */
        void exchange();
    }
}
