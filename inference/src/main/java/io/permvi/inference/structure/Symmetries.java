package io.permvi.inference.structure;

import io.permvi.models.DiscreteLatent;
import io.permvi.models.RealLatent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Maps of the latents to themselves under which a log joint does not change, as far as they are looked for: the order of
 * all places reversed, places or items exchanged in all discrete latents of one size together with the rows or columns of
 * real latents of that size, and the sign of a real latent. A posterior has them too, so draws are aligned before they are
 * compared. Besides the real latents of whose level no other latent says anything: a shift of all entries adds what depends on
 * that latent alone, its prior where the data do not speak of it directly.
 *
 * @param reversed whether the order of places can be reversed
 * @param places that can be exchanged
 * @param items that can be exchanged
 * @param signs the real latents whose sign can change
 * @param levels the real latents of whose level no other latent says anything
 */
public record Symmetries(
        boolean reversed, Exchanges places, Exchanges items, List<RealLatent> signs, List<RealLatent> levels) {
    private static final int POINTS = 5;
    private static final double TOLERANCE = 1e-9;

    /** Copies the lists. */
    public Symmetries {
        signs = List.copyOf(signs);
        levels = List.copyOf(levels);
    }

    /** No symmetry. */
    public static Symmetries none() {
        return new Symmetries(false, Exchanges.none(0), Exchanges.none(0), List.of(), List.of());
    }

    /** Looks for symmetries by comparing the log joint at random values and their images; two forwards a test, mostly. */
    static Symmetries find(ModelPoint point, RandomGenerator rng) {
        SymmetryTest test = new SymmetryTest(point, rng, POINTS, TOLERANCE);
        List<RealLatent> reals = point.realLatents();
        List<RealLatent> signs = reals.stream().filter(test::signChanges).toList();
        List<RealLatent> levels = reals.stream().filter(test::shiftsByItself).toList();
        int width = common(point, DiscreteLatent::columns);
        int matchings = point.discreteLatents().size();
        Exchanges places = Exchanges.find(
                width,
                matchings,
                withRows(reals, width),
                withColumns(reals, width),
                (j, l, rows, columns) -> test.exchanges(false, j, l, rows, columns));
        List<RealLatent> free = new ArrayList<>(reals);
        free.removeAll(places.rows());
        free.removeAll(places.columns());
        int height = common(point, DiscreteLatent::rows);
        Exchanges items = Exchanges.find(
                height,
                matchings,
                withRows(free, height),
                withColumns(free, height),
                (j, l, rows, columns) -> test.exchanges(true, j, l, rows, columns));
        boolean reversed = !places.any() && width > 2 && test.reverses();
        return new Symmetries(reversed, places, items, signs, levels);
    }

    private static List<RealLatent> withRows(List<RealLatent> reals, int size) {
        return reals.stream()
                .filter(real -> real.rows() == size && real.support().isFull())
                .toList();
    }

    private static List<RealLatent> withColumns(List<RealLatent> reals, int size) {
        return reals.stream()
                .filter(real -> real.rows() != size
                        && real.columns() == size
                        && real.support().isFull())
                .toList();
    }

    private static int common(ModelPoint point, ToIntFunction<DiscreteLatent> size) {
        int[] sizes = point.discreteLatents().stream().mapToInt(size).distinct().toArray();
        return sizes.length == 1 ? sizes[0] : 0;
    }

    /** Whether there is none, and all levels are told. */
    public boolean isEmpty() {
        return !reversed && !places.any() && !items.any() && signs.isEmpty() && levels.isEmpty();
    }

    /** Whether draws have to be aligned before they are compared. */
    public boolean alignsDraws() {
        return reversed || places.alignsDraws() || items.alignsDraws() || !signs.isEmpty();
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (reversed) {
            parts.add("the places can be reversed");
        }
        if (places.any()) {
            parts.add(places.exchangeable() + " of " + places.size() + " places can be exchanged");
        }
        if (items.any()) {
            parts.add(items.exchangeable() + " of " + items.size() + " items can be exchanged");
        }
        if (!signs.isEmpty()) {
            parts.add("the sign of " + names(signs) + " can change");
        }
        if (!levels.isEmpty()) {
            parts.add("no other latent says anything of the level of " + names(levels));
        }
        return parts.isEmpty() ? "no symmetry found" : String.join(", ", parts);
    }

    private static String names(List<RealLatent> reals) {
        return reals.stream().map(RealLatent::name).collect(Collectors.joining(", "));
    }
}
