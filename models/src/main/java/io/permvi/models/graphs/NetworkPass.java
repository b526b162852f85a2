package io.permvi.models.graphs;

import io.permvi.models.MatchingDensity;
import io.permvi.models.MatchingState;
import io.permvi.relaxations.permutation.Matching;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A state and its field: {@code field[i][k]} is what item i would meet at place k, all others where they are, without what
 * has the same item or place. An exchange is then four cells and what the two items say to each other; after it only cells
 * of neighbors change. Whole numbers on a grid, so nothing drifts.
 */
final class NetworkPass implements MatchingDensity.Pass {
    /** From so many nodes on, items look only at places that something speaks for: some part of what they have. */
    private static final int MANY = 900;

    private static final int WORTH_A_LOOK = 4;

    private final NetworkMatching model;
    private final NetworkMatching.Gains[] gains;
    private final MatchingState state;
    private final int m;
    private final int n;
    private final int[] field;
    /** What occupied places say to each place, and, where items may have no partner, matched items to each item. */
    private final int[] occupied;

    private final int[] reach;
    private final int[] crossing;
    /** What each place's item meets where it is, and whether that still holds. */
    private final int[] here;

    private boolean hereHolds;
    private final int empty;
    private final boolean full;
    private final boolean many;
    private int matched;
    private long value;
    private long change;

    NetworkPass(NetworkMatching model) {
        this.model = model;
        gains = model.gains();
        state = new MatchingState(List.of(model.latent()));
        m = model.latent().rows();
        n = model.nodes();
        full = m == n && !model.partial();
        many = full && n > MANY;
        field = new int[Math.multiplyExact(m, n)];
        occupied = new int[n];
        reach = new int[m];
        crossing = new int[n];
        here = new int[n];
        Arrays.setAll(crossing, model::crossing);
        empty = model.partial() ? model.empty() : 0;
    }

    @Override
    public double start(List<Matching> matchings) {
        state.start(matchings);
        standAlone();
        hereHolds = false;
        matched = 0;
        value = 0;
        Arrays.fill(occupied, 0);
        Arrays.setAll(reach, i -> model.partial() ? model.matched(i) : 0);
        for (int j = 0; j < m; j++) {
            int place = state.placeOf(0, j);
            value += alone(j, place);
            if (place < n) {
                add(j, place, 1);
                meet(j, 1);
                occupy(place, 1);
            }
        }
        long twice = 0;
        for (int i = 0; i < m; i++) {
            int k = state.placeOf(0, i);
            if (k < n) {
                int own = model.partial() ? model.matched(i) : 0;
                twice += (long) field[i * n + k] - model.gridAlone(i, k) + occupied[k] + reach[i] - own;
                value += crossing[k] + own;
            }
        }
        value += twice / 2 + (long) empty * matched * (matched - 1) / 2;
        return logDensity();
    }

    private int alone(int i, int k) {
        return k < n ? model.gridAlone(i, k) : model.score(i, k);
    }

    private void standAlone() {
        Arrays.fill(field, 0);
        for (int i = 0; i < m && !model.silent(); i++) {
            for (int k = 0; k < n; k++) {
                field[i * n + k] = model.gridAlone(i, k);
            }
        }
    }

    /** The field of a matching of all items or of some; the pass stands nowhere afterwards. */
    DMatrixRMaj field(Matching matching) {
        hereHolds = false;
        standAlone();
        for (int j = 0; j < m; j++) {
            if (matching.place(j) != Matching.UNMATCHED && matching.place(j) < n) {
                add(j, matching.place(j), 1);
            }
        }
        DMatrixRMaj values = new DMatrixRMaj(m, model.latent().columns());
        for (int e = 0; e < field.length; e++) {
            values.unsafe_set(e / n, e % n, NetworkLayer.GRID * field[e]);
        }
        return values;
    }

    @Override
    public int itemAt(int latent, int place) {
        return state.itemAt(latent, place);
    }

    @Override
    public int placeOf(int latent, int item) {
        return state.placeOf(latent, item);
    }

    @Override
    public double logDensity() {
        return model.scale() * NetworkLayer.GRID * value;
    }

    @Override
    public double change(int latent, int place, int other) {
        state.consider(latent, place, other);
        int i = state.itemAt(latent, place);
        int j = state.itemAt(latent, other);
        if (i == Matching.UNMATCHED) {
            change = move(j, other, place);
        } else if (j == Matching.UNMATCHED) {
            change = move(i, place, other);
        } else if (place >= n || other >= n) {
            change = place < n ? replace(i, j, place, other) : replace(j, i, other, place);
        } else {
            change = (long) field[i * n + other]
                    + field[j * n + place]
                    - field[i * n + place]
                    - field[j * n + other]
                    + pair(i, place, j, other)
                    + pair(i, other, j, place);
        }
        return model.scale() * NetworkLayer.GRID * change;
    }

    @Override
    public void changes(int latent, int item, double[] changes) {
        if (model.partial()) {
            MatchingDensity.Pass.super.changes(latent, item, changes);
            return;
        }
        int place = state.placeOf(latent, item);
        double unit = model.scale() * NetworkLayer.GRID;
        int row = item * n;
        lookHere();
        long left = here[place];
        for (int k = 0; k < n; k++) {
            int partner = state.itemAt(latent, k);
            changes[k] = partner == Matching.UNMATCHED
                    ? unit * move(item, place, k)
                    : unit * (field[row + k] - left + field[partner * n + place] - here[k]);
        }
        changes[place] = 0;
        for (NetworkMatching.Gains gain : gains) {
            if (gain.layer().crossed()) {
                addCrossed(gain, item, place, unit, changes);
            } else {
                addWithin(gain, gain.layer().b().out(), item, place, unit, changes);
                addWithin(gain, gain.layer().b().in(), item, place, unit, changes);
            }
        }
    }

    private void lookHere() {
        for (int k = 0; !hereHolds && k < n; k++) {
            int item = state.itemAt(0, k);
            here[k] = item == Matching.UNMATCHED ? 0 : field[item * n + k];
        }
        hereHolds = true;
    }

    @Override
    public int worthALook(int latent, int item, int[] places) {
        if (!many) {
            return -1;
        }
        int own = state.placeOf(latent, item);
        int row = item * n;
        int least = Math.max(0, field[row + own] / WORTH_A_LOOK);
        int count = 0;
        for (int k = 0; k < n; k++) {
            if (field[row + k] > least || k == own) {
                places[count++] = k;
            }
        }
        return count;
    }

    /** What the two items say to each other: only where their places are neighbors. */
    private void addWithin(
            NetworkMatching.Gains gain, Arcs.Lists lists, int i, int place, double unit, double[] changes) {
        Arcs a = gain.layer().a();
        for (int e = lists.start()[place]; e < lists.start()[place + 1]; e++) {
            int j = state.itemAt(0, lists.node()[e]);
            if (j != Matching.UNMATCHED) {
                int size = lists.size()[e];
                int sum = gain.pairs()[a.sizeClass(i, j) * Arcs.CLASSES + size]
                        + gain.pairs()[a.sizeClass(j, i) * Arcs.CLASSES + size];
                changes[lists.node()[e]] += unit * sum;
            }
        }
    }

    private void addCrossed(NetworkMatching.Gains gain, int i, int place, double unit, double[] changes) {
        Arcs a = gain.layer().a();
        Arcs b = gain.layer().b();
        int[] pairs = gain.pairs();
        Arcs.Lists away = a.out();
        for (int e = away.start()[i]; e < away.start()[i + 1]; e++) {
            int j = partner(away.node()[e], place);
            changes[away.node()[e]] += j < 0 ? 0 : unit * pairs[away.size()[e] * Arcs.CLASSES + b.sizeClass(place, j)];
        }
        Arcs.Lists back = b.in();
        for (int e = back.start()[i]; e < back.start()[i + 1]; e++) {
            int j = partner(back.node()[e], place);
            changes[back.node()[e]] += j < 0 ? 0 : unit * pairs[a.sizeClass(j, place) * Arcs.CLASSES + back.size()[e]];
        }
        int first = a.sizeClass(i, place) * Arcs.CLASSES;
        int second = b.sizeClass(place, i);
        for (int k = 0; first + second > 0 && k < n; k++) {
            int j = partner(k, place);
            if (j >= 0) {
                int sum = pairs[first + b.sizeClass(k, j)] + pairs[a.sizeClass(j, k) * Arcs.CLASSES + second];
                changes[k] += unit * sum;
            }
        }
    }

    private int partner(int k, int place) {
        return k == place ? Matching.UNMATCHED : state.itemAt(0, k);
    }

    private long move(int i, int from, int to) {
        if (from < n && to < n) {
            return (long) field[i * n + to]
                    - field[i * n + from]
                    + occupied[to]
                    - occupied[from]
                    - between(from, to)
                    + crossing[to]
                    - crossing[from];
        }
        return worth(i, to, matched - (from < n ? 1 : 0)) - worth(i, from, matched - (from < n ? 1 : 0));
    }

    /** What an item at a place adds to so many others that are matched. */
    private long worth(int i, int k, int others) {
        return k < n ? (long) field[i * n + k] + occupied[k] + reach[i] + (long) empty * others : model.score(i, k);
    }

    /** Item i at node k and item j without a partner trade. */
    private long replace(int i, int j, int k, int apart) {
        if (k >= n) {
            return (long) model.score(i, apart) + model.score(j, k) - model.score(i, k) - model.score(j, apart);
        }
        long change = (long) field[j * n + k] - field[i * n + k] + reach[j] - reach[i];
        for (NetworkMatching.Gains gain : gains) {
            Arcs a = gain.layer().a();
            change -= gain.items()[a.sizeClass(i, j)] + gain.items()[a.sizeClass(j, i)];
        }
        return change + model.score(i, apart) - model.score(j, apart);
    }

    private int between(int k, int l) {
        int sum = 0;
        for (NetworkMatching.Gains gain : gains) {
            if (!gain.layer().crossed()) {
                Arcs b = gain.layer().b();
                sum += gain.places()[b.sizeClass(k, l)] + gain.places()[b.sizeClass(l, k)];
            }
        }
        return sum;
    }

    private int pair(int i, int k, int j, int l) {
        int sum = 0;
        for (NetworkMatching.Gains gain : gains) {
            Arcs a = gain.layer().a();
            Arcs b = gain.layer().b();
            if (gain.layer().crossed()) {
                sum += gain.pairs()[a.sizeClass(i, l) * Arcs.CLASSES + b.sizeClass(k, j)]
                        + gain.pairs()[a.sizeClass(j, k) * Arcs.CLASSES + b.sizeClass(l, i)];
            } else {
                sum += gain.pairs()[a.sizeClass(i, j) * Arcs.CLASSES + b.sizeClass(k, l)]
                        + gain.pairs()[a.sizeClass(j, i) * Arcs.CLASSES + b.sizeClass(l, k)];
            }
        }
        return sum;
    }

    @Override
    public void exchange() {
        int place = state.place();
        int other = state.other();
        int i = state.itemAt(0, place);
        int j = state.itemAt(0, other);
        state.exchange();
        move(i, place, other, full);
        move(j, other, place, full);
        hereHolds = false;
        value += change;
    }

    private void move(int item, int from, int to, boolean keepsPlaces) {
        if (item != Matching.UNMATCHED) {
            set(item, from, -1, keepsPlaces);
            set(item, to, 1, keepsPlaces);
            if (from < n != to < n) {
                meet(item, to < n ? 1 : -1);
            }
        }
    }

    private void set(int item, int place, int sign, boolean keepsPlaces) {
        if (place < n) {
            add(item, place, sign);
            if (!keepsPlaces) {
                occupy(place, sign);
            }
        }
    }

    private void occupy(int l, int sign) {
        for (NetworkMatching.Gains gain : gains) {
            if (!gain.layer().crossed()) {
                tell(gain.layer().b().out(), gain.places(), l, sign, occupied);
                tell(gain.layer().b().in(), gain.places(), l, sign, occupied);
            }
        }
    }

    /** An item gets a partner, or loses it. */
    private void meet(int j, int sign) {
        matched += sign;
        for (NetworkMatching.Gains gain : gains) {
            if (model.partial()) {
                tell(gain.layer().a().out(), gain.items(), j, sign, reach);
                tell(gain.layer().a().in(), gain.items(), j, sign, reach);
            }
        }
    }

    private static void tell(Arcs.Lists lists, int[] gains, int node, int sign, int[] sums) {
        for (int e = lists.start()[node]; e < lists.start()[node + 1]; e++) {
            sums[lists.node()[e]] += sign * gains[lists.size()[e]];
        }
    }

    /** Adds what item j at place l says to all others, or takes it away. */
    private void add(int j, int l, int sign) {
        for (NetworkMatching.Gains gain : gains) {
            Arcs a = gain.layer().a();
            Arcs b = gain.layer().b();
            if (gain.layer().crossed()) {
                say(a.in(), l, b.in(), j, gain.pairs(), j, l, sign);
                say(b.out(), l, a.out(), j, gain.turned(), j, l, sign);
            } else {
                say(a.in(), j, b.in(), l, gain.pairs(), j, l, sign);
                say(a.out(), j, b.out(), l, gain.pairs(), j, l, sign);
            }
        }
    }

    /** To the items of some lists at the places of others, but not to item j nor at place l. */
    private void say(
            Arcs.Lists items, int ofItems, Arcs.Lists places, int ofPlaces, int[] gains, int j, int l, int sign) {
        for (int e = items.start()[ofItems]; e < items.start()[ofItems + 1]; e++) {
            int i = items.node()[e];
            int row = i * n;
            int from = items.size()[e] * Arcs.CLASSES;
            for (int o = places.start()[ofPlaces]; i != j && o < places.start()[ofPlaces + 1]; o++) {
                int k = places.node()[o];
                if (k != l) {
                    field[row + k] += sign * gains[from + places.size()[o]];
                }
            }
        }
    }
}
