package io.permvi.relaxations;

import io.permvi.relaxations.permutation.Space;
import org.ejml.data.DMatrixRMaj;

/** x = psi on the allowed entries, 0 elsewhere, at every temperature; the center map of most constructions. */
public record IdentityRelaxation() implements Relaxation {

    @Override
    public Pass newPass(Space space) {
        return new IdentityPass(this, space);
    }

    private static final class IdentityPass extends RelaxationPass {
        IdentityPass(IdentityRelaxation identity, Space space) {
            super(identity, space);
        }

        @Override
        protected void map(DMatrixRMaj psi, double temperature, DMatrixRMaj x) {
            allowed.scale(1, psi, x);
        }

        @Override
        protected void pullBack(DMatrixRMaj xAdjoint, double temperature, DMatrixRMaj psiAdjoint) {
            allowed.scale(1, xAdjoint, psiAdjoint);
        }
    }
}
