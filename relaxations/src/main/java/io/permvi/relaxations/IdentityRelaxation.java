package io.permvi.relaxations;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Space;
import org.ejml.data.DMatrixRMaj;

/** x = psi on the allowed entries, 0 elsewhere, at every temperature; the center map of most constructions. */
public record IdentityRelaxation() implements Relaxation {

    @Override
    public Pass newPass(Space space) {
        return new IdentityPass(space.allowed());
    }

    private record IdentityPass(SparsityPattern allowed) implements Pass {
        @Override
        public void forward(DMatrixRMaj psi, double temperature, DMatrixRMaj x) {
            allowed.scale(1, psi, x);
        }

        @Override
        public void backward(DMatrixRMaj xAdjoint, DMatrixRMaj psiAdjoint) {
            allowed.scale(1, xAdjoint, psiAdjoint);
        }
    }
}
