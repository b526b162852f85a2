package io.permvi.inference.search;

import io.permvi.models.MatchingDensity;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Moves of one item, whose new place is drawn from all of its exchanges at once (heat bath): an exchange that adds d to the
 * log density has the weight {@code exp(d / 2T)}, and is then kept with the probability that makes the chain exact
 * (locally balanced proposals, Zanella 2020). Where most exchanges are hopeless, one look at a row replaces as many
 * proposals as there are places. One matching, one thread.
 */
final class RowMoves {
    /** Weights are no larger or smaller than exp of this, so that both ways of a move can be proposed. */
    private static final double LARGEST = 18;

    /** Weights go by steps of a logarithm of one over this: any weights leave the chain exact. */
    private static final int STEPS = 64;

    private static final double[] WEIGHTS = IntStream.rangeClosed((int) -LARGEST * STEPS, (int) LARGEST * STEPS)
            .mapToDouble(step -> Math.exp(step / (double) STEPS))
            .toArray();

    private final MatchingDensity.Pass pass;
    private final int latent;
    private final SparsityPattern allowed;
    private final boolean grouped;
    private final double[] changes;
    /** The places that were looked at, and their weights. */
    private final int[] looked;

    private final int[] worth;

    private final double[] weights;
    private int count;

    RowMoves(MatchingDensity.Pass pass, int latent, SparsityPattern allowed) {
        this.pass = pass;
        this.latent = latent;
        this.allowed = allowed;
        grouped = allowed.isFull() || isGrouped(allowed);
        changes = new double[allowed.columns()];
        looked = new int[allowed.columns()];
        worth = new int[allowed.columns()];
        weights = new double[allowed.columns()];
    }

    /** Whether items that share an allowed place share all: then a partner may always go where the item comes from. */
    private static boolean isGrouped(SparsityPattern allowed) {
        int[] groupOf = new int[allowed.columns()];
        int[] size = new int[allowed.rows()];
        Arrays.fill(groupOf, -1);
        for (int i = 0; i < allowed.rows(); i++) {
            int first = allowed.rowCount(i) == 0 ? -1 : groupOf[allowed.column(allowed.rowStart(i))];
            int group = first < 0 ? i : first;
            if (first >= 0 && size[first] != allowed.rowCount(i)) {
                return false;
            }
            size[group] = allowed.rowCount(i);
            for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                if (groupOf[allowed.column(e)] != first) {
                    return false;
                }
                groupOf[allowed.column(e)] = group;
            }
        }
        return true;
    }

    /**
     * Draws a place for an item.
     *
     * @param exact whether moves are kept with the probability that leaves the density as it is; a search does without
     * @return whether the item moved
     */
    boolean move(int item, double temperature, boolean exact, RandomGenerator rng) {
        int from = pass.placeOf(latent, item);
        double total = weigh(item, from, temperature);
        int drawn = draw(total, rng);
        int to = looked[drawn];
        if (to == from) {
            return false;
        }
        double change = changes[to] / temperature;
        double weight = weights[drawn];
        pass.change(latent, from, to);
        pass.exchange();
        if (!exact) {
            return true;
        }
        double back = weigh(item, to, temperature);
        double ratio = change + Math.log(weightOf(from) / weight * total / back);
        if (ratio >= -rng.nextExponential()) {
            return true;
        }
        pass.change(latent, to, from);
        pass.exchange();
        return false;
    }

    /** Makes the best exchange of an item if it adds more than {@code least}. */
    boolean climb(int item, double least) {
        int from = pass.placeOf(latent, item);
        pass.changes(latent, item, changes);
        int best = from;
        double most = least;
        for (int e = allowed.rowStart(item); e < allowed.rowEnd(item); e++) {
            int k = allowed.isFull() ? e - allowed.rowStart(item) : allowed.column(e);
            if (changes[k] > most && (grouped || mayCome(k, from))) {
                most = changes[k];
                best = k;
            }
        }
        if (best == from) {
            return false;
        }
        pass.change(latent, from, best);
        pass.exchange();
        return true;
    }

    private double weigh(int item, int from, double temperature) {
        double total = 0;
        double factor = 0.5 * STEPS / temperature;
        count = 0;
        int some = pass.worthALook(latent, item, worth);
        if (some < 0) {
            pass.changes(latent, item, changes);
        }
        int first = some < 0 ? allowed.rowStart(item) : 0;
        int end = some < 0 ? allowed.rowEnd(item) : some;
        for (int e = first; e < end; e++) {
            int k = some >= 0 ? worth[e] : allowed.isFull() ? e - first : allowed.column(e);
            if ((some < 0 || allowed.allows(item, k)) && (grouped || mayCome(k, from))) {
                changes[k] = some < 0 || k == from ? changes[k] : pass.change(latent, from, k);
                looked[count] = k;
                weights[count] = weight(k == from ? 0 : factor * changes[k]);
                total += weights[count++];
            }
        }
        return total;
    }

    private static double weight(double steps) {
        double most = LARGEST * STEPS;
        return WEIGHTS[(int) (Math.max(-most, Math.min(most, steps)) + most + 0.5)];
    }

    private boolean mayCome(int k, int from) {
        int partner = pass.itemAt(latent, k);
        return partner == Matching.UNMATCHED || allowed.allows(partner, from);
    }

    private int draw(double total, RandomGenerator rng) {
        double point = rng.nextDouble() * total;
        for (int c = 0; c < count - 1; c++) {
            point -= weights[c];
            if (point < 0) {
                return c;
            }
        }
        return count - 1;
    }

    private double weightOf(int place) {
        for (int c = 0; c < count; c++) {
            if (looked[c] == place) {
                return weights[c];
            }
        }
        return 0;
    }
}
