package io.permvi.relaxations;

import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.permutation.Space;
import org.ejml.data.DMatrixRMaj;

/** The hard value that the relaxed one at temperature 1 is nearest to. */
public final class NearestValue implements LinearMaximum {
    private final Relaxation.Pass pass;
    private final DMatrixRMaj x;
    private final LinearMaximum best;

    /**
     * @param relaxation whose values are taken
     * @param space of the values
     */
    public NearestValue(Relaxation relaxation, Space space) {
        pass = relaxation.newPass(space);
        x = new DMatrixRMaj(space.items(), space.places());
        best = LinearMaximum.of(space);
    }

    @Override
    public double maximize(DMatrixRMaj psi, int[] places) {
        pass.forward(psi, 1, x);
        return best.maximize(x, places);
    }
}
