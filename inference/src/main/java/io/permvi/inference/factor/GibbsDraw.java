package io.permvi.inference.factor;

import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.counting.GibbsTables;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import org.ejml.data.DMatrixRMaj;

/** Exact draws of a Gibbs distribution and their log probability; one thread. */
final class GibbsDraw {
    private final SparsityPattern allowed;
    private final GibbsTables tables;
    private final DMatrixRMaj scores;
    private final int[] places;
    private boolean drawn;

    GibbsDraw(MatchingLatent latent) {
        allowed = latent.space().allowed();
        tables = new GibbsTables(latent.rows());
        scores = new DMatrixRMaj(latent.rows(), latent.rows());
        places = new int[latent.rows()];
    }

    /** Draws; returns log q. */
    double draw(double[] parameters, int parameterOffset, double[] uniforms, int offset, DMatrixRMaj z) {
        load(parameters, parameterOffset);
        tables.draw(uniforms, offset, places);
        Matching.toMatrix(places, z);
        return logProbability(places);
    }

    void load(double[] parameters, int parameterOffset) {
        allowed.scatter(parameters, parameterOffset, Double.NEGATIVE_INFINITY, scores);
        tables.load(scores);
        drawn = true;
    }

    double logProbability(int[] matching) {
        double sum = -tables.logNormalizer();
        for (int i = 0; i < matching.length; i++) {
            sum += scores.get(i, matching[i]);
        }
        return sum;
    }

    int[] places() {
        return places;
    }

    GibbsTables tables() {
        requireDraw();
        return tables;
    }

    DMatrixRMaj scores() {
        requireDraw();
        return scores;
    }

    void requireDraw() {
        if (!drawn) {
            throw new IllegalStateException("nothing was drawn or scored yet: call forward first");
        }
    }
}
