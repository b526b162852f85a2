package io.permvi.models.graphs;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One kind of arcs in two networks, and how they go together. A match of all items {@code p} adds, over ordered pairs i, j,
 * or over items i and common nodes v,
 *
 * <pre>  f(a[i][j], b[p(i)][p(j)])                  of arcs within each network,
 *  f(a[i][p(j)], b[p(i)][j])                  of crossed arcs, which lead from one network to the other and back,
 *  f(a[i][v], b[p(i)][v])                     of arcs to or from nodes that are the same for both, such as kinds of strength,  </pre>
 *
 * where f are the log odds of the table. With {@code f(a, b) = f(0, 0) + r(a) + s(b) + g(a, b)} only pairs that have arcs
 * on both sides need g, which is why sparse networks are cheap. All of s and g are rounded to multiples of 2^-14, so
 * that sums are exact and never drift. Of symmetric arcs each pair counts once.
 *
 * @param name of the layer
 * @param a m by m; m by n when crossed; m by the number of common nodes
 * @param b n by n; n by m when crossed; n by the number of common nodes
 * @param kind where the arcs lead
 * @param table of classes
 */
public record NetworkLayer(String name, Arcs a, Arcs b, Kind kind, DyadTable table) {
    static final double GRID = 1.0 / (1 << 14);

    /** What common nodes say of a node, its arcs to others say in part. */
    private static final double COMMON_SHARE = 0.4;

    /** Where arcs lead. */
    public enum Kind {
        /** From node to node of one network. */
        WITHIN,
        /** From one network to the other, and back. */
        CROSSED,
        /** From both networks to nodes that are the same for both. */
        COMMON
    }

    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException when they do not fit
     */
    public NetworkLayer {
        boolean fits =
                switch (kind) {
                    case WITHIN -> a.rows() == a.columns() && b.rows() == b.columns();
                    case CROSSED -> a.rows() == b.columns() && a.columns() == b.rows();
                    case COMMON -> a.columns() == b.columns();
                };
        if (!fits || a.rows() > b.rows()) {
            throw new IllegalArgumentException("layer " + name + ", " + kind + ", needs arcs of m x m and n x n nodes,"
                    + " m x n and n x m when crossed, m x c and n x c when common, with m at most n, got " + a + " and "
                    + b);
        }
        if (table.classes() != Arcs.CLASSES) {
            throw new IllegalArgumentException(
                    "the table must have " + Arcs.CLASSES + " classes, got " + table.classes());
        }
    }

    /** A layer whose table is what is believed before any match is known. */
    public static NetworkLayer of(String name, Arcs a, Arcs b, Kind kind) {
        return new NetworkLayer(name, a, b, kind, DyadTable.start(a.counts(), b.counts()));
    }

    /** The number of nodes of the first network. */
    public int items() {
        return a.rows();
    }

    /** The number of nodes of the second network. */
    public int places() {
        return b.rows();
    }

    /** The same arcs with another table. */
    public NetworkLayer withTable(DyadTable value) {
        return new NetworkLayer(name, a, b, kind, value);
    }

    /** Whether arcs lead from one network to the other. */
    public boolean crossed() {
        return kind == Kind.CROSSED;
    }

    /** Whether arcs lead to common nodes, so that each pair says something of one node alone. */
    public boolean common() {
        return kind == Kind.COMMON;
    }

    /** The class of arcs of item i and its place, to what is matched to what, or to common node j. */
    private int ofA(int[] places, int i, int j) {
        return a.sizeClass(i, crossed() ? places[j] : j);
    }

    private int ofB(int[] places, int i, int j) {
        return b.sizeClass(places[i], kind == Kind.WITHIN ? places[j] : j);
    }

    /** What a matched item has pairs with. */
    private int[] others(int[] matched) {
        return common() ? IntStream.range(0, a.columns()).toArray() : matched;
    }

    /**
     * Counts how often classes meet under a match, self pairs included, O(arcs), or O(m times common nodes).
     *
     * @param places of each item; one that is no node of the second network is no partner. Not modified.
     * @param weight of each pair
     * @param counts classes by classes. Modified.
     */
    public void count(int[] places, double weight, double[][] counts) {
        for (int i : common() ? matched(places) : new int[0]) {
            for (int v = 0; v < a.columns(); v++) {
                counts[ofA(places, i, v)][ofB(places, i, v)] += weight;
            }
        }
        if (!common()) {
            countPairs(places, weight, counts);
        }
    }

    private void countPairs(int[] places, double weight, double[][] counts) {
        boolean crossed = crossed();
        int[] items = new int[places()];
        Arrays.fill(items, -1);
        int[] matched = matched(places);
        for (int i : matched) {
            items[places[i]] = i;
        }
        double empty = (double) matched.length * matched.length;
        for (int i : matched) {
            for (int e = a.out().start()[i]; e < a.out().start()[i + 1]; e++) {
                int j = crossed ? items[a.out().node()[e]] : a.out().node()[e];
                if (j >= 0 && (crossed || places[j] < places())) {
                    counts[a.out().size()[e]][b.sizeClass(places[i], crossed ? j : places[j])] += weight;
                    empty--;
                }
            }
            for (int e = b.out().start()[places[i]]; e < b.out().start()[places[i] + 1]; e++) {
                int j = crossed ? b.out().node()[e] : items[b.out().node()[e]];
                if (j >= 0 && a.sizeClass(i, crossed ? places[j] : j) == 0) {
                    counts[0][b.out().size()[e]] += weight;
                    empty--;
                }
            }
            int first = crossed ? 0 : a.sizeClass(i, i);
            int second = crossed ? 0 : b.sizeClass(places[i], places[i]);
            if (first + second > 0) {
                counts[first][second] += weight;
                empty--;
            }
        }
        counts[0][0] += weight * empty;
    }

    private int[] matched(int[] places) {
        return IntStream.range(0, places.length)
                .filter(i -> places[i] < places())
                .toArray();
    }

    /**
     * Adds the log odds of what an item says with each other under a match, in both orders, and with itself and all common
     * nodes, O(m).
     *
     * @param places of each item; one that is no node of the second network is no partner. Not modified.
     * @param factor of what is added
     * @param sums one for each item. Modified.
     */
    public void addOdds(int[] places, int i, double factor, double[] sums) {
        double[] odds = new double[Arcs.CLASSES * Arcs.CLASSES];
        Arrays.setAll(odds, e -> factor * share() * table.logOdds(e / Arcs.CLASSES, e % Arcs.CLASSES));
        for (int j : places[i] < places() ? others(matched(places)) : new int[0]) {
            // a common node says nothing in return
            double back = common() || i == j ? 0 : odds[ofBoth(places, j, i)];
            sums[common() ? i : j] += odds[ofBoth(places, i, j)] + back;
        }
    }

    private int ofBoth(int[] places, int i, int j) {
        return ofA(places, i, j) * Arcs.CLASSES + ofB(places, i, j);
    }

    /**
     * Adds to each item how far the log odds of its pairs lie above what the table expects of them given the arcs of a, and
     * the variance that this has where pairs are independent, O(m^2).
     *
     * @param places of each item. Not modified.
     * @param sums one for each item. Modified.
     * @param variances one for each item. Modified.
     */
    public void addSurprise(int[] places, double[] sums, double[] variances) {
        double[] mean = table.moment(1);
        double[] square = table.moment(2);
        double share = share();
        int[] matched = matched(places);
        int[] others = others(matched);
        for (int i : matched) {
            for (int j : others) {
                int first = ofA(places, i, j);
                double odds = table.logOdds(first, ofB(places, i, j));
                double surprise = i == j && !common() ? 0 : share * (odds - mean[first]);
                double variance = i == j && !common() ? 0 : share * (square[first] - mean[first] * mean[first]);
                sums[i] += surprise;
                variances[i] += variance;
                if (!common()) {
                    sums[j] += surprise;
                    variances[j] += variance;
                }
            }
        }
    }

    /** One half where arcs are symmetric, since each pair then comes twice, and less than one for common nodes. */
    double share() {
        return switch (kind) {
            case WITHIN -> a.symmetric() && b.symmetric() ? 0.5 : 1;
            case CROSSED -> 1;
            case COMMON -> COMMON_SHARE;
        };
    }

    private static int onGrid(double value) {
        return (int) Math.rint(value / GRID);
    }

    /** What two arcs that meet add to {@link #placeGains} and a constant, in units of the grid, a times classes plus b. */
    int[] pairGains(double share) {
        int[] gains = new int[Arcs.CLASSES * Arcs.CLASSES];
        for (int first = 1; first < Arcs.CLASSES; first++) {
            for (int second = 1; second < Arcs.CLASSES; second++) {
                double gain = table.logOdds(first, second)
                        - table.logOdds(first, 0)
                        - table.logOdds(0, second)
                        + table.logOdds(0, 0);
                gains[first * Arcs.CLASSES + second] = table.met(first, second) ? onGrid(share * gain) : 0;
            }
        }
        return gains;
    }

    /** What an arc between occupied places adds, in units of the grid. */
    int[] placeGains(double share) {
        int[] gains = new int[Arcs.CLASSES];
        Arrays.setAll(gains, c -> table.met(0, c) ? onGrid(share * (table.logOdds(0, c) - table.logOdds(0, 0))) : 0);
        return gains;
    }

    /** What an arc between matched items adds, in units of the grid. */
    int[] itemGains(double share) {
        int[] gains = new int[Arcs.CLASSES];
        Arrays.setAll(gains, c -> table.met(c, 0) ? onGrid(share * (table.logOdds(c, 0) - table.logOdds(0, 0))) : 0);
        return gains;
    }

    /** What two arcs to a common node add, in units of the grid, a times classes plus b. */
    int[] commonGains() {
        int[] gains = new int[Arcs.CLASSES * Arcs.CLASSES];
        Arrays.setAll(gains, e -> onGrid(COMMON_SHARE * table.logOdds(e / Arcs.CLASSES, e % Arcs.CLASSES)));
        return gains;
    }

    /** What two nodes without arcs add, in units of the grid. */
    int emptyGain(double share) {
        return onGrid(share * table.logOdds(0, 0));
    }
}
