package io.permvi.inference.networks;

/**
 * One weight matrix of a network: its name, shape and start. The object itself is the key by which a {@link NetworkPass}
 * finds the values; the name is for files.
 */
public final class Parameter {
    private final String name;
    private final int rows;
    private final int columns;
    private final Initializer initializer;

    /**
     * @param name without white space, unique in its network
     * @param rows at least 1
     * @param columns at least 1
     * @throws IllegalArgumentException when the name or the shape is not so
     */
    public Parameter(String name, int rows, int columns, Initializer initializer) {
        if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("name of a parameter must be without white space, got '" + name + "'");
        }
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "parameter " + name + " must be at least 1 x 1, got " + rows + " x " + columns);
        }
        this.name = name;
        this.rows = rows;
        this.columns = columns;
        this.initializer = initializer;
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** The number of rows. */
    public int rows() {
        return rows;
    }

    /** The number of columns. */
    public int columns() {
        return columns;
    }

    /** The number of weights. */
    public int count() {
        return rows * columns;
    }

    Initializer initializer() {
        return initializer;
    }

    @Override
    public String toString() {
        return name + " (" + rows + " x " + columns + ")";
    }
}
