package io.permvi.inference.sampling;

import io.permvi.inference.structure.Exchanges;
import io.permvi.inference.structure.ModelPoint;
import io.permvi.inference.structure.Structure;
import io.permvi.inference.structure.Symmetries;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.RealLatent;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Draws of a symmetric posterior, each replaced by that image of itself which is nearest to the marginals of all
 * (Stephens 2000), starting from one draw: what is compared and averaged then means something.
 */
final class Alignment {
    private static final int ITERATIONS = 3;
    private static final double OTHER_CLASS = -1e9;

    private final Symmetries symmetries;
    private final List<DiscreteLatent> latents;
    private final List<RealLatent> reals;
    private final int[] firstReal;

    Alignment(Structure structure, ModelPoint point) {
        symmetries = structure.symmetries();
        latents = structure.discrete();
        reals = point.realLatents();
        firstReal = new int[reals.size()];
        for (int k = 1; k < firstReal.length; k++) {
            firstReal[k] = firstReal[k - 1] + reals.get(k - 1).support().count();
        }
    }

    /** Aligns all draws of all ensembles to each other. */
    List<List<Draw>> align(List<List<Draw>> ensembles) {
        if (!symmetries.alignsDraws()) {
            return ensembles;
        }
        Draw best = ensembles.get(0).get(0);
        for (List<Draw> draws : ensembles) {
            for (Draw draw : draws) {
                best = draw.logDensity() > best.logDensity() ? draw : best;
            }
        }
        List<List<Draw>> aligned = ensembles;
        Marginals anchor = Marginals.of(latents, List.of(best));
        double[] anchorReals = best.reals();
        for (int s = 0; s < ITERATIONS; s++) {
            List<List<Draw>> next = new ArrayList<>();
            for (List<Draw> draws : aligned) {
                next.add(alignTo(anchor, anchorReals, draws));
            }
            aligned = next;
            anchor =
                    Marginals.of(latents, aligned.stream().flatMap(List::stream).toList());
        }
        return aligned;
    }

    private List<Draw> alignTo(Marginals anchor, double[] anchorReals, List<Draw> draws) {
        List<Draw> aligned = new ArrayList<>();
        for (Draw draw : draws) {
            aligned.add(withSigns(nearest(anchor, draw), anchorReals));
        }
        return aligned;
    }

    private Draw nearest(Marginals anchor, Draw draw) {
        if (symmetries.reversed()) {
            int[] reversal = new int[symmetries.places().size()];
            Arrays.setAll(reversal, j -> reversal.length - 1 - j);
            Draw image = placesMoved(draw, reversal);
            return anchor.overlap(image) > anchor.overlap(draw) ? image : draw;
        }
        Draw moved = symmetries.places().alignsDraws() ? placesMoved(draw, bestPlaces(anchor, draw)) : draw;
        return symmetries.items().alignsDraws() ? itemsMoved(moved, bestItems(anchor, moved)) : moved;
    }

    private int[] bestPlaces(Marginals anchor, Draw draw) {
        DMatrixRMaj score = within(symmetries.places());
        for (int k = 0; k < latents.size(); k++) {
            for (int i = 0; i < draw.places()[k].length; i++) {
                int j = draw.places()[k][i];
                for (int l = 0; j != Matching.UNMATCHED && l < score.numCols; l++) {
                    score.add(j, l, anchor.share(k, i, l));
                }
            }
        }
        return best(score);
    }

    private int[] bestItems(Marginals anchor, Draw draw) {
        DMatrixRMaj score = within(symmetries.items());
        for (int k = 0; k < latents.size(); k++) {
            for (int i = 0; i < score.numRows; i++) {
                int j = draw.places()[k][i];
                for (int h = 0; j != Matching.UNMATCHED && h < score.numCols; h++) {
                    score.add(i, h, anchor.share(k, h, j));
                }
            }
        }
        return best(score);
    }

    /** Scores that keep each one within its class. */
    private static DMatrixRMaj within(Exchanges exchanges) {
        int n = exchanges.size();
        DMatrixRMaj score = new DMatrixRMaj(n, n);
        for (int j = 0; j < n; j++) {
            for (int l = 0; l < n; l++) {
                score.set(j, l, exchanges.exchanges(j, l) ? 0 : OTHER_CLASS);
            }
        }
        return score;
    }

    private static int[] best(DMatrixRMaj score) {
        int[] to = new int[score.numRows];
        new LinearAssignment(to.length, to.length).maximize(score, to);
        return to;
    }

    private Draw placesMoved(Draw draw, int[] to) {
        int[][] places = new int[draw.places().length][];
        for (int k = 0; k < places.length; k++) {
            places[k] = Arrays.stream(draw.places()[k])
                    .map(j -> j == Matching.UNMATCHED ? j : to[j])
                    .toArray();
        }
        return new Draw(places, realsMoved(draw.reals(), symmetries.places(), to), draw.logDensity());
    }

    private Draw itemsMoved(Draw draw, int[] to) {
        int[][] places = new int[draw.places().length][to.length];
        for (int k = 0; k < places.length; k++) {
            for (int i = 0; i < to.length; i++) {
                places[k][to[i]] = draw.places()[k][i];
            }
        }
        return new Draw(places, realsMoved(draw.reals(), symmetries.items(), to), draw.logDensity());
    }

    private double[] realsMoved(double[] from, Exchanges exchanges, int[] to) {
        double[] values = from.clone();
        for (int k = 0; k < reals.size(); k++) {
            RealLatent real = reals.get(k);
            boolean rows = exchanges.rows().contains(real);
            if (rows || exchanges.columns().contains(real)) {
                for (int e = 0; e < real.rows() * real.columns(); e++) {
                    int row = e / real.columns();
                    int column = e % real.columns();
                    int target = rows ? to[row] * real.columns() + column : row * real.columns() + to[column];
                    values[firstReal[k] + target] = from[firstReal[k] + e];
                }
            }
        }
        return values;
    }

    private Draw withSigns(Draw draw, double[] anchor) {
        for (RealLatent real : symmetries.signs()) {
            int first = firstReal[reals.indexOf(real)];
            double product = 0;
            for (int e = first; e < first + real.support().count(); e++) {
                product += draw.reals()[e] * anchor[e];
            }
            for (int e = first; product < 0 && e < first + real.support().count(); e++) {
                draw.reals()[e] = -draw.reals()[e];
            }
        }
        return draw;
    }
}
