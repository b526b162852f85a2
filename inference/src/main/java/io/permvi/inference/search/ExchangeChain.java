package io.permvi.inference.search;

import io.permvi.models.MatchingDensity;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A Metropolis chain over matchings whose moves exchange the contents of two places. Uniform proposals draw an item among
 * those with a choice, then one of its allowed places; they are symmetric because each of the two items may have been
 * drawn. After {@link #screen} most proposals come from a fixed list of pairs of places, weighted by how plausible their
 * exchange was at the screening; fixed weights of unordered pairs are symmetric too. Some moves exchange the same two
 * places in every matching that has anything there at once: when several matchings share their places, that is how all of
 * them leave a common mistake together.
 */
final class ExchangeChain {
    private static final double SCREENED_SHARE = 0.8;
    static final double LEAST_GAIN = 1e-9;
    private static final double NEAR_SCALE = 10;
    /** What a kick in one latent may cost before its repair. */
    private static final double MOST_KICK = 60;

    private final MatchingDensity.Pass pass;
    private final RandomGenerator rng;
    private final List<MatchingLatent> latents;
    private final SparsityPattern[] allowed;
    private final int[][] movable;
    private final int[] latentOfMovable;
    private final int[] itemOfMovable;
    private final double commonShare;
    private ScreenedPairs screened = ScreenedPairs.NONE;
    private RowMoves[] rows = {};
    private final int[][] best;
    private double bestLogDensity = Double.NEGATIVE_INFINITY;
    private long accepted;

    ExchangeChain(MatchingDensity density, List<Matching> start, double commonShare, RandomGenerator rng) {
        this.rng = rng;
        latents = density.latents();
        pass = density.newPass();
        allowed = new SparsityPattern[latents.size()];
        movable = new int[latents.size()][];
        best = new int[latents.size()][];
        int total = 0;
        for (int k = 0; k < allowed.length; k++) {
            allowed[k] = latents.get(k).space().allowed();
            movable[k] = movableItems(allowed[k]);
            best[k] = new int[latents.get(k).rows()];
            total += movable[k].length;
        }
        latentOfMovable = new int[total];
        itemOfMovable = new int[total];
        int next = 0;
        for (int k = 0; k < movable.length; k++) {
            for (int item : movable[k]) {
                latentOfMovable[next] = k;
                itemOfMovable[next++] = item;
            }
        }
        this.commonShare = canMoveTogether() ? commonShare : 0;
        pass.start(start);
        keepBest();
    }

    private static int[] movableItems(SparsityPattern allowed) {
        int[] items = new int[allowed.rows()];
        int count = 0;
        for (int i = 0; i < items.length; i++) {
            if (allowed.rowCount(i) > 1) {
                items[count++] = i;
            }
        }
        return Arrays.copyOf(items, count);
    }

    /** The first of those that have seen the largest log density. */
    static ExchangeChain best(List<ExchangeChain> chains) {
        ExchangeChain best = chains.get(0);
        for (ExchangeChain chain : chains) {
            best = chain.bestLogDensity > best.bestLogDensity ? chain : best;
        }
        return best;
    }

    MatchingDensity.Pass pass() {
        return pass;
    }

    int latentCount() {
        return allowed.length;
    }

    /** The number of places of a latent. */
    int places(int k) {
        return latents.get(k).columns();
    }

    /** Whether there are several latents that share their places. */
    boolean canMoveTogether() {
        for (MatchingLatent latent : latents) {
            if (latent.columns() != latents.get(0).columns()) {
                return false;
            }
        }
        return latents.size() > 1;
    }

    /** Makes proposals at a temperature; returns how many were accepted. */
    long advance(int proposals, double temperature) {
        long before = accepted;
        for (int p = 0; p < proposals && itemOfMovable.length > 0; p++) {
            propose(temperature);
        }
        return accepted - before;
    }

    /**
     * Looks at the rows of items drawn at random and moves them.
     *
     * @param exact whether the density is left as it is; a search does without
     */
    long advanceRows(int looks, double temperature, boolean exact) {
        openRows();
        long before = accepted;
        for (int p = 0; p < looks && itemOfMovable.length > 0; p++) {
            int drawn = rng.nextInt(itemOfMovable.length);
            if (rows[latentOfMovable[drawn]].move(itemOfMovable[drawn], temperature, exact, rng)) {
                accept();
            }
        }
        return accepted - before;
    }

    private void openRows() {
        if (rows.length == 0) {
            rows = new RowMoves[allowed.length];
            Arrays.setAll(rows, k -> new RowMoves(pass, k, allowed[k]));
        }
    }

    /** Takes the best exchange of each item that helps, in sweeps over the items, until none does. */
    void climbRows(int maxSweeps) {
        openRows();
        boolean moved = true;
        for (int sweep = 0; sweep < maxSweeps && moved; sweep++) {
            moved = false;
            for (int p = 0; p < itemOfMovable.length; p++) {
                moved |= rows[latentOfMovable[p]].climb(itemOfMovable[p], LEAST_GAIN);
            }
        }
        keepBest();
    }

    /**
     * Sweeps over all exchanges and takes those that help; then over those that came near to helping, until none does;
     * and all of it again while it gains. Those that came near in the last sweep become the usual proposals.
     */
    void climb(int maxSweeps) {
        boolean moved = true;
        for (int sweep = 0; sweep < maxSweeps && moved; sweep++) {
            ScreenedPairs near = new ScreenedPairs();
            moved = false;
            for (int k = 0; k < allowed.length; k++) {
                for (int i : movable[k]) {
                    moved |= climb(k, i, near);
                }
            }
            boolean again = moved;
            for (int pass = 0; pass < maxSweeps && again; pass++) {
                again = climb(near);
            }
            screened = near;
        }
        keepBest();
    }

    /** Sweeps over the usual proposals alone and takes those that help, until none does. */
    void climbNear(int maxSweeps) {
        boolean moved = true;
        for (int sweep = 0; sweep < maxSweeps && moved; sweep++) {
            moved = climb(screened);
        }
        keepBest();
    }

    /** Screens anew, then kicks and repairs ({@link ExchangeKicks}) until nothing more is gained. */
    void kick(int maxSweeps) {
        screen(NEAR_SCALE);
        ExchangeKicks kicks = new ExchangeKicks(this, screened, Math.exp(-MOST_KICK / NEAR_SCALE));
        boolean gained = true;
        for (int sweep = 0; sweep < maxSweeps && gained; sweep++) {
            gained = kicks.improve();
        }
        keepBest();
    }

    private boolean climb(int k, int i, ScreenedPairs near) {
        boolean moved = false;
        for (int e = allowed[k].rowStart(i); e < allowed[k].rowEnd(i); e++) {
            int from = pass.placeOf(k, i);
            int to = allowed[k].column(e);
            if (isTurn(k, from, to) && feasible(k, from, to)) {
                double change = pass.change(k, from, to);
                near.add(k, from, to, Math.exp(Math.min(0, change) / NEAR_SCALE));
                if (change > LEAST_GAIN) {
                    pass.exchange();
                    moved = true;
                }
            }
        }
        return moved;
    }

    /** So that an exchange of two items is looked at from one of them only. */
    private boolean isTurn(int k, int from, int to) {
        return to > from || to != from && pass.itemAt(k, to) == Matching.UNMATCHED;
    }

    private boolean climb(ScreenedPairs near) {
        boolean moved = false;
        for (int pair = 0; pair < near.count(); pair++) {
            int k = near.latent(pair);
            int from = near.place(pair);
            int to = near.other(pair);
            if (feasible(k, from, to) && pass.change(k, from, to) > LEAST_GAIN) {
                pass.exchange();
                moved = true;
            }
        }
        return moved;
    }

    /**
     * Looks at every exchange from the present state and makes those that come near to helping the usual proposals.
     *
     * @param temperature the scale of the drawbacks that still count
     */
    void screen(double temperature) {
        ScreenedPairs pairs = new ScreenedPairs();
        for (int k = 0; k < allowed.length; k++) {
            for (int i : movable[k]) {
                int from = pass.placeOf(k, i);
                for (int e = allowed[k].rowStart(i); e < allowed[k].rowEnd(i); e++) {
                    int to = allowed[k].column(e);
                    if (isTurn(k, from, to) && feasible(k, from, to)) {
                        pairs.add(k, from, to, Math.exp(Math.min(0, pass.change(k, from, to)) / temperature));
                    }
                }
            }
        }
        screened = pairs;
    }

    /** Takes over the list of another chain, so that only one of several has to screen. */
    void screenLike(ExchangeChain other) {
        screened = other.screened;
    }

    private void propose(double temperature) {
        double threshold = -temperature * rng.nextExponential();
        int k;
        int from;
        int to;
        if (!screened.isEmpty() && rng.nextDouble() < SCREENED_SHARE) {
            int pair = screened.draw(rng);
            k = screened.latent(pair);
            from = screened.place(pair);
            to = screened.other(pair);
        } else {
            int drawn = rng.nextInt(itemOfMovable.length);
            k = latentOfMovable[drawn];
            int item = itemOfMovable[drawn];
            int row = allowed[k].rowStart(item);
            to = allowed[k].column(row + rng.nextInt(allowed[k].rowCount(item)));
            from = pass.placeOf(k, item);
        }
        if (from == to) {
            return;
        }
        if (commonShare > 0 && rng.nextDouble() < commonShare) {
            proposeTogether(from, to, threshold);
        } else if (feasible(k, from, to) && pass.change(k, from, to) >= threshold) {
            pass.exchange();
            accept();
        }
    }

    private void proposeTogether(int from, int to, double threshold) {
        for (int k = 0; k < allowed.length; k++) {
            if (holdsAny(k, from, to) && !feasible(k, from, to)) {
                return;
            }
        }
        double change = exchangeAll(from, to);
        if (change >= threshold) {
            accept();
        } else {
            exchangeAll(from, to);
        }
    }

    private double exchangeAll(int from, int to) {
        double change = 0;
        for (int k = 0; k < allowed.length; k++) {
            if (holdsAny(k, from, to)) {
                change += pass.change(k, from, to);
                pass.exchange();
            }
        }
        return change;
    }

    private boolean holdsAny(int k, int from, int to) {
        return pass.itemAt(k, from) != Matching.UNMATCHED || pass.itemAt(k, to) != Matching.UNMATCHED;
    }

    /** Whether the contents of two places may trade them; false when both are empty. */
    boolean feasible(int k, int from, int to) {
        int item = pass.itemAt(k, from);
        int partner = pass.itemAt(k, to);
        if (item == Matching.UNMATCHED && partner == Matching.UNMATCHED) {
            return false;
        }
        return (item == Matching.UNMATCHED || allowed[k].allows(item, to))
                && (partner == Matching.UNMATCHED || allowed[k].allows(partner, from));
    }

    private void accept() {
        accepted++;
        if (pass.logDensity() > bestLogDensity + LEAST_GAIN) {
            keepBest();
        }
    }

    private void keepBest() {
        if (pass.logDensity() <= bestLogDensity) {
            return;
        }
        bestLogDensity = pass.logDensity();
        for (int k = 0; k < best.length; k++) {
            for (int i = 0; i < best[k].length; i++) {
                best[k][i] = pass.placeOf(k, i);
            }
        }
    }

    List<Matching> state() {
        List<Matching> state = new ArrayList<>();
        for (int k = 0; k < allowed.length; k++) {
            int[] places = new int[allowed[k].rows()];
            for (int i = 0; i < places.length; i++) {
                places[i] = pass.placeOf(k, i);
            }
            state.add(Matching.of(allowed[k].columns(), places));
        }
        return List.copyOf(state);
    }

    List<Matching> best() {
        List<Matching> matchings = new ArrayList<>();
        for (int k = 0; k < best.length; k++) {
            matchings.add(Matching.of(allowed[k].columns(), best[k]));
        }
        return List.copyOf(matchings);
    }

    double bestLogDensity() {
        return bestLogDensity;
    }

    double logDensity() {
        return pass.logDensity();
    }

    /** Returns to the best state seen, with fresh sums. */
    void returnToBest() {
        pass.start(best());
    }
}
