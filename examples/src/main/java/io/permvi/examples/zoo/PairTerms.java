package io.permvi.examples.zoo;

import org.ejml.data.DMatrixRMaj;

/** Compared pairs, logistic in the difference of places: the log likelihood and what exchanges change, by a table. */
final class PairTerms implements ExchangeDensity.Terms {
    private final DMatrixRMaj sign;
    private final double[] cost;
    private int[] places;

    /**
     * Of comparisons.
     *
     * @param sign n by n: 1 where the row's item won, -1 where it lost against the column's. Not modified.
     */
    PairTerms(DMatrixRMaj sign, double noise) {
        this.sign = sign;
        int n = sign.numRows;
        cost = new double[2 * n + 1];
        for (int d = -n; d <= n; d++) {
            cost[n + d] = Math.max(0, d / noise) + Math.log1p(Math.exp(-Math.abs(d / noise)));
        }
    }

    @Override
    public double start(int[] newPlaces) {
        places = newPlaces;
        double sum = 0;
        for (int a = 0; a < places.length; a++) {
            for (int b = 0; b < a; b++) {
                sum -= cost(a, b, places[a] - places[b]);
            }
        }
        return sum;
    }

    private double cost(int a, int b, int difference) {
        return cost[sign.numRows + (int) sign.get(a, b) * difference];
    }

    @Override
    public double change(int a, int b) {
        int p = places[a];
        int q = places[b];
        double sum = cost(a, b, p - q) - cost(a, b, q - p);
        for (int c = 0; c < places.length; c++) {
            if (c != a && c != b) {
                int r = places[c];
                sum += cost(a, c, p - r) - cost(a, c, q - r) + cost(b, c, q - r) - cost(b, c, p - r);
            }
        }
        return sum;
    }
}
