package io.permvi.models;

import io.permvi.relaxations.linalg.SparsityPattern;

/** A latent real matrix. Entries outside its support are zero with certainty and have no parameters. */
public final class RealLatent implements Latent {
    private final String name;
    private final SparsityPattern support;

    /** A rows by columns matrix, every entry free. */
    public RealLatent(String name, int rows, int columns) {
        this(name, SparsityPattern.all(rows, columns));
    }

    /** A matrix whose entries are free on the support and zero elsewhere. */
    public RealLatent(String name, SparsityPattern support) {
        this.name = name;
        this.support = support;
    }

    @Override
    public String name() {
        return name;
    }

    /** The entries that may be non-zero. */
    public SparsityPattern support() {
        return support;
    }

    @Override
    public int rows() {
        return support.rows();
    }

    @Override
    public int columns() {
        return support.columns();
    }

    @Override
    public String toString() {
        return name + " (" + rows() + " x " + columns() + ")";
    }
}
