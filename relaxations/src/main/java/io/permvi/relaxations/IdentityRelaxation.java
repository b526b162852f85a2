package io.permvi.relaxations;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Space;
import java.util.Arrays;
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
            copyAllowed(psi, x);
        }

        @Override
        public void backward(DMatrixRMaj xAdjoint, DMatrixRMaj psiAdjoint) {
            copyAllowed(xAdjoint, psiAdjoint);
        }

        private void copyAllowed(DMatrixRMaj from, DMatrixRMaj to) {
            int n = allowed.columns();
            int[] starts = allowed.rowStarts();
            int[] columns = allowed.columnIndices();
            Arrays.fill(to.data, 0, allowed.rows() * n, 0);
            for (int i = 0; i < allowed.rows(); i++) {
                for (int e = starts[i]; e < starts[i + 1]; e++) {
                    to.data[i * n + columns[e]] = from.data[i * n + columns[e]];
                }
            }
        }
    }
}
