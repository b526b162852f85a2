package io.permvi.applications.heads;

import io.permvi.inference.fields.KnownMatches;
import io.permvi.inference.posterior.MatchingMarginals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The points of a detector, which sees cells twice and where none are. Points that lie together are one cell; cells that are
 * none are dim, so the brightest are matched, as many as a head has, of which two in five are expected to be no neuron. In the
 * end each point is named by itself, as several may be one neuron ({@link NearestNeuron}).
 *
 * @param points all of them
 * @param voxel the size of a voxel along each axis, in which it is told what is near
 * @param cells the cells that are matched, the brightest first
 */
public record DetectorPoints(Head points, double[] voxel, Head cells) {
    /** Half of what lies between the centers of neighboring cells. */
    static final double TOGETHER = 2.5;

    private static final double FALSE_SHARE = 0.4;
    /** Among so many of the brightest there are few that are none, or as many; the bound judges. */
    private static final double LANDMARKS = 2 / 3.0;

    private static final double[] FALSE_LANDMARKS = {0.2, FALSE_SHARE};

    /**
     * Groups points on their microscope's grid: each joins the nearest group whose middle is within 2.5 micrometers, or founds one.
     *
     * @param atlas tells how many points a head has
     */
    public static DetectorPoints of(Head head, HeadAtlas atlas) {
        return of(head, HandPrior.gridOf(head), atlas);
    }

    /**
     * The same where the size of a voxel is known.
     *
     * @param voxel along each axis
     */
    static DetectorPoints of(Head head, double[] voxel, HeadAtlas atlas) {
        List<double[]> sums = new ArrayList<>();
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
        }
        List<double[]> means = sums.stream()
                .map(sum ->
                        IntStream.range(0, 6).mapToDouble(d -> sum[d] / sum[6]).toArray())
                .toList();
        List<double[]> cells = means.stream()
                .sorted(Comparator.comparingDouble(mean -> -brightness(mean)))
                .limit(Math.max(1, atlas.pointsOfAHead()))
                .toList();
        return new DetectorPoints(
                head,
                voxel,
                new Head(
                        head.id(),
                        HeadFile.columns(cells, 0),
                        HeadFile.columns(cells, 3),
                        Collections.nCopies(cells.size(), "")));
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

    /**
     * Names of the cells by an atlas that expects false ones; motions are searched with the brightest of them.
     *
     * @param known of the cells
     */
    public NamedHead name(HeadNaming naming, HeadNaming.Hand hand, KnownMatches known) {
        Head landmarks = brightest(cells, (int) Math.ceil(LANDMARKS * cells.size()));
        List<NamedHead> found = Arrays.stream(FALSE_LANDMARKS)
                .mapToObj(share -> expecting(naming, share, landmarks).name(landmarks, hand))
                .toList();
        HeadNaming last = expecting(naming, FALSE_SHARE, cells);
        return last.update(last.nameFrom(found, cells), known);
    }

    private static HeadNaming expecting(HeadNaming naming, double falseShare, Head cells) {
        return naming.withStrayPoints(Math.max(naming.atlas().falsePoints(), falseShare * cells.size()));
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

    /**
     * What the names of the cells say of each point.
     *
     * @param named the cells' names by this atlas
     * @param rng draws names and places of the cells
     * @return points by neurons
     */
    public MatchingMarginals each(NamedHead named, HeadAtlas atlas, RandomGenerator rng) {
        return new NearestNeuron(this, atlas, rng).each(named);
    }
}
