package io.permvi.applications.link;

/** How the values of a column are compared. */
public enum FieldKind {
    /** By their ratio. */
    NUMBER,
    /** By edit distance, shared words and the rarity of the value. */
    STRING,
    /** By the words and letters that they share. */
    TEXT
}
