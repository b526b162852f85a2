package io.permvi.applications.link;

import io.permvi.relaxations.parallel.Workers;

/** How two records agree in one respect, in a few levels from least to most. */
interface Comparison {
    /** What is compared. */
    String name();

    /** The number of levels. */
    int levels();

    /** What a level means, for a person. */
    String describe(int level);

    /** The level of each pair, {@link ValueLevels#MISSING} where one record has no value. */
    byte[] compare(CandidatePairs pairs, Workers workers);
}
