package io.permvi.inference.search;

/** Where the exchanges come from that a chain looks at. */
public enum Proposals {
    /** Any item, any place it may go to. */
    UNIFORM,
    /** Mostly those that come near to helping at the start: right from a good start, wrong from a random one. */
    SCREENED,
    /** Any item, and a place drawn from all its exchanges by what they add (heat bath); a proposal is a look at a row. */
    ROWS
}
