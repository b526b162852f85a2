package io.permvi.models;

import io.permvi.relaxations.permutation.Matching;
import java.util.Arrays;
import java.util.List;

/**
 * What a pass of a {@link MatchingDensity} keeps: the matchings that it stands at, and the exchange that it looked at
 * last. For one thread.
 */
public final class MatchingState {
    private final List<MatchingLatent> latents;
    private final int[][] places;
    private final int[][] items;
    private boolean pending;
    private int latent;
    private int place;
    private int other;

    /**
     * Nowhere yet.
     *
     * @param latents the matchings, of which every item is matched
     */
    public MatchingState(List<MatchingLatent> latents) {
        this.latents = List.copyOf(latents);
        places = new int[latents.size()][];
        items = new int[latents.size()][];
        for (int k = 0; k < places.length; k++) {
            places[k] = new int[latents.get(k).rows()];
            items[k] = new int[latents.get(k).columns()];
        }
    }

    /**
     * Checks that there is one matching for each latent, of its shape, in which every item has a place.
     *
     * @throws IllegalArgumentException when not; the message names the latent
     */
    public static void requireComplete(List<MatchingLatent> latents, List<Matching> matchings) {
        if (matchings.size() != latents.size()) {
            throw new IllegalArgumentException(
                    "one matching for each of " + latents.size() + " latents is needed, got " + matchings.size());
        }
        for (int k = 0; k < latents.size(); k++) {
            MatchingLatent latent = latents.get(k);
            Matching matching = matchings.get(k);
            boolean fits = matching.items() == latent.rows() && matching.placeCount() == latent.columns();
            if (!fits || matching.size() != latent.rows()) {
                throw new IllegalArgumentException("the matching of latent " + latent.name() + " must place all of "
                        + latent.rows() + " items in " + latent.columns() + " places, got " + matching);
            }
        }
    }

    /**
     * Moves to matchings; no exchange has been looked at.
     *
     * @throws IllegalArgumentException as {@link #requireComplete}
     */
    public void start(List<Matching> matchings) {
        requireComplete(latents, matchings);
        for (int k = 0; k < places.length; k++) {
            Arrays.fill(items[k], Matching.UNMATCHED);
            for (int i = 0; i < places[k].length; i++) {
                places[k][i] = matchings.get(k).place(i);
                items[k][places[k][i]] = i;
            }
        }
        pending = false;
    }

    /** The item at a place, or {@link Matching#UNMATCHED}. */
    public int itemAt(int latent, int place) {
        return items[latent][place];
    }

    /** The place of an item. */
    public int placeOf(int latent, int item) {
        return places[latent][item];
    }

    /** Looks at an exchange of two places; the state stays. */
    public void consider(int latent, int place, int other) {
        this.latent = latent;
        this.place = place;
        this.other = other;
        pending = true;
    }

    /** Makes the exchange that was looked at last, or takes it back when called again. */
    public void swap() {
        int item = items[latent][place];
        int partner = items[latent][other];
        items[latent][place] = partner;
        items[latent][other] = item;
        if (item != Matching.UNMATCHED) {
            places[latent][item] = other;
        }
        if (partner != Matching.UNMATCHED) {
            places[latent][partner] = place;
        }
    }

    /** The index of the matching of the exchange that was looked at last. */
    public int latent() {
        return latent;
    }

    /** The first place of the exchange that was looked at last. */
    public int place() {
        return place;
    }

    /** The second place of the exchange that was looked at last. */
    public int other() {
        return other;
    }

    /**
     * Makes the exchange that was looked at last for good.
     *
     * @throws IllegalStateException when there is none since the last exchange or start
     */
    public void exchange() {
        if (!pending) {
            throw new IllegalStateException("exchange needs a change since the last exchange or start");
        }
        pending = false;
        swap();
    }
}
