package io.permvi.inference.search;

import io.permvi.models.MatchingDensity;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Leaves mistakes that no single exchange mends, such as three contents that should rotate: one exchange is made although
 * it hurts (the kick), then exchanges that touch its places and help are made until none does (the repair), and all of it
 * is undone unless it gained. Each of a list of pairs of places is kicked in its own latent, then in all latents at once;
 * with the latter all of them leave a common mistake together even when some lack the contents of one of the places. A
 * latent that does not share the mistake takes its kick back alone. Common exchanges of places that are not in the list,
 * because a single latent would lose too much by them, are tried without repair.
 */
final class ExchangeKicks {
    private static final int MAX_ROUNDS = 4;
    /** What a kick of all latents may cost if they shall be repaired together as well. */
    private static final double MOST_COMMON_KICK = 100;
    /** What rounding may make of an exchange and its way back. */
    private static final double LEAST_GAIN = 1e-6;

    private final ExchangeChain chain;
    private final MatchingDensity.Pass pass;
    private final ScreenedPairs near;
    private final double leastWeight;
    private final int latents;
    /** For each latent and place the places of its pairs. */
    private final int[][][] partners;

    /** For each place the places of its pairs in any latent. */
    private final int[][] together;

    private final boolean[][] isTouched;
    private int[] touched = new int[64];
    private int touchedCount;
    private int[] moves = new int[64];
    private int moveCount;

    /** Repairs with all pairs, and kicks in one latent those of at least that weight. */
    ExchangeKicks(ExchangeChain chain, ScreenedPairs near, double leastWeight) {
        this.chain = chain;
        this.near = near;
        this.leastWeight = leastWeight;
        pass = chain.pass();
        latents = chain.latentCount();
        partners = new int[latents][][];
        isTouched = new boolean[latents][];
        for (int k = 0; k < latents; k++) {
            partners[k] = new int[chain.places(k)][0];
            isTouched[k] = new boolean[chain.places(k)];
        }
        together = new int[chain.places(0)][0];
        for (int pair = 0; pair < near.count(); pair++) {
            addPartner(near.latent(pair), near.place(pair), near.other(pair));
            addPartner(near.latent(pair), near.other(pair), near.place(pair));
        }
    }

    private void addPartner(int k, int place, int other) {
        partners[k][place] = with(other, partners[k][place]);
        if (chain.canMoveTogether()) {
            together[place] = with(other, together[place]);
        }
    }

    private static int[] with(int place, int[] places) {
        for (int known : places) {
            if (known == place) {
                return places;
            }
        }
        int[] more = Arrays.copyOf(places, places.length + 1);
        more[places.length] = place;
        return more;
    }

    /** Kicks every pair once; whether anything was gained. */
    boolean improve() {
        boolean gained = false;
        for (int pair = 0; pair < near.count(); pair++) {
            if (near.weight(pair) >= leastWeight) {
                int k = near.latent(pair);
                gained |= kick(k, k + 1, near.place(pair), near.other(pair));
            }
        }
        if (chain.canMoveTogether()) {
            Set<Long> done = new HashSet<>();
            for (int pair = 0; pair < near.count(); pair++) {
                long low = Math.min(near.place(pair), near.other(pair));
                long high = Math.max(near.place(pair), near.other(pair));
                if (done.add(high << Integer.SIZE | low)) {
                    gained |= kick(0, latents, (int) low, (int) high);
                }
            }
            gained |= exchangeEverywhere();
        }
        return gained;
    }

    /** Tries the common exchange of any two places, near or not, each latent free to take it back, without repair. */
    private boolean exchangeEverywhere() {
        boolean gained = false;
        for (int to = 0; to < chain.places(0); to++) {
            for (int from = 0; from < to; from++) {
                if (isSharedExchange(from, to)) {
                    double before = pass.logDensity();
                    clear();
                    exchangeFeasible(0, latents, from, to);
                    takeBackApart(from, to);
                    gained |= keepIfGained(before);
                }
            }
        }
        return gained;
    }

    private boolean isSharedExchange(int from, int to) {
        int feasible = 0;
        for (int k = 0; k < latents; k++) {
            feasible += chain.feasible(k, from, to) ? 1 : 0;
        }
        return feasible > 1;
    }

    private void exchangeFeasible(int first, int last, int from, int to) {
        for (int k = first; k < last; k++) {
            if (chain.feasible(k, from, to)) {
                pass.change(k, from, to);
                move(k, from, to);
            }
        }
    }

    private boolean keepIfGained(double before) {
        if (pass.logDensity() > before + LEAST_GAIN) {
            return true;
        }
        undo(0);
        return false;
    }

    /** In the latents from {@code first} to {@code last - 1}. */
    private boolean kick(int first, int last, int from, int to) {
        double before = pass.logDensity();
        clear();
        exchangeFeasible(first, last, from, to);
        if (last - first > 1) {
            takeBackApart(from, to);
            if (pass.logDensity() > before - MOST_COMMON_KICK) {
                repairTogether(from, to);
                repairTogether(to, from);
            }
        }
        repair(from, to);
        return keepIfGained(before);
    }

    /** Takes the kick back in single latents while that helps, where it helps most first. */
    private void takeBackApart(int from, int to) {
        int most = 0;
        while (most >= 0) {
            most = -1;
            double gain = ExchangeChain.LEAST_GAIN;
            for (int k = 0; k < latents; k++) {
                double change = chain.feasible(k, from, to) ? pass.change(k, from, to) : 0;
                if (change > gain) {
                    gain = change;
                    most = k;
                }
            }
            if (most >= 0) {
                pass.change(most, from, to);
                move(most, from, to);
            }
        }
    }

    /** Tries the exchanges of a place in all latents at once. */
    private void repairTogether(int place, int kicked) {
        for (int other : together[place]) {
            if (other == kicked) {
                continue;
            }
            double before = pass.logDensity();
            int kept = moveCount;
            exchangeFeasible(0, latents, place, other);
            if (pass.logDensity() <= before + LEAST_GAIN) {
                undo(kept);
            }
        }
    }

    private void repair(int from, int to) {
        boolean moved = moveCount > 0;
        for (int round = 0; round < MAX_ROUNDS && moved; round++) {
            moved = false;
            for (int t = 0; t < touchedCount; t++) {
                int k = touched[2 * t];
                int place = touched[2 * t + 1];
                for (int other : partners[k][place]) {
                    boolean takesBack = round == 0
                            && Math.min(place, other) == Math.min(from, to)
                            && Math.max(place, other) == Math.max(from, to);
                    if (!takesBack
                            && chain.feasible(k, place, other)
                            && pass.change(k, place, other) > ExchangeChain.LEAST_GAIN) {
                        move(k, place, other);
                        moved = true;
                    }
                }
            }
        }
    }

    /** Makes the exchange that was looked at last. */
    private void move(int k, int from, int to) {
        pass.exchange();
        if (3 * moveCount == moves.length - moves.length % 3) {
            moves = Arrays.copyOf(moves, 2 * moves.length);
        }
        moves[3 * moveCount] = k;
        moves[3 * moveCount + 1] = from;
        moves[3 * moveCount + 2] = to;
        moveCount++;
        touch(k, from);
        touch(k, to);
    }

    private void touch(int k, int place) {
        if (isTouched[k][place]) {
            return;
        }
        isTouched[k][place] = true;
        if (2 * touchedCount == touched.length) {
            touched = Arrays.copyOf(touched, 2 * touched.length);
        }
        touched[2 * touchedCount] = k;
        touched[2 * touchedCount + 1] = place;
        touchedCount++;
    }

    private void clear() {
        for (int t = 0; t < touchedCount; t++) {
            isTouched[touched[2 * t]][touched[2 * t + 1]] = false;
        }
        touchedCount = 0;
        moveCount = 0;
    }

    /** Takes back the moves from number {@code kept} on. */
    private void undo(int kept) {
        for (int m = moveCount - 1; m >= kept; m--) {
            pass.change(moves[3 * m], moves[3 * m + 1], moves[3 * m + 2]);
            pass.exchange();
        }
        moveCount = kept;
    }
}
