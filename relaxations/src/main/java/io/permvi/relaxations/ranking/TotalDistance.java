package io.permvi.relaxations.ranking;

import java.util.Arrays;

/**
 * The total distance of weighted complete rankings from a consensus, as the costs of its places (footrule, Spearman,
 * Hamming) or of its pairs (Kendall): an exchange of two items in the consensus costs O(1) or O(n) however many
 * rankings there are, and one in a ranking O(n). One thread only.
 */
final class TotalDistance {
    private final boolean pairwise;
    private final int n;
    /** The cost of a difference of places. */
    private final long[] cost;
    /** Of item a at place k, or the weight of the rankings with a before b. */
    private final double[][] table;

    TotalDistance(PermutationDistance distance, int n) {
        this.n = n;
        pairwise = distance == PermutationDistance.KENDALL;
        cost = new long[n];
        Arrays.setAll(cost, d -> pairwise ? 1 : distance.cost(d));
        table = new double[n][n];
    }

    /**
     * Of complete rankings.
     *
     * @throws IllegalStateException when one is not complete
     */
    static TotalDistance of(PermutationDistance distance, RankingData data) {
        TotalDistance totals = new TotalDistance(distance, data.items());
        for (int k = 0; k < data.sets().size(); k++) {
            totals.add(data.completePlaces(k), data.counts().get(k));
        }
        return totals;
    }

    /** Becomes what another of the same distance and order is. */
    void copyFrom(TotalDistance other) {
        for (int a = 0; a < n; a++) {
            System.arraycopy(other.table[a], 0, table[a], 0, n);
        }
    }

    /** The costs of items by places, or the weights of pairs, first before second. Not to be modified. */
    double[][] table() {
        return table;
    }

    /** Takes in a ranking, by the places of the items, or out where the weight is negative. */
    void add(int[] places, double weight) {
        for (int a = 0; a < n; a++) {
            for (int k = 0; k < n; k++) {
                table[a][k] += pairwise ? (places[a] < places[k] ? weight : 0) : weight * cost[Math.abs(places[a] - k)];
            }
        }
    }

    double total(int... consensus) {
        double sum = 0;
        for (int a = 0; a < n; a++) {
            if (pairwise) {
                for (int b = 0; b < n; b++) {
                    sum += consensus[a] > consensus[b] ? table[a][b] : 0;
                }
            } else {
                sum += table[a][consensus[a]];
            }
        }
        return sum;
    }

    /** How the total changes when the consensus exchanges the items at two places, the first before the second. */
    double change(int[] items, int p, int q) {
        int a = items[p];
        int b = items[q];
        if (!pairwise) {
            return table[a][q] - table[a][p] + table[b][p] - table[b][q];
        }
        double change = table[a][b] - table[b][a];
        for (int k = p + 1; k < q; k++) {
            int c = items[k];
            change += table[a][c] - table[c][a] + table[c][b] - table[b][c];
        }
        return change;
    }

    /** How a ranking's distance changes when it exchanges the items at two of its places, the first before the second. */
    long changeOfRanking(int[] items, int p, int q, int[] consensus) {
        int a = items[p];
        int b = items[q];
        if (!pairwise) {
            return cost[Math.abs(q - consensus[a])]
                    - cost[Math.abs(p - consensus[a])]
                    + cost[Math.abs(p - consensus[b])]
                    - cost[Math.abs(q - consensus[b])];
        }
        long change = consensus[a] < consensus[b] ? 1 : -1;
        for (int k = p + 1; k < q; k++) {
            int c = consensus[items[k]];
            change += (consensus[a] < c ? 1 : -1) + (c < consensus[b] ? 1 : -1);
        }
        return change;
    }

    /** Takes in that a ranking exchanged the items that were at two places, the first before the second. */
    void exchanged(int[] itemsBefore, int p, int q) {
        int a = itemsBefore[p];
        int b = itemsBefore[q];
        if (!pairwise) {
            for (int k = 0; k < n; k++) {
                long move = cost[Math.abs(q - k)] - cost[Math.abs(p - k)];
                table[a][k] += move;
                table[b][k] -= move;
            }
            return;
        }
        reverse(a, b);
        for (int k = p + 1; k < q; k++) {
            reverse(a, itemsBefore[k]);
            reverse(itemsBefore[k], b);
        }
    }

    private void reverse(int first, int second) {
        table[first][second]--;
        table[second][first]++;
    }
}
