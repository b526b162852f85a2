package io.permvi.inference.structure;

import io.permvi.models.RealLatent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Maps of the latents to themselves under which a log joint does not change, as far as they are looked for: the order of
 * all places reversed, places exchanged in all discrete latents of one width together with the rows or columns of real
 * latents of that size, and the sign of a real latent. A posterior has them too, so draws are aligned before they are
 * compared.
 *
 * @param reversed whether the order of places can be reversed
 * @param width the number of places whose exchanges are meant; 0 for none
 * @param classes for each place the least place that it can be exchanged with, itself when with none
 * @param rows the real latents whose rows go with the places
 * @param columns the real latents whose columns go with the places
 * @param signs the real latents whose sign can change
 */
public record Symmetries(
        boolean reversed,
        int width,
        int[] classes,
        List<RealLatent> rows,
        List<RealLatent> columns,
        List<RealLatent> signs) {
    private static final int POINTS = 5;
    private static final double TOLERANCE = 1e-9;
    private static final int LARGEST_ALL_PAIRS = 40;

    /** Copies the lists. */
    public Symmetries {
        classes = classes.clone();
        rows = List.copyOf(rows);
        columns = List.copyOf(columns);
        signs = List.copyOf(signs);
    }

    /** No symmetry. */
    public static Symmetries none() {
        return new Symmetries(false, 0, new int[0], List.of(), List.of(), List.of());
    }

    /** Looks for symmetries by comparing the log joint at random values and their images; two forwards a test, mostly. */
    static Symmetries find(ModelPoint point, RandomGenerator rng) {
        SymmetryTest test = new SymmetryTest(point, rng, POINTS, TOLERANCE);
        int width = commonWidth(point);
        List<RealLatent> signs =
                point.realLatents().stream().filter(test::signChanges).toList();
        if (width < 2) {
            return new Symmetries(false, 0, new int[0], List.of(), List.of(), signs);
        }
        List<RealLatent> rows = point.realLatents().stream()
                .filter(real -> real.rows() == width && real.support().isFull())
                .toList();
        List<RealLatent> columns = point.realLatents().stream()
                .filter(real -> real.rows() != width
                        && real.columns() == width
                        && real.support().isFull())
                .toList();
        int[] classes = classes(width, (j, l) -> test.exchanges(j, l, rows, columns));
        boolean any = !Arrays.equals(classes, identity(width));
        boolean reversed = !any && width > 2 && test.reverses();
        return new Symmetries(reversed, width, classes, any ? rows : List.of(), any ? columns : List.of(), signs);
    }

    private static int commonWidth(ModelPoint point) {
        List<Integer> widths = point.discreteLatents().stream()
                .map(latent -> latent.columns())
                .distinct()
                .toList();
        return widths.size() == 1 ? widths.get(0) : 0;
    }

    /** Whether two places can be exchanged. */
    private interface PairTest {
        boolean holds(int j, int l);
    }

    private static int[] identity(int width) {
        int[] identity = new int[width];
        Arrays.setAll(identity, j -> j);
        return identity;
    }

    private static int[] classes(int width, PairTest exchanges) {
        int[] classes = identity(width);
        for (int j = 0; j < width && (j < LARGEST_ALL_PAIRS || !Arrays.equals(classes, identity(width))); j++) {
            int last = width <= LARGEST_ALL_PAIRS ? width : Math.min(width, j + 2);
            for (int l = j + 1; l < last; l++) {
                if (classes[l] == l && exchanges.holds(j, l)) {
                    classes[l] = classes[j];
                }
            }
        }
        return classes;
    }

    /** Whether any two places can be exchanged. */
    public boolean exchangesPlaces() {
        return !Arrays.equals(classes, identity(classes.length));
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return !reversed && !exchangesPlaces() && signs.isEmpty();
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (reversed) {
            parts.add("the places can be reversed");
        }
        if (exchangesPlaces()) {
            long exchangeable = Arrays.stream(classes)
                    .filter(c -> Arrays.stream(classes).filter(d -> d == c).count() > 1)
                    .count();
            parts.add(exchangeable + " of " + width + " places can be exchanged");
        }
        if (!signs.isEmpty()) {
            parts.add("the sign of " + signs.stream().map(RealLatent::name).collect(Collectors.joining(", "))
                    + " can change");
        }
        return parts.isEmpty() ? "no symmetry found" : String.join(", ", parts);
    }
}
