package io.permvi.applications.heads;

import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.relaxations.permutation.Categories;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * The points of a detector, which sees cells twice and where none are: points that lie together are one cell for the
 * matching, a quarter of the cells are expected to be no neuron, and in the end each point is named by itself, as
 * several may be one neuron.
 *
 * @param cells one point for each group
 * @param cellOfPoint the group of each point
 */
public record DetectorPoints(Head cells, int[] cellOfPoint) {
    /** Half of what lies between the centers of neighboring cells. */
    private static final double TOGETHER = 2.5;

    private static final double FALSE_SHARE = 0.25;

    /** Groups points: each joins the nearest group whose middle is within 2.5 micrometers, or founds one. */
    public static DetectorPoints of(Head head) {
        List<double[]> sums = new ArrayList<>();
        int[] group = new int[head.size()];
        for (int i = 0; i < head.size(); i++) {
            int nearest = -1;
            double least = TOGETHER * TOGETHER;
            for (int g = 0; g < sums.size(); g++) {
                double square = 0;
                for (int d = 0; d < 3; d++) {
                    double gap = sums.get(g)[d] / sums.get(g)[6] - head.positions()[d][i];
                    square += gap * gap;
                }
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
                .map(sum -> {
                    double[] mean = new double[6];
                    for (int d = 0; d < 6; d++) {
                        mean[d] = sum[d] / sum[6];
                    }
                    return mean;
                })
                .toList();
        return new DetectorPoints(
                new Head(
                        head.id(),
                        HeadFile.columns(means, 0),
                        HeadFile.columns(means, 3),
                        Collections.nCopies(means.size(), "")),
                group);
    }

    /** Names of the cells by an atlas that expects false ones. */
    public NamedHead name(HeadNaming naming, HeadNaming.Hand hand) {
        HeadAtlas atlas = naming.atlas();
        double wrong = Math.max(atlas.falsePoints(), FALSE_SHARE * cells.size());
        return naming.with(atlas.withFalsePoints(wrong)).name(cells, hand);
    }

    /** What the cells' names say of each point: points by neurons. */
    public MatchingMarginals each(NamedHead named) {
        MatchingMarginals ofCells = named.each();
        DMatrixRMaj probabilities = new DMatrixRMaj(cellOfPoint.length, ofCells.places());
        for (int i = 0; i < cellOfPoint.length; i++) {
            for (int k = 0; k < ofCells.places(); k++) {
                probabilities.set(i, k, ofCells.probability(cellOfPoint[i], k));
            }
        }
        return new MatchingMarginals(Categories.of(cellOfPoint.length, ofCells.places()), probabilities);
    }
}
