package io.permvi.inference.sampling;

import io.permvi.models.CategoricalLatent;
import io.permvi.models.DiscreteLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Proposals of changes, as mixtures that keep every mask: an item goes to a place and what is there comes back, pairs
 * come and go, runs of places are shifted or reversed, cycles within masks, and places exchanged in a range of latents
 * at once. For one thread.
 */
public final class MatchingMoves {
    /** What is returned for a proposal that cannot be made. */
    public static final double IMPOSSIBLE = Double.NaN;

    private static final int LONGEST_CYCLE = 10;
    /** Kinds of moves; the last is what remains, single relocations and exchanges. */
    private static final int RANGE = 0;

    private static final int SHIFT = 1;
    private static final int REVERSAL = 2;
    private static final int CYCLE = 3;
    private static final int SINGLE = 4;
    private static final double[] SHARES = {0.2, 0.15, 0.1, 0.1};
    private static final double TIGHT_CYCLE_SHARE = 0.5;
    private static final double LEAST_SHARE = 0.05;
    private static final double FORGETTING = 0.9;

    private final List<DiscreteLatent> latents;
    private final int[] chain;
    private final int[][][] allowedPlaces;
    private final int[] items;
    private final int[] latentOfItem;
    private final boolean[] ordered;
    private final boolean[] permutation;
    private final boolean[] categorical;
    private final boolean[] partial;
    private final boolean[] masked;
    private final boolean[][] allowed;
    private final int[] width;
    private final boolean sameWidth;
    private final boolean[] tight;
    private final double[] share = SHARES.clone();
    private final double[] tried = new double[SINGLE + 1];
    private final double[] done = new double[SINGLE + 1];
    private final int[] cycle = new int[LONGEST_CYCLE];
    private int kind;

    /**
     * Moves of some latents.
     *
     * @param chain the latents in the order in which they depend on each other, or empty; ranges follow it
     * @param ordered whether runs of places are shifted and reversed, as helps where neighbors in place interact
     */
    public MatchingMoves(List<DiscreteLatent> latents, List<DiscreteLatent> chain, boolean ordered) {
        this.latents = List.copyOf(latents);
        this.chain = (chain.isEmpty() ? latents : chain)
                .stream().mapToInt(latents::indexOf).toArray();
        this.allowedPlaces = new int[latents.size()][][];
        this.ordered = new boolean[latents.size()];
        permutation = new boolean[latents.size()];
        categorical = new boolean[latents.size()];
        partial = new boolean[latents.size()];
        masked = new boolean[latents.size()];
        allowed = new boolean[latents.size()][];
        width = new int[latents.size()];
        tight = new boolean[latents.size()];
        List<Integer> itemList = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        for (int k = 0; k < latents.size(); k++) {
            DiscreteLatent latent = latents.get(k);
            SparsityPattern pattern = latent.space().allowed();
            allowed[k] = new boolean[pattern.rows() * pattern.columns()];
            width[k] = pattern.columns();
            allowedPlaces[k] = allowedPlaces(pattern, allowed[k]);
            categorical[k] = latent instanceof CategoricalLatent;
            partial[k] = latent.space().partial();
            masked[k] = !pattern.isFull();
            addItems(k, owners, itemList);
            permutation[k] = !categorical[k] && !partial[k] && latent.rows() == latent.columns();
            this.ordered[k] = ordered && permutation[k] && latent.columns() > 3;
        }
        latentOfItem = owners.stream().mapToInt(Integer::intValue).toArray();
        items = itemList.stream().mapToInt(Integer::intValue).toArray();
        sameWidth = latents.size() > 1
                && latents.stream().noneMatch(CategoricalLatent.class::isInstance)
                && latents.stream().map(DiscreteLatent::columns).distinct().count() == 1;
    }

    /** Those that have a choice; a mask is tight when most exchanges break it. */
    private void addItems(int k, List<Integer> owners, List<Integer> itemList) {
        double choices = 0;
        int free = 0;
        for (int i = 0; i < allowedPlaces[k].length; i++) {
            if (allowedPlaces[k][i].length > (latents.get(k).space().partial() ? 0 : 1)) {
                owners.add(k);
                itemList.add(i);
                choices += allowedPlaces[k][i].length;
                free++;
            }
        }
        tight[k] = masked[k] && choices < 0.5 * free * free;
    }

    private static int[][] allowedPlaces(SparsityPattern allowed, boolean[] flags) {
        int[][] lists = new int[allowed.rows()][];
        for (int i = 0; i < lists.length; i++) {
            lists[i] = new int[allowed.rowCount(i)];
            int at = 0;
            for (int j = 0; j < allowed.columns(); j++) {
                if (allowed.allows(i, j)) {
                    lists[i][at++] = j;
                    flags[i * allowed.columns() + j] = true;
                }
            }
        }
        return lists;
    }

    /** The number of items of all latents that have a choice. */
    public int items() {
        return latentOfItem.length;
    }

    /**
     * Proposes a change.
     *
     * @param state Not modified.
     * @param change receives it. Modified.
     * @return the log of the ratio of the probabilities to propose back and forth, or {@link #IMPOSSIBLE}
     */
    public double propose(SamplerState state, ChangeList change, RandomGenerator rng) {
        change.clear();
        if (latentOfItem.length == 0) {
            return IMPOSSIBLE;
        }
        int any = rng.nextInt(latentOfItem.length);
        int k = latentOfItem[any];
        int i = items[any];
        kind = kind(k, rng);
        tried[kind]++;
        return switch (kind) {
            case RANGE -> exchangePlaces(state, change, rng);
            case SHIFT -> run(state, change, k, true, rng);
            case REVERSAL -> run(state, change, k, false, rng);
            case CYCLE -> cycle(state, change, k, i, rng);
            default -> single(state, change, k, i, rng);
        };
    }

    private int kind(int k, RandomGenerator rng) {
        double u = rng.nextDouble();
        if (sameWidth && (u -= share[RANGE]) < 0) {
            return RANGE;
        }
        if (ordered[k] && (u -= share[SHIFT]) < 0) {
            return SHIFT;
        }
        if (ordered[k] && (u -= share[REVERSAL]) < 0) {
            return REVERSAL;
        }
        return permutation[k] && u - (tight[k] ? TIGHT_CYCLE_SHARE : share[CYCLE]) < 0 ? CYCLE : SINGLE;
    }

    private double single(SamplerState state, ChangeList change, int k, int i, RandomGenerator rng) {
        if (categorical[k]) {
            return choose(state, change, k, i, rng);
        }
        if (partial[k] && rng.nextBoolean()) {
            return toggle(state, change, k, i, rng);
        }
        return relocate(state, change, k, i, rng);
    }

    /** Hears that the last proposal was accepted. */
    void accepted() {
        done[kind]++;
    }

    /** Proposes less of the kinds that are accepted less than single moves; to be called before draws are kept only. */
    void adapt() {
        double single = (done[SINGLE] + 1) / (tried[SINGLE] + 1);
        for (int c = 0; c < share.length; c++) {
            double rate = (done[c] + 1) / (tried[c] + 1);
            share[c] = SHARES[c] * Math.max(LEAST_SHARE, Math.min(1, rate / single));
        }
        for (int c = 0; c <= SINGLE; c++) {
            tried[c] *= FORGETTING;
            done[c] *= FORGETTING;
        }
    }

    private int anyPlace(int k, int i, RandomGenerator rng) {
        return allowedPlaces[k][i][rng.nextInt(allowedPlaces[k][i].length)];
    }

    private boolean allows(int k, int i, int j) {
        return allowed[k][i * width[k] + j];
    }

    private double choose(SamplerState state, ChangeList change, int k, int i, RandomGenerator rng) {
        int to = anyPlace(k, i, rng);
        if (to == state.placeOf(k, i)) {
            return IMPOSSIBLE;
        }
        change.move(k, i, state.placeOf(k, i), to);
        return 0;
    }

    private double toggle(SamplerState state, ChangeList change, int k, int i, RandomGenerator rng) {
        int from = state.placeOf(k, i);
        double logChoices = Math.log(allowedPlaces[k][i].length);
        if (from != Matching.UNMATCHED) {
            change.add(k, i, from, -1);
            return -logChoices;
        }
        int to = anyPlace(k, i, rng);
        if (state.itemAt(k, to) != Matching.UNMATCHED) {
            return IMPOSSIBLE;
        }
        change.add(k, i, to, 1);
        return logChoices;
    }

    /** Item i goes to a random place; what is there takes its place, or is left without one where i had none. */
    private double relocate(SamplerState state, ChangeList change, int k, int i, RandomGenerator rng) {
        int from = state.placeOf(k, i);
        int to = anyPlace(k, i, rng);
        int other = state.itemAt(k, to);
        if (to == from || (other == Matching.UNMATCHED && from == Matching.UNMATCHED)) {
            return IMPOSSIBLE;
        }
        if (other == Matching.UNMATCHED) {
            change.move(k, i, from, to);
            return 0;
        }
        change.add(k, other, to, -1);
        change.add(k, i, to, 1);
        if (from == Matching.UNMATCHED) {
            return Math.log(allowedPlaces[k][i].length) - Math.log(allowedPlaces[k][other].length);
        }
        if (!allows(k, other, from)) {
            return IMPOSSIBLE;
        }
        change.add(k, i, from, -1);
        change.add(k, other, from, 1);
        return 0;
    }

    /** The contents of a run of places move by one place, or are reversed. */
    private double run(SamplerState state, ChangeList change, int k, boolean shift, RandomGenerator rng) {
        int n = latents.get(k).columns();
        int first = rng.nextInt(n);
        int length = 2 + (int) ((n - 1) * Math.pow(rng.nextDouble(), 2));
        int last = Math.min(n - 1, first + length - 1);
        boolean left = rng.nextBoolean();
        int span = last - first + 1;
        for (int j = first; j <= last && span > 1; j++) {
            int to = shift ? first + Math.floorMod(j - first + (left ? -1 : 1), span) : first + last - j;
            if (to != j && !allows(k, state.itemAt(k, j), to)) {
                return IMPOSSIBLE;
            }
            if (to != j) {
                change.move(k, state.itemAt(k, j), j, to);
            }
        }
        return change.size() == 0 ? IMPOSSIBLE : 0;
    }

    /**
     * Items go on to random allowed places until the first one's is reached: each direction of a cycle is proposed with
     * the same probability.
     */
    private double cycle(SamplerState state, ChangeList change, int k, int i, RandomGenerator rng) {
        int home = state.placeOf(k, i);
        int length = 0;
        int item = i;
        while (true) {
            cycle[length++] = item;
            int to = anyPlace(k, item, rng);
            if (to == state.placeOf(k, item)) {
                return IMPOSSIBLE;
            }
            change.move(k, item, state.placeOf(k, item), to);
            if (to == home) {
                return 0;
            }
            item = state.itemAt(k, to);
            if (length == LONGEST_CYCLE || contains(item, length)) {
                return IMPOSSIBLE;
            }
        }
    }

    private boolean contains(int item, int length) {
        for (int c = 0; c < length; c++) {
            if (cycle[c] == item) {
                return true;
            }
        }
        return false;
    }

    /** Two places exchange what they hold in a range of the latents, mostly one that reaches an end. */
    private double exchangePlaces(SamplerState state, ChangeList change, RandomGenerator rng) {
        int n = latents.get(0).columns();
        int j = rng.nextInt(n);
        int l = rng.nextInt(n);
        int a = rng.nextInt(latents.size());
        int b = rng.nextInt(latents.size());
        int kind = rng.nextInt(3);
        int first = kind == 0 ? 0 : Math.min(a, b);
        int last = kind == 1 ? latents.size() - 1 : kind == 0 ? a : Math.max(a, b);
        for (int c = first; c <= last && j != l; c++) {
            int k = chain[c];
            int atJ = state.itemAt(k, j);
            int atL = state.itemAt(k, l);
            if ((atJ != Matching.UNMATCHED && !allows(k, atJ, l))
                    || (atL != Matching.UNMATCHED && !allows(k, atL, j))) {
                return IMPOSSIBLE;
            }
            if (atJ != Matching.UNMATCHED) {
                change.move(k, atJ, j, l);
            }
            if (atL != Matching.UNMATCHED) {
                change.move(k, atL, l, j);
            }
        }
        return change.size() == 0 ? IMPOSSIBLE : 0;
    }
}
