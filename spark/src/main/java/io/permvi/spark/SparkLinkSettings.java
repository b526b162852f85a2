package io.permvi.spark;

import io.permvi.relaxations.sparse.SparseGibbs;
import java.io.Serializable;

/**
 * How files are linked that outgrow a machine.
 *
 * @param largestBlock pairs that a key may bring; keys that bring more are passed over
 * @param randomPairs drawn to learn what records look like that are not the same
 * @param recordsLearned at most, of the first file, from which is learned what pairs are hopeless
 * @param recordsWithin at most, of each file, of which pairs with others of it are looked for, known not to be links
 * @param least odds below which a pair is left out before components are looked for
 * @param largestComponent pairs that a component may have; from larger ones more improbable pairs are left out
 * @param posterior how the matchings of a component are summed
 * @param seed of every draw
 */
record SparkLinkSettings(
        int largestBlock,
        int randomPairs,
        long recordsLearned,
        long recordsWithin,
        double least,
        int largestComponent,
        SparseGibbs posterior,
        long seed)
        implements Serializable {

    /**
     * Blocks of 50 pairs, 200,000 random pairs, 50,000 records to begin with, 250,000 inside files, odds from 0.01 on,
     * components of 20,000 pairs.
     */
    static SparkLinkSettings withDefaults() {
        return new SparkLinkSettings(50, 200_000, 50_000, 250_000, 1e-2, 20_000, SparseGibbs.withDefaults(), 1);
    }

    /** The same with another size of components and less to learn from. */
    SparkLinkSettings with(int component, int pairs, long learned, long within) {
        return new SparkLinkSettings(largestBlock, pairs, learned, within, least, component, posterior, seed);
    }

    /** The same with another seed. */
    SparkLinkSettings withSeed(long other) {
        return new SparkLinkSettings(
                largestBlock, randomPairs, recordsLearned, recordsWithin, least, largestComponent, posterior, other);
    }
}
