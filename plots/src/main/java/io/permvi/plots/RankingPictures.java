package io.permvi.plots;

import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.Posterior;
import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** Pictures of distributions over rankings: the items are matched to the places 1, 2, 3, ... */
public final class RankingPictures {
    private RankingPictures() {}

    /** The places of a latent's items; see {@link #places(MatchingMarginals, List)}. */
    public static Plot places(Posterior posterior, MatchingLatent ranking, List<String> items) {
        return places(posterior.marginals(ranking), items);
    }

    /** Which item stands before which, from hard draws; see {@link #before(DMatrixRMaj, List)}. */
    public static Plot before(Posterior posterior, MatchingLatent ranking, List<String> items) {
        var draws = WeightedPosterior.of(posterior, Posterior.DRAWS, DrawRandom.of(0, 0, 0));
        return before(draws.before(ranking), items);
    }

    /**
     * The probability of each place of each item, items by their mean place, with the mean place and an interval that
     * holds 90 % of the probability.
     *
     * @param items names; numbers from 1 where empty
     * @throws IllegalArgumentException when there are names, but not one for each
     */
    public static Plot places(MatchingMarginals ranking, List<String> items) {
        DMatrixRMaj p = ranking.toMatrix();
        double[] means = means(p);
        int[] order = Permutation.sortedBy(means.length, i -> means[i]);
        double[] low = new double[order.length];
        double[] high = new double[order.length];
        double[] at = new double[order.length];
        for (int r = 0; r < order.length; r++) {
            low[r] = quantile(p, order[r], 0.05);
            high[r] = quantile(p, order[r], 0.95);
            at[r] = means[order[r]];
        }
        double[] rows = IntStream.range(0, order.length).asDoubleStream().toArray();
        Axis upward = MatchingPictures.namedAxis("item, by its mean place", items, order)
                .reverse();
        return MatchingPictures.matrix(
                        "Places of the items", p, order, MatchingPictures.all(p.numCols), Shades.ofProbabilities())
                .withAxes(Axis.numbered("place, 1 is the first", p.numCols), upward)
                .withoutNumbers()
                .with(Intervals.of("90 % interval", low, high, Palette.color(1)))
                .with(Series.points("mean place", at, rows, Palette.color(1)).withWidth(7));
    }

    /** The mean place of each item, from 0. */
    private static double[] means(DMatrixRMaj p) {
        double[] means = new double[p.numRows];
        for (int i = 0; i < p.numRows; i++) {
            double total = 0;
            for (int j = 0; j < p.numCols; j++) {
                means[i] += j * p.get(i, j);
                total += p.get(i, j);
            }
            means[i] = total > 0 ? means[i] / total : p.numCols;
        }
        return means;
    }

    private static double quantile(DMatrixRMaj p, int item, double level) {
        double total = 0;
        for (int j = 0; j < p.numCols; j++) {
            total += p.get(item, j);
            if (total >= level - 1e-12) {
                return j;
            }
        }
        return p.numCols - 1;
    }

    /**
     * The probability that one item stands before another, items by how many they precede in the mean.
     *
     * @param before entry (a, b) is the probability that a stands before b; the diagonal is not read
     * @param items names; numbers from 1 where empty
     * @throws IllegalArgumentException when the matrix is not square, or there are names, but not one for each
     */
    public static Plot before(DMatrixRMaj before, List<String> items) {
        if (before.numRows != before.numCols) {
            throw new IllegalArgumentException(
                    "probabilities of pairs must be a square matrix, got " + before.numRows + " x " + before.numCols);
        }
        DMatrixRMaj p = before.copy();
        double[] wins = new double[p.numRows];
        for (int a = 0; a < p.numRows; a++) {
            p.set(a, a, Double.NaN);
            for (int b = 0; b < p.numCols; b++) {
                wins[a] -= a == b ? 0 : p.get(a, b);
            }
        }
        int[] order = Permutation.sortedBy(wins.length, a -> wins[a]);
        Shades shades = new Shades("P(row stands before column)", 0, 1, false);
        return MatchingPictures.matrix("Which item stands before which", p, order, order, shades)
                .withAxes(
                        MatchingPictures.namedAxis("item", items, order),
                        MatchingPictures.namedAxis("item", items, order).reverse());
    }
}
