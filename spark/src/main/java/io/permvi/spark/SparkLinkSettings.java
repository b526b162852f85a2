package io.permvi.spark;

import io.permvi.relaxations.sparse.SparseGibbs;
import java.io.Serializable;

/**
 * How files are linked that outgrow a machine.
 *
 * @param largestBlock pairs that a key may bring; keys that bring more are passed over
 * @param randomPairs drawn to learn what records look like that are not the same
 * @param least odds below which a pair is left out before components are looked for
 * @param largestComponent pairs that a component may have; from larger ones more improbable pairs are left out
 * @param posterior how the matchings of a component are summed
 * @param seed of every draw
 */
record SparkLinkSettings(
        int largestBlock, int randomPairs, double least, int largestComponent, SparseGibbs posterior, long seed)
        implements Serializable {

    /** Blocks of 50 pairs, 200,000 random pairs, odds from 1e-4 on, components of 20,000 pairs. */
    static SparkLinkSettings withDefaults() {
        return new SparkLinkSettings(50, 200_000, 1e-4, 20_000, SparseGibbs.withDefaults(), 1);
    }

    /** The same with another size of components and number of random pairs. */
    SparkLinkSettings with(int component, int pairs) {
        return new SparkLinkSettings(largestBlock, pairs, least, component, posterior, seed);
    }

    /** The same with another seed. */
    SparkLinkSettings withSeed(long other) {
        return new SparkLinkSettings(largestBlock, randomPairs, least, largestComponent, posterior, other);
    }
}
