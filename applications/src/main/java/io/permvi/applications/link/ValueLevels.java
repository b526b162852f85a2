package io.permvi.applications.link;

/** How two values of a column agree, in a few levels from least to most, whatever other pairs look like. */
public interface ValueLevels {
    /** The level of a pair in which one record has no value: no evidence. */
    byte MISSING = -1;

    /** The column. */
    String name();

    /** The number of levels. */
    int levels();

    /** What a level means, for a person. */
    String describe(int level);

    /** The level of two values, {@link #MISSING} where one is. */
    byte level(Value x, Value y);
}
