package io.permvi.inference.sampling;

import io.permvi.models.DiscreteLatent;
import io.permvi.relaxations.permutation.Matching;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * The shares of draws in which each entry of each discrete latent is one.
 *
 * @param shares items by places, one matrix for each latent
 */
record Marginals(List<DMatrixRMaj> shares) {
    static Marginals of(List<DiscreteLatent> latents, List<Draw> draws) {
        List<DMatrixRMaj> shares = latents.stream()
                .map(latent -> new DMatrixRMaj(latent.rows(), latent.columns()))
                .toList();
        for (Draw draw : draws) {
            for (int k = 0; k < shares.size(); k++) {
                for (int i = 0; i < draw.places()[k].length; i++) {
                    if (draw.places()[k][i] != Matching.UNMATCHED) {
                        shares.get(k).add(i, draw.places()[k][i], 1.0 / draws.size());
                    }
                }
            }
        }
        return new Marginals(shares);
    }

    double share(int latent, int item, int place) {
        return shares.get(latent).get(item, place);
    }

    /** The sum of the shares of a draw's entries. */
    double overlap(Draw draw) {
        double sum = 0;
        for (int k = 0; k < shares.size(); k++) {
            for (int i = 0; i < draw.places()[k].length; i++) {
                int j = draw.places()[k][i];
                sum += j == Matching.UNMATCHED ? 0 : share(k, i, j);
            }
        }
        return sum;
    }

    /** The mean over all items of the total variation of their rows, no place included. */
    double totalVariation(Marginals other) {
        double sum = 0;
        int items = 0;
        for (int k = 0; k < shares.size(); k++) {
            DMatrixRMaj mine = shares.get(k);
            for (int i = 0; i < mine.numRows; i++) {
                double absolute = 0;
                double difference = 0;
                for (int j = 0; j < mine.numCols; j++) {
                    double d = mine.get(i, j) - other.share(k, i, j);
                    absolute += Math.abs(d);
                    difference += d;
                }
                sum += 0.5 * (absolute + Math.abs(difference));
                items++;
            }
        }
        return items == 0 ? 0 : sum / items;
    }
}
