package io.permvi.inference.posterior;

import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.RealLatent;
import io.permvi.relaxations.permutation.Matching;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/**
 * Kept values of latents, to which more can be added: of a matching or of categories one place an item, of real latents
 * the numbers on the support. For one thread while values are added; may be shared once nothing is added any more.
 */
public final class Draws {
    private static final double[] NO_NUMBERS = {};

    private final List<Latent> latents;
    private final int[] placeOffsets;
    private final int[] numberOffsets;
    private final List<int[]> places = new ArrayList<>();
    private final List<double[]> numbers = new ArrayList<>();

    /** None yet, of these latents. */
    public Draws(List<? extends Latent> latents) {
        this.latents = List.copyOf(latents);
        placeOffsets = new int[latents.size() + 1];
        numberOffsets = new int[latents.size() + 1];
        for (int k = 0; k < latents.size(); k++) {
            boolean real = latents.get(k) instanceof RealLatent;
            placeOffsets[k + 1] = placeOffsets[k] + (real ? 0 : latents.get(k).rows());
            numberOffsets[k + 1] = numberOffsets[k]
                    + (latents.get(k) instanceof RealLatent r ? r.support().count() : 0);
        }
    }

    /** The latents, in order. */
    public List<Latent> latents() {
        return latents;
    }

    /** The number of kept values. */
    public int size() {
        return places.size();
    }

    /**
     * Keeps a copy of values.
     *
     * @param z hard values of these latents at least. Not modified.
     */
    public void add(LatentValues z) {
        int[] row = new int[placeOffsets[latents.size()]];
        int entryCount = numberOffsets[latents.size()];
        double[] entries = entryCount == 0 ? NO_NUMBERS : new double[entryCount];
        for (int k = 0; k < latents.size(); k++) {
            DMatrixRMaj value = z.get(latents.get(k));
            if (latents.get(k) instanceof RealLatent real) {
                real.support().gather(value, entries, numberOffsets[k]);
            } else {
                int[] own = new int[value.numRows];
                Matching.readPlaces(value, own);
                System.arraycopy(own, 0, row, placeOffsets[k], own.length);
            }
        }
        places.add(row);
        numbers.add(entries);
    }

    /**
     * Keeps matchings.
     *
     * @param matchings one for each latent, all of which are matchings
     */
    public void add(List<Matching> matchings) {
        int[] row = new int[placeOffsets[latents.size()]];
        for (int k = 0; k < latents.size(); k++) {
            System.arraycopy(
                    matchings.get(k).places(),
                    0,
                    row,
                    placeOffsets[k],
                    latents.get(k).rows());
        }
        places.add(row);
        numbers.add(NO_NUMBERS);
    }

    /**
     * Reads a kept value.
     *
     * @param draw from 0 to {@link #size} - 1
     * @param z of these latents. Modified.
     */
    public void read(int draw, LatentValues z) {
        for (Latent latent : latents) {
            z.get(latent).zero();
            add(draw, latent, 1, z.get(latent));
        }
    }

    /**
     * The places of a matching or of categories in a kept value.
     *
     * @return one place an item, {@link Matching#UNMATCHED} for none; a fresh array
     */
    public int[] places(int draw, DiscreteLatent latent) {
        int k = indexOf(latent);
        int[] own = new int[latent.rows()];
        System.arraycopy(places.get(draw), placeOffsets[k], own, 0, own.length);
        return own;
    }

    /** Adds a weight times the value of a latent. */
    void add(int draw, Latent latent, double weight, DMatrixRMaj sum) {
        int k = indexOf(latent);
        if (latent instanceof RealLatent real) {
            double[] entries = numbers.get(draw);
            int from = numberOffsets[k];
            real.support().forEachEntry((e, i, j) -> sum.add(i, j, weight * entries[from + e]));
            return;
        }
        int[] row = places.get(draw);
        for (int i = 0; i < sum.numRows; i++) {
            int place = row[placeOffsets[k] + i];
            if (place != Matching.UNMATCHED) {
                sum.data[i * sum.numCols + place] += weight;
            }
        }
    }

    /** The first draw of each value, in order. */
    int[] firstOfEqual() {
        Map<List<ByteBuffer>, Integer> seen = new HashMap<>();
        for (int s = 0; s < size(); s++) {
            seen.putIfAbsent(key(s), s);
        }
        return seen.values().stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    /** Only some of them, in the order given. */
    Draws subset(int[] kept) {
        Draws subset = new Draws(latents);
        for (int s : kept) {
            subset.places.add(places.get(s));
            subset.numbers.add(numbers.get(s));
        }
        return subset;
    }

    /** Equal for equal values. */
    List<ByteBuffer> key(int draw) {
        ByteBuffer ofPlaces = ByteBuffer.allocate(placeOffsets[latents.size()] * Integer.BYTES);
        ofPlaces.asIntBuffer().put(places.get(draw));
        ByteBuffer ofNumbers = ByteBuffer.allocate(numbers.get(draw).length * Double.BYTES);
        ofNumbers.asDoubleBuffer().put(numbers.get(draw));
        return List.of(ofPlaces, ofNumbers);
    }

    @Override
    public String toString() {
        return size() + " draws of " + latents;
    }

    private int indexOf(Latent latent) {
        int k = latents.indexOf(latent);
        if (k < 0) {
            throw new IllegalArgumentException("no draws of latent " + latent + "; there are " + latents);
        }
        return k;
    }
}
