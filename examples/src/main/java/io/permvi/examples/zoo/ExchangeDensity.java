package io.permvi.examples.zoo;

import io.permvi.models.MatchingDensity;
import io.permvi.models.MatchingLatent;
import io.permvi.models.MatchingState;
import io.permvi.relaxations.permutation.Matching;
import java.util.List;
import java.util.function.Supplier;

/**
 * A model of one permutation as a density whose exchanges cost O(n).
 *
 * @param latent the permutation
 * @param terms what is kept of a state, anew for each pass
 */
record ExchangeDensity(MatchingLatent latent, Supplier<Terms> terms) implements MatchingDensity {

    /** What is kept of the state of a pass. */
    interface Terms {
        /**
         * The log density of a state, up to a constant.
         *
         * @param places of the items. The live array of the pass: it moves after {@link #exchange}.
         */
        double start(int[] places);

        /** What the exchange of two items would add. */
        double change(int item, int other);

        /** Makes the exchange that was looked at last. */
        default void exchange() {}
    }

    @Override
    public List<MatchingLatent> latents() {
        return List.of(latent);
    }

    @Override
    public MatchingDensity.Pass newPass() {
        return new ExchangePass(latent, terms.get());
    }

    private static final class ExchangePass implements MatchingDensity.Pass {
        private final MatchingState state;
        private final Terms terms;
        private final int[] places;
        private double logDensity;
        private double change;

        ExchangePass(MatchingLatent latent, Terms terms) {
            state = new MatchingState(List.of(latent));
            this.terms = terms;
            places = new int[latent.rows()];
        }

        @Override
        public double start(List<Matching> matchings) {
            state.start(matchings);
            copyPlaces();
            logDensity = terms.start(places);
            return logDensity;
        }

        private void copyPlaces() {
            for (int i = 0; i < places.length; i++) {
                places[i] = state.placeOf(0, i);
            }
        }

        @Override
        public int itemAt(int latent, int place) {
            return state.itemAt(0, place);
        }

        @Override
        public int placeOf(int latent, int item) {
            return places[item];
        }

        @Override
        public double logDensity() {
            return logDensity;
        }

        @Override
        public double change(int latent, int place, int other) {
            state.consider(0, place, other);
            change = terms.change(state.itemAt(0, place), state.itemAt(0, other));
            return change;
        }

        @Override
        public void exchange() {
            state.exchange();
            terms.exchange();
            copyPlaces();
            logDensity += change;
        }
    }
}
