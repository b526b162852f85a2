package io.permvi.plots;

import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.Posterior;
import io.permvi.models.DiscreteLatent;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.Permutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** Pictures of distributions over matchings: which item goes where, and how sure that is. */
public final class MatchingPictures {
    private static final int LARGEST_NAMED = 80;
    private static final double LEAST_SHOWN = 0.02;

    private MatchingPictures() {}

    /** The marginals of a latent; see {@link #marginals(MatchingMarginals, List, List)}. */
    public static Plot marginals(Posterior posterior, DiscreteLatent latent) {
        boolean categories = latent.space() instanceof Categories;
        Plot plot = marginals(posterior.marginals(latent));
        Axis across = categories ? Axis.numbered("category", latent.columns()) : plot.xAxis();
        return plot.withAxes(across, plot.yAxis()).withTitle("Posterior marginals of '" + latent.name() + "'");
    }

    /** The marginals as a heat map of numbered items and places; see {@link #marginals(MatchingMarginals, List, List)}. */
    public static Plot marginals(MatchingMarginals marginals) {
        return marginals(marginals, List.of(), List.of());
    }

    /**
     * The marginals as a heat map: places as they come, items by the place where most of their probability lies, so that
     * what is certain runs down a diagonal.
     *
     * @param items names of the items; numbers from 1 where empty
     * @param places names of the places; numbers from 1 where empty
     * @throws IllegalArgumentException when there are names, but not one for each
     */
    public static Plot marginals(MatchingMarginals marginals, List<String> items, List<String> places) {
        DMatrixRMaj p = marginals.toMatrix();
        int[] rows = byPeak(p);
        int[] columns = IntStream.range(0, p.numCols).toArray();
        return matrix("Posterior marginals", p, rows, columns, Shades.ofProbabilities())
                .withAxes(
                        namedAxis("place", places, columns),
                        namedAxis("item, by its most probable place", items, rows)
                                .reverse());
    }

    /**
     * A matrix as a heat map, its first row at the top.
     *
     * @param rows which rows, from the top down
     * @param columns which columns, from left to right
     */
    public static Plot matrix(String title, DMatrixRMaj matrix, int[] rows, int[] columns, Shades shades) {
        double[][] values = new double[rows.length][columns.length];
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < columns.length; c++) {
                values[r][c] = matrix.get(rows[r], columns[c]);
            }
        }
        // about as many pixels a row as a column, within what fits a page
        double cell = Math.max(1, Math.min(56, 560.0 / Math.max(rows.length, columns.length)));
        int wide = (int) Math.max(340, 150 + cell * columns.length);
        int high = (int) Math.max(240, 95 + cell * rows.length);
        return Plot.of(
                        title,
                        Axis.numbered("column", columns.length),
                        Axis.numbered("row", rows.length).reverse())
                .with(new Cells(values, shades, true))
                .withSize(wide, high);
    }

    static int[] all(int count) {
        return IntStream.range(0, count).toArray();
    }

    /** An axis of names in some order; without names, or with too many to be read, of numbers. */
    static Axis namedAxis(String title, List<String> names, int[] order) {
        requireNames(title, names, order.length);
        if (order.length > LARGEST_NAMED) {
            return Axis.numbered(title, order.length);
        }
        return Axis.of(
                names.isEmpty() ? title : "",
                Arrays.stream(order)
                        .mapToObj(k -> names.isEmpty() ? String.valueOf(k + 1) : names.get(k))
                        .toList());
    }

    static void requireNames(String what, List<String> names, int count) {
        if (!names.isEmpty() && names.size() != count) {
            throw new IllegalArgumentException(
                    "there are " + names.size() + " names of the kind '" + what + "' for " + count);
        }
    }

    /** Rows in the order of their largest entry's column, those without probability last. */
    static int[] byPeak(DMatrixRMaj p) {
        double[] peak = new double[p.numRows];
        for (int i = 0; i < p.numRows; i++) {
            int best = 0;
            for (int j = 1; j < p.numCols; j++) {
                best = p.get(i, j) > p.get(i, best) ? j : best;
            }
            peak[i] = p.get(i, best) > 0 ? best : p.numCols;
        }
        return Permutation.sortedBy(p.numRows, i -> peak[i]);
    }

    /**
     * Two sets of points in the plane, each pair joined by a line as wide as the pair is probable; below a fiftieth
     * there is none.
     *
     * @param item the name of the points that are matched
     * @param items rows of x and y
     * @param place the name of the points that they are matched to
     * @param places rows of x and y
     */
    public static Plot pairs(
            String title, String item, double[][] items, String place, double[][] places, MatchingMarginals marginals) {
        List<double[]> ends = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        for (int i = 0; i < marginals.items(); i++) {
            for (int j = 0; j < marginals.places(); j++) {
                if (marginals.probability(i, j) >= LEAST_SHOWN) {
                    ends.add(new double[] {items[i][0], items[i][1], places[j][0], places[j][1]});
                    weights.add(Math.min(1, marginals.probability(i, j)));
                }
            }
        }
        return Plot.of(title, Axis.of("x"), Axis.of("y"))
                .with(new Lines("probability (width)", ends, weights, Palette.color(6), 4))
                .with(Series.points(place, column(places, 0), column(places, 1), Palette.color(1))
                        .withWidth(7))
                .with(Series.points(item, column(items, 0), column(items, 1), Palette.color(0))
                        .withShape(Series.Shape.DIAMOND)
                        .withWidth(7))
                .withSize(520, 480)
                .withEqualUnits();
    }

    static double[] column(double[][] rows, int d) {
        return Arrays.stream(rows).mapToDouble(row -> row[d]).toArray();
    }

    /** A table of the most probable places of each item; see {@link CandidateTable}. */
    public static Picture candidates(MatchingMarginals marginals, List<String> items, List<String> places) {
        return CandidateTable.of(marginals, items, places);
    }
}
