package io.permvi.inference.sampling;

import java.util.Arrays;

/** A change of some discrete latents: entries that become zero or one. Mutable, reused, for one thread. */
public final class ChangeList {
    private int size;
    private int[] latent = new int[16];
    private int[] item = new int[16];
    private int[] place = new int[16];
    private int[] sign = new int[16];

    /** Forgets all entries. */
    public void clear() {
        size = 0;
    }

    /** The entry of an item and a place becomes one ({@code sign} 1) or zero (-1). */
    public void add(int latentIndex, int itemIndex, int placeIndex, int signOfEntry) {
        if (size == latent.length) {
            latent = Arrays.copyOf(latent, 2 * size);
            item = Arrays.copyOf(item, 2 * size);
            place = Arrays.copyOf(place, 2 * size);
            sign = Arrays.copyOf(sign, 2 * size);
        }
        latent[size] = latentIndex;
        item[size] = itemIndex;
        place[size] = placeIndex;
        sign[size++] = signOfEntry;
    }

    /** The item leaves one place for another. */
    public void move(int latentIndex, int itemIndex, int from, int to) {
        add(latentIndex, itemIndex, from, -1);
        add(latentIndex, itemIndex, to, 1);
    }

    /** Copies another list. */
    public void set(ChangeList other) {
        clear();
        for (int e = 0; e < other.size; e++) {
            add(other.latent[e], other.item[e], other.place[e], other.sign[e]);
        }
    }

    /** The number of entries. */
    public int size() {
        return size;
    }

    /** The latent of an entry. */
    public int latent(int entry) {
        return latent[entry];
    }

    /** The item of an entry. */
    public int item(int entry) {
        return item[entry];
    }

    /** The place of an entry. */
    public int place(int entry) {
        return place[entry];
    }

    /** 1 where the entry becomes one, -1 where it becomes zero. */
    public int sign(int entry) {
        return sign[entry];
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int e = 0; e < size; e++) {
            text.append(sign[e] > 0 ? " +" : " -").append(latent[e]).append(':').append(item[e]);
            text.append("->").append(place[e]);
        }
        return text.toString().trim();
    }
}
