package io.permvi.inference.sampling;

import io.permvi.inference.structure.ModelPoint;
import io.permvi.models.CategoricalLatent;
import io.permvi.models.DiscreteLatent;
import io.permvi.relaxations.permutation.Matching;
import java.util.Arrays;
import java.util.List;

/**
 * A value of all latents of a model: places of items, items of places, and a flat vector of reals. Mutable, for one
 * thread.
 */
public final class SamplerState {
    private final int[][] places;
    private final int[][] items;
    private final double[] reals;
    private long version;

    /**
     * A state.
     *
     * @param latents the discrete latents
     * @param places the place of each item of each of them, {@link Matching#UNMATCHED} for none; copied
     * @param reals the flat reals; copied
     */
    public SamplerState(List<DiscreteLatent> latents, int[][] places, double[] reals) {
        this.places = new int[places.length][];
        this.items = new int[places.length][];
        this.reals = reals.clone();
        for (int k = 0; k < places.length; k++) {
            this.places[k] = places[k].clone();
            if (!(latents.get(k) instanceof CategoricalLatent)) {
                items[k] = new int[latents.get(k).columns()];
            }
            fillItems(k);
        }
    }

    private void fillItems(int k) {
        if (items[k] == null) {
            return;
        }
        Arrays.fill(items[k], Matching.UNMATCHED);
        for (int i = 0; i < places[k].length; i++) {
            if (places[k][i] != Matching.UNMATCHED) {
                items[k][places[k][i]] = i;
            }
        }
    }

    /** Becomes a copy of another state of the same latents. */
    public void set(SamplerState other) {
        for (int k = 0; k < places.length; k++) {
            System.arraycopy(other.places[k], 0, places[k], 0, places[k].length);
            fillItems(k);
        }
        System.arraycopy(other.reals, 0, reals, 0, reals.length);
        version++;
    }

    /** Makes a change. */
    public void apply(ChangeList change) {
        for (int e = 0; e < change.size(); e++) {
            if (change.sign(e) < 0) {
                set(change.latent(e), change.item(e), Matching.UNMATCHED, change.place(e), Matching.UNMATCHED);
            }
        }
        for (int e = 0; e < change.size(); e++) {
            if (change.sign(e) > 0) {
                set(change.latent(e), change.item(e), change.place(e), change.place(e), change.item(e));
            }
        }
        version++;
    }

    private void set(int latent, int item, int place, int where, int held) {
        places[latent][item] = place;
        if (items[latent] != null) {
            items[latent][where] = held;
        }
    }

    /** The number of discrete latents. */
    public int latents() {
        return places.length;
    }

    /** The place of an item, {@link Matching#UNMATCHED} for none. */
    public int placeOf(int latent, int item) {
        return places[latent][item];
    }

    /** The item at a place of a matching, {@link Matching#UNMATCHED} for none. */
    public int itemAt(int latent, int place) {
        return items[latent][place];
    }

    /** The places of all items of a latent; not to be modified. */
    int[] places(int latent) {
        return places[latent];
    }

    /** The flat reals, to be read and written. */
    public double[] reals() {
        return reals;
    }

    /** Counts the changes of the discrete latents. */
    long version() {
        return version;
    }

    /** Moves a point here. */
    public void writeTo(ModelPoint point) {
        for (int k = 0; k < places.length; k++) {
            point.setPlaces(k, places[k]);
        }
        point.setReals(reals);
    }
}
