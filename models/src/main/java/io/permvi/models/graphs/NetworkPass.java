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
    private final MatchingState state;
    private final int m;
    private final int n;
    private final int[] field;
    private final int[] occupied;
    private final int[] crossing;
    private final boolean full;
    private final boolean many;
    private long value;
    private long change;

    NetworkPass(NetworkMatching model) {
        this.model = model;
        state = new MatchingState(List.of(model.latent()));
        m = model.latent().rows();
        n = model.latent().columns();
        full = m == n;
        many = full && n > MANY;
        field = new int[Math.multiplyExact(m, n)];
        occupied = new int[n];
        crossing = new int[n];
        for (int k = 0; k < n; k++) {
            crossing[k] = model.crossing(k);
        }
    }

    @Override
    public double start(List<Matching> matchings) {
        state.start(matchings);
        value = 0;
        standAlone();
        for (int i = 0; i < m; i++) {
            value += field[i * n + state.placeOf(0, i)];
        }
        Arrays.fill(occupied, 0);
        for (int j = 0; j < m; j++) {
            add(j, state.placeOf(0, j), 1);
            occupy(state.placeOf(0, j), 1);
        }
        long twice = 0;
        for (int i = 0; i < m; i++) {
            int k = state.placeOf(0, i);
            twice += (long) field[i * n + k] - model.alone(i, k) + occupied[k];
            value += crossing[k];
        }
        value += twice / 2;
        return logDensity();
    }

    private void standAlone() {
        Arrays.fill(field, 0);
        for (int i = 0; i < m && !model.silent(); i++) {
            for (int k = 0; k < n; k++) {
                field[i * n + k] = model.alone(i, k);
            }
        }
    }

    /** The field of a matching of all items or of some; the pass stands nowhere afterwards. */
    DMatrixRMaj field(Matching matching) {
        standAlone();
        for (int j = 0; j < m; j++) {
            if (matching.place(j) != Matching.UNMATCHED) {
                add(j, matching.place(j), 1);
            }
        }
        DMatrixRMaj values = new DMatrixRMaj(m, n);
        for (int e = 0; e < field.length; e++) {
            values.data[e] = NetworkLayer.GRID * field[e];
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
        int place = state.placeOf(latent, item);
        double unit = model.scale() * NetworkLayer.GRID;
        int row = item * n;
        int here = field[row + place];
        int least = many ? Math.max(0, here / WORTH_A_LOOK) : Integer.MIN_VALUE;
        for (int k = 0; k < n; k++) {
            int there = field[row + k];
            int partner = state.itemAt(latent, k);
            if (k == place) {
                changes[k] = 0;
            } else if (there <= least) {
                changes[k] = Double.NEGATIVE_INFINITY;
            } else if (partner == Matching.UNMATCHED) {
                changes[k] = unit * move(item, place, k);
            } else {
                changes[k] = unit * ((long) there - here + field[partner * n + place] - field[partner * n + k]);
            }
        }
        List<NetworkMatching.Gains> all = model.gains();
        for (int g = 0; g < all.size(); g++) {
            NetworkMatching.Gains gain = all.get(g);
            if (gain.layer().crossed()) {
                addCrossed(gain, item, place, unit, changes);
            } else {
                addWithin(gain, gain.layer().b().out(), item, place, unit, changes);
                addWithin(gain, gain.layer().b().in(), item, place, unit, changes);
            }
        }
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
        return (long) field[i * n + to]
                - field[i * n + from]
                + occupied[to]
                - occupied[from]
                - between(from, to)
                + crossing[to]
                - crossing[from];
    }

    private int between(int k, int l) {
        int sum = 0;
        List<NetworkMatching.Gains> all = model.gains();
        for (int g = 0; g < all.size(); g++) {
            NetworkMatching.Gains gain = all.get(g);
            if (!gain.layer().crossed()) {
                Arcs b = gain.layer().b();
                sum += gain.places()[b.sizeClass(k, l)] + gain.places()[b.sizeClass(l, k)];
            }
        }
        return sum;
    }

    private int pair(int i, int k, int j, int l) {
        int sum = 0;
        List<NetworkMatching.Gains> all = model.gains();
        for (int g = 0; g < all.size(); g++) {
            NetworkMatching.Gains gain = all.get(g);
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
        value += change;
    }

    private void move(int item, int from, int to, boolean keepsPlaces) {
        if (item == Matching.UNMATCHED) {
            return;
        }
        add(item, from, -1);
        add(item, to, 1);
        if (!keepsPlaces) {
            occupy(from, -1);
            occupy(to, 1);
        }
    }

    private void occupy(int l, int sign) {
        List<NetworkMatching.Gains> all = model.gains();
        for (int g = 0; g < all.size(); g++) {
            NetworkMatching.Gains gain = all.get(g);
            if (!gain.layer().crossed()) {
                occupy(gain.layer().b().out(), gain.places(), l, sign);
                occupy(gain.layer().b().in(), gain.places(), l, sign);
            }
        }
    }

    private void occupy(Arcs.Lists lists, int[] gains, int l, int sign) {
        for (int e = lists.start()[l]; e < lists.start()[l + 1]; e++) {
            occupied[lists.node()[e]] += sign * gains[lists.size()[e]];
        }
    }

    /** Adds what item j at place l says to all others, or takes it away. */
    private void add(int j, int l, int sign) {
        List<NetworkMatching.Gains> all = model.gains();
        for (int g = 0; g < all.size(); g++) {
            NetworkMatching.Gains gain = all.get(g);
            Arcs a = gain.layer().a();
            Arcs b = gain.layer().b();
            if (gain.layer().crossed()) {
                cross(a.in(), l, b.in(), j, j, l, sign, gain.pairs(), false);
                cross(b.out(), l, a.out(), j, j, l, sign, gain.pairs(), true);
            } else {
                within(a.in(), j, b.in(), l, sign, gain.pairs());
                within(a.out(), j, b.out(), l, sign, gain.pairs());
            }
        }
    }

    private void within(Arcs.Lists a, int j, Arcs.Lists b, int l, int sign, int[] gains) {
        for (int e = a.start()[j]; e < a.start()[j + 1]; e++) {
            int row = a.node()[e] * n;
            int from = a.size()[e] * Arcs.CLASSES;
            for (int o = b.start()[l]; o < b.start()[l + 1]; o++) {
                field[row + b.node()[o]] += sign * gains[from + b.size()[o]];
            }
        }
    }

    /** Items from the first lists, places from the second; the lists of b come first where {@code swapped}. */
    private void cross(
            Arcs.Lists items,
            int ofItems,
            Arcs.Lists places,
            int ofPlaces,
            int j,
            int l,
            int sign,
            int[] gains,
            boolean swapped) {
        for (int e = items.start()[ofItems]; e < items.start()[ofItems + 1]; e++) {
            int i = items.node()[e];
            for (int o = places.start()[ofPlaces]; i != j && o < places.start()[ofPlaces + 1]; o++) {
                int k = places.node()[o];
                if (k != l) {
                    int size = items.size()[e];
                    int other = places.size()[o];
                    field[i * n + k] +=
                            sign * gains[swapped ? other * Arcs.CLASSES + size : size * Arcs.CLASSES + other];
                }
            }
        }
    }
}
