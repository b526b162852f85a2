package io.permvi.inference.networks;

/**
 * One weight matrix of a network. The object itself is the key by which a {@link NetworkPass} finds the values.
 *
 * @param name without white space, unique in its network; for files
 * @param rows at least 1
 * @param columns at least 1
 * @param initializer how it starts
 */
public record Parameter(String name, int rows, int columns, Initializer initializer) {
    /** Checks the name and the shape. */
    public Parameter {
        if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("name of a parameter must be without white space, got '" + name + "'");
        }
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "parameter " + name + " must be at least 1 x 1, got " + rows + " x " + columns);
        }
    }

    /** The number of weights. */
    public int count() {
        return rows * columns;
    }

    @Override
    public String toString() {
        return name + " (" + rows + " x " + columns + ")";
    }
}
