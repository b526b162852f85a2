package io.permvi.applications.heads.formats;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A cell as a file has it.
 *
 * @param position x, y, z in micrometers
 * @param color r, g, b; empty where the file has no colors
 * @param user the name that a person gave
 * @param automatic the name that a program gave
 * @param more what else the file says of it, by column
 */
public record Cell(double[] position, double[] color, Given user, Given automatic, Map<String, String> more) {
    /**
     * A name and how sure its giver was.
     *
     * @param name empty for none
     * @param confidence on the scale of the file; negative where none is given
     */
    public record Given(String name, double confidence) {
        /** No name. */
        public static final Given NONE = new Given("", -1);

        /** Whether there is a name. */
        public boolean isNamed() {
            return !name.isEmpty();
        }
    }

    /** Copies the map in its order. */
    public Cell {
        more = new LinkedHashMap<>(more);
        if (position.length != 3 || color.length != 3 && color.length != 0) {
            throw new IllegalArgumentException("a cell needs three coordinates and three colors or none, got "
                    + position.length + " and " + color.length);
        }
    }

    /** Whether it has a color. */
    public boolean isColored() {
        return color.length == 3;
    }

    /** The same with other names. */
    public Cell withNames(Given newUser, Given newAutomatic) {
        return new Cell(position, color, newUser, newAutomatic, more);
    }
}
