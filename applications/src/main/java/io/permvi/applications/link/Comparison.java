package io.permvi.applications.link;

import io.permvi.relaxations.parallel.Workers;

/** How two records agree in one respect, in a few levels from least to most. */
interface Comparison {
    /** The level of a pair in which one record has no value: no evidence. */
    byte MISSING = -1;

    /** What is compared. */
    String name();

    /** The number of levels. */
    int levels();

    /** What a level means, for a person. */
    String describe(int level);

    /** The level of each pair, {@link #MISSING} where one record has no value. */
    byte[] compare(CandidatePairs pairs, Workers workers);
}
