package io.permvi.relaxations.polytope;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.RelaxationPass;
import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.Space;
import org.ejml.data.DMatrixRMaj;

/**
 * The softmax of each row, {@code x_ij = exp(psi_ij / temperature) / sum_k exp(psi_ik / temperature)}, for categories:
 * what the Sinkhorn operator is for matchings. With Gumbel noise added to psi this is Gumbel-softmax, the Concrete
 * distribution (Maddison, Mnih and Teh 2017; Jang, Gu and Poole 2017). Rows sum to one; entries that are not allowed are
 * 0. Stable at every temperature; O(allowed entries).
 */
public record Softmax() implements Relaxation {

    /**
     * A pass for categories.
     *
     * @throws IllegalArgumentException when places are not shared
     */
    @Override
    public Pass newPass(Space space) {
        if (!(space instanceof Categories)) {
            throw new IllegalArgumentException("softmax serves categories; for matchings use the Sinkhorn operator");
        }
        return new SoftmaxPass(this, space);
    }

    private static final class SoftmaxPass extends RelaxationPass {
        private final DMatrixRMaj point;
        private final double[] row;
        private final double[] adjoint;

        SoftmaxPass(Softmax softmax, Space space) {
            super(softmax, space);
            point = new DMatrixRMaj(space.items(), space.places());
            row = new double[space.places()];
            adjoint = new double[space.places()];
        }

        @Override
        protected void map(DMatrixRMaj psi, double temperature, DMatrixRMaj x) {
            for (int i = 0; i < allowed.rows(); i++) {
                int count = allowed.gatherRow(psi, i, row);
                LogSumExp.softmax(row, 0, count, temperature);
                allowed.putRow(row, i, point);
            }
            x.setTo(point);
        }

        @Override
        protected void pullBack(DMatrixRMaj xAdjoint, double temperature, DMatrixRMaj psiAdjoint) {
            psiAdjoint.zero();
            for (int i = 0; i < allowed.rows(); i++) {
                int count = allowed.gatherRow(point, i, row);
                allowed.gatherRow(xAdjoint, i, adjoint);
                LogSumExp.softmaxPullback(row, adjoint, count, temperature);
                allowed.putRow(adjoint, i, psiAdjoint);
            }
        }
    }
}
