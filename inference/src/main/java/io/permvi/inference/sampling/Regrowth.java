package io.permvi.inference.sampling;

import io.permvi.inference.structure.Structure;
import io.permvi.models.CategoricalLatent;
import io.permvi.models.DiscreteLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A move for chains of partial matchings: one place, or two, are emptied in a run of them and filled again, one matching
 * after the other, by what each free item would add. With W the product of the sums that the choices are drawn from, the
 * new filling is accepted with probability {@code min(1, W(new) / W(old))}, where W(old) belongs to the same steps that
 * choose what was there (Siepmann and Frenkel 1992, equations 6 to 9). So a whole path comes or goes at once, which would
 * have to pass through unlikely states item by item. For one thread.
 */
final class Regrowth {
    private final List<DiscreteLatent> latents;
    private final int[] chain;
    private final SparsityPattern[] allowed;
    private final int width;
    private final int[] columns = new int[2];
    private final int[][] before;
    private final int[][] after;
    private final ChangeList change = new ChangeList();
    private double[] weight = new double[16];
    private int[] option = new int[16];
    private SamplerState state;
    private Changes target;
    private RandomGenerator rng;

    Regrowth(Structure structure) {
        latents = structure.discrete();
        chain = structure.chain().stream().mapToInt(latents::indexOf).toArray();
        allowed = latents.stream().map(latent -> latent.space().allowed()).toArray(SparsityPattern[]::new);
        width = latents.isEmpty() ? 0 : latents.get(0).columns();
        before = new int[chain.length][2];
        after = new int[chain.length][2];
    }

    /** Whether a model has such a chain whose matchings share their places. */
    static boolean serves(Structure structure) {
        List<DiscreteLatent> latents = structure.discrete();
        return !structure.chain().isEmpty()
                && latents.stream()
                        .allMatch(latent -> latent.space().partial()
                                && !(latent instanceof CategoricalLatent)
                                && latent.columns() == latents.get(0).columns());
    }

    /**
     * Makes a move.
     *
     * @param newTarget started at the state. Modified.
     * @param newState modified through the target
     * @return whether anything changed
     */
    boolean move(Changes newTarget, SamplerState newState, RandomGenerator newRng) {
        target = newTarget;
        state = newState;
        rng = newRng;
        int count = width > 1 ? 1 + rng.nextInt(2) : 1;
        columns[0] = rng.nextInt(width);
        if (count == 2) {
            columns[1] = (columns[0] + 1 + rng.nextInt(width - 1)) % width;
        }
        int a = rng.nextInt(chain.length);
        int b = rng.nextInt(chain.length);
        int kind = rng.nextInt(3);
        int from = kind == 0 ? 0 : Math.min(a, b);
        int to = kind == 1 ? chain.length - 1 : kind == 0 ? a : Math.max(a, b);
        boolean forward = rng.nextBoolean();
        int first = forward ? from : to;
        int step = forward ? 1 : -1;
        int length = to - from + 1;

        read(before, first, step, length, count);
        empty(before, first, step, length, count);
        double old = grow(before, true, first, step, length, count);
        empty(before, first, step, length, count);
        double gained = grow(after, false, first, step, length, count) - old;
        boolean changed = false;
        for (int s = 0; s < length; s++) {
            changed |= !Arrays.equals(before[s], 0, count, after[s], 0, count);
        }
        if (changed && !(gained >= -rng.nextExponential())) {
            restore(first, step, length, count);
            return false;
        }
        return changed;
    }

    private void read(int[][] contents, int first, int step, int length, int count) {
        for (int s = 0; s < length; s++) {
            for (int c = 0; c < count; c++) {
                contents[s][c] = state.itemAt(chain[first + s * step], columns[c]);
            }
        }
    }

    private void empty(int[][] contents, int first, int step, int length, int count) {
        change.clear();
        add(contents, -1, first, step, length, count);
        make();
    }

    private void restore(int first, int step, int length, int count) {
        change.clear();
        add(after, -1, first, step, length, count);
        add(before, 1, first, step, length, count);
        make();
    }

    private void add(int[][] contents, int sign, int first, int step, int length, int count) {
        for (int s = 0; s < length; s++) {
            for (int c = 0; c < count; c++) {
                if (contents[s][c] != Matching.UNMATCHED) {
                    change.add(chain[first + s * step], contents[s][c], columns[c], sign);
                }
            }
        }
    }

    private void make() {
        if (change.size() > 0) {
            target.change(change);
            target.commit();
        }
    }

    /** Fills the places in order; the log of W. */
    private double grow(int[][] contents, boolean given, int first, int step, int length, int count) {
        double logWeight = 0;
        for (int s = 0; s < length; s++) {
            for (int c = 0; c < count; c++) {
                int k = chain[first + s * step];
                int options = weigh(k, columns[c]);
                double largest = Arrays.stream(weight, 0, options).max().orElse(0);
                double sum = 0;
                for (int o = 0; o < options; o++) {
                    weight[o] = Math.exp(weight[o] - largest);
                    sum += weight[o];
                }
                logWeight += largest + Math.log(sum);
                contents[s][c] = given ? contents[s][c] : option[draw(options, sum)];
                if (contents[s][c] != Matching.UNMATCHED) {
                    change.clear();
                    change.add(k, contents[s][c], columns[c], 1);
                    make();
                }
            }
        }
        return logWeight;
    }

    /** What nothing, and each free item, would add at a place; the number of options. */
    private int weigh(int k, int place) {
        int items = latents.get(k).rows();
        if (weight.length <= items) {
            weight = new double[2 * items];
            option = new int[2 * items];
        }
        option[0] = Matching.UNMATCHED;
        weight[0] = 0;
        int options = 1;
        for (int i = 0; i < items; i++) {
            if (state.placeOf(k, i) == Matching.UNMATCHED && allowed[k].allows(i, place)) {
                change.clear();
                change.add(k, i, place, 1);
                option[options] = i;
                weight[options++] = target.change(change);
            }
        }
        return options;
    }

    private int draw(int options, double sum) {
        double left = sum * rng.nextDouble();
        int drawn = 0;
        while (drawn < options - 1 && (left -= weight[drawn]) >= 0) {
            drawn++;
        }
        return drawn;
    }
}
