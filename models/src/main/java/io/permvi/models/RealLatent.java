package io.permvi.models;

import io.permvi.relaxations.linalg.SparsityPattern;

/**
 * A latent real matrix. Entries outside its support are zero with certainty and have no parameters; the others may have a
 * {@link Domain}: positive, bounded, rows on the simplex.
 */
public final class RealLatent implements Latent {
    private final String name;
    private final SparsityPattern support;
    private final Domain domain;

    /** A rows by columns matrix, every entry free. */
    public RealLatent(String name, int rows, int columns) {
        this(name, SparsityPattern.all(rows, columns));
    }

    /** A matrix whose entries are free on the support and zero elsewhere. */
    public RealLatent(String name, SparsityPattern support) {
        this(name, support, Domain.reals());
    }

    /**
     * A rows by columns matrix whose entries lie in a domain.
     *
     * @throws IllegalArgumentException when the domain needs more columns: a simplex of one entry has no freedom
     */
    public RealLatent(String name, int rows, int columns, Domain domain) {
        this(name, SparsityPattern.all(rows, columns), domain);
        if (domain.freeColumns(columns) < 1) {
            throw new IllegalArgumentException(
                    name + " is " + domain + ": it needs at least 2 columns, got " + columns);
        }
    }

    private RealLatent(String name, SparsityPattern support, Domain domain) {
        this.name = name;
        this.support = support;
        this.domain = domain;
    }

    /** Where the free entries lie. */
    public Domain domain() {
        return domain;
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
        return name + " (" + rows() + " x " + columns() + (domain.isReals() ? "" : ", " + domain) + ")";
    }
}
