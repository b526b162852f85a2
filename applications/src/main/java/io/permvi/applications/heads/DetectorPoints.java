package io.permvi.applications.heads;

import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.relaxations.permutation.Categories;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * The points of a detector, which sees cells twice and where none are. Points that lie together are one cell; cells that are
 * none are dim, so the brightest are matched, as many as a head has, of which a quarter are expected to be no neuron. In the
 * end each point is named by itself, as several may be one neuron: a dim one by the cells that were matched about it.
 *
 * @param cells the cells that are matched
 * @param weights for each point, how much it is each of them; the rest is none
 */
public record DetectorPoints(Head cells, double[][] weights) {
    /** Half of what lies between the centers of neighboring cells. */
    private static final double TOGETHER = 2.5;

    private static final double FALSE_SHARE = 0.25;
    /** Among so many of the brightest there are few that are none. */
    private static final double LANDMARKS = 2 / 3.0;

    /**
     * Groups points: each joins the nearest group whose middle is within 2.5 micrometers, or founds one.
     *
     * @param atlas tells how many points a head has
     */
    public static DetectorPoints of(Head head, HeadAtlas atlas) {
        List<double[]> sums = new ArrayList<>();
        int[] group = new int[head.size()];
        for (int i = 0; i < head.size(); i++) {
            int nearest = -1;
            double least = TOGETHER * TOGETHER;
            for (int g = 0; g < sums.size(); g++) {
                double[] sum = sums.get(g);
                double square = square(head, i, new double[] {sum[0] / sum[6], sum[1] / sum[6], sum[2] / sum[6]});
                if (square < least) {
                    least = square;
                    nearest = g;
                }
            }
            if (nearest < 0) {
                nearest = sums.size();
                sums.add(new double[7]);
            }
            double[] sum = sums.get(nearest);
            for (int d = 0; d < 3; d++) {
                sum[d] += head.positions()[d][i];
                sum[3 + d] += head.colors()[d][i];
            }
            sum[6]++;
            group[i] = nearest;
        }
        List<double[]> means = sums.stream()
                .map(sum ->
                        IntStream.range(0, 6).mapToDouble(d -> sum[d] / sum[6]).toArray())
                .toList();
        List<Integer> bright = IntStream.range(0, means.size())
                .boxed()
                .sorted(Comparator.comparingDouble(g -> -brightness(means.get(g))))
                .limit(Math.max(1, atlas.pointsOfAHead()))
                .toList();
        List<double[]> cells = bright.stream().map(means::get).toList();
        double[][] weights = new double[head.size()][];
        for (int i = 0; i < weights.length; i++) {
            int own = bright.indexOf(group[i]);
            weights[i] = own >= 0 ? only(own, cells.size()) : near(head, i, cells);
        }
        return new DetectorPoints(
                new Head(
                        head.id(),
                        HeadFile.columns(cells, 0),
                        HeadFile.columns(cells, 3),
                        Collections.nCopies(cells.size(), "")),
                weights);
    }

    private static double square(Head head, int i, double[] middle) {
        double square = 0;
        for (int d = 0; d < 3; d++) {
            double gap = middle[d] - head.positions()[d][i];
            square += gap * gap;
        }
        return square;
    }

    private static double brightness(double[] cell) {
        return cell[3] + cell[4] + cell[5];
    }

    private static double[] only(int own, int cells) {
        double[] weights = new double[cells];
        weights[own] = 1;
        return weights;
    }

    /** A dim point: the cells about it, each by a Gaussian of its distance, beside none with weight 1. */
    private static double[] near(Head head, int i, List<double[]> cells) {
        double[] weights = cells.stream()
                .mapToDouble(cell -> Math.exp(-square(head, i, cell) / (2 * TOGETHER * TOGETHER)))
                .toArray();
        double total = 1 + Arrays.stream(weights).sum();
        Arrays.setAll(weights, c -> weights[c] / total);
        return weights;
    }

    /** Names of the cells by an atlas that expects false ones; the motion is searched with the brightest of them. */
    public NamedHead name(HeadNaming naming, HeadNaming.Hand hand) {
        Head landmarks = brightest(cells, (int) Math.ceil(LANDMARKS * cells.size()));
        NamedHead named = expecting(naming, landmarks).name(landmarks, hand);
        return expecting(naming, cells).nameFrom(named, cells);
    }

    private static HeadNaming expecting(HeadNaming naming, Head cells) {
        return naming.withStrayPoints(Math.max(naming.atlas().falsePoints(), FALSE_SHARE * cells.size()));
    }

    /** Cells are in the order of their brightness. */
    private static Head brightest(Head cells, int count) {
        return new Head(
                cells.id(),
                first(cells.positions(), count),
                first(cells.colors(), count),
                cells.names().subList(0, count));
    }

    private static double[][] first(double[][] rows, int count) {
        return Arrays.stream(rows).map(row -> Arrays.copyOf(row, count)).toArray(double[][]::new);
    }

    /** What the cells' names say of each point: points by neurons. */
    public MatchingMarginals each(NamedHead named) {
        MatchingMarginals ofCells = named.each();
        DMatrixRMaj probabilities = new DMatrixRMaj(weights.length, ofCells.places());
        for (int i = 0; i < weights.length; i++) {
            for (int c = 0; c < cells.size(); c++) {
                for (int k = 0; k < ofCells.places() && weights[i][c] > 0; k++) {
                    probabilities.add(i, k, weights[i][c] * ofCells.probability(c, k));
                }
            }
        }
        return new MatchingMarginals(Categories.of(weights.length, ofCells.places()), probabilities);
    }
}
