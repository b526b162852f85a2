package io.permvi.examples.zoo;

import org.ejml.data.DMatrixRMaj;

/**
 * Known dynamics in an unknown order: row i of the next states is predicted by {@code sum_j w[p(i)][p(j)] now[j]}; an
 * exchange moves all rows along one direction, and its own two anew.
 */
final class DynamicsTerms implements ExchangeDensity.Terms {
    private final DMatrixRMaj weights;
    private final DMatrixRMaj now;
    private final DMatrixRMaj next;
    private final double precision;
    private final int n;
    private final int times;
    private DMatrixRMaj predicted;
    private DMatrixRMaj candidate;
    private int[] places;
    private double squares;
    private double candidateSquares;

    /** Of states before and after, n by times each; not modified. */
    DynamicsTerms(DMatrixRMaj weights, DMatrixRMaj now, DMatrixRMaj next, double noise) {
        this.weights = weights;
        this.now = now;
        this.next = next;
        precision = 1 / (noise * noise);
        n = now.numRows;
        times = now.numCols;
        predicted = now.createLike();
        candidate = now.createLike();
    }

    @Override
    public double start(int[] newPlaces) {
        places = newPlaces;
        squares = 0;
        for (int i = 0; i < n; i++) {
            predict(i, predicted);
            squares += rest(i, predicted);
        }
        return -0.5 * precision * squares;
    }

    private void predict(int i, DMatrixRMaj to) {
        for (int t = 0; t < times; t++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                sum += weights.unsafe_get(places[i], places[j]) * now.unsafe_get(j, t);
            }
            to.set(i, t, sum);
        }
    }

    private double rest(int i, DMatrixRMaj of) {
        double sum = 0;
        for (int t = 0; t < times; t++) {
            double difference = next.unsafe_get(i, t) - of.unsafe_get(i, t);
            sum += difference * difference;
        }
        return sum;
    }

    @Override
    public double change(int a, int b) {
        candidateSquares = 0;
        for (int i = 0; i < n; i++) {
            double slope = weights.get(places[i], places[b]) - weights.get(places[i], places[a]);
            for (int t = 0; t < times; t++) {
                double moved = slope * (now.unsafe_get(a, t) - now.unsafe_get(b, t));
                candidate.unsafe_set(i, t, predicted.unsafe_get(i, t) + moved);
            }
        }
        swap(a, b);
        predict(a, candidate);
        predict(b, candidate);
        swap(a, b);
        for (int i = 0; i < n; i++) {
            candidateSquares += rest(i, candidate);
        }
        return -0.5 * precision * (candidateSquares - squares);
    }

    private void swap(int a, int b) {
        int place = places[a];
        places[a] = places[b];
        places[b] = place;
    }

    @Override
    public void exchange() {
        DMatrixRMaj kept = predicted;
        predicted = candidate;
        candidate = kept;
        squares = candidateSquares;
    }
}
