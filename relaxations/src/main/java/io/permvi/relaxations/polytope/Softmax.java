package io.permvi.relaxations.polytope;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.linalg.SparsityPattern;
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
        return new SoftmaxPass(space.allowed());
    }

    private static final class SoftmaxPass implements Pass {
        private final SparsityPattern allowed;
        private final DMatrixRMaj last;
        private double temperature;

        SoftmaxPass(SparsityPattern allowed) {
            this.allowed = allowed;
            last = new DMatrixRMaj(allowed.rows(), allowed.columns());
        }

        @Override
        public void forward(DMatrixRMaj psi, double temperature, DMatrixRMaj x) {
            if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("temperature must be above 0 and finite, got " + temperature);
            }
            requireShape("psi", psi);
            requireShape("x", x);
            this.temperature = temperature;
            for (int i = 0; i < allowed.rows(); i++) {
                row(i, psi.data);
            }
            System.arraycopy(last.data, 0, x.data, 0, last.getNumElements());
        }

        private void row(int i, double[] psi) {
            int first = allowed.rowStart(i);
            int end = allowed.rowEnd(i);
            int offset = i * allowed.columns();
            double largest = Double.NEGATIVE_INFINITY;
            for (int e = first; e < end; e++) {
                largest = Math.max(largest, psi[offset + allowed.column(e)]);
            }
            double sum = 0;
            for (int e = first; e < end; e++) {
                double value = Math.exp((psi[offset + allowed.column(e)] - largest) / temperature);
                last.data[offset + allowed.column(e)] = value;
                sum += value;
            }
            for (int e = first; e < end; e++) {
                last.data[offset + allowed.column(e)] /= sum;
            }
        }

        @Override
        public void backward(DMatrixRMaj xAdjoint, DMatrixRMaj psiAdjoint) {
            if (temperature == 0) {
                throw new IllegalStateException("softmax has no point yet: call forward first");
            }
            requireShape("xAdjoint", xAdjoint);
            requireShape("psiAdjoint", psiAdjoint);
            psiAdjoint.zero();
            for (int i = 0; i < allowed.rows(); i++) {
                int offset = i * allowed.columns();
                double mean = 0;
                for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                    mean += last.data[offset + allowed.column(e)] * xAdjoint.data[offset + allowed.column(e)];
                }
                for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                    int at = offset + allowed.column(e);
                    psiAdjoint.data[at] = last.data[at] * (xAdjoint.data[at] - mean) / temperature;
                }
            }
        }

        private void requireShape(String name, DMatrixRMaj matrix) {
            if (matrix.numRows != allowed.rows() || matrix.numCols != allowed.columns()) {
                throw new IllegalArgumentException(name + " must be " + allowed.rows() + " x " + allowed.columns()
                        + ", got " + matrix.numRows + " x " + matrix.numCols);
            }
        }
    }
}
