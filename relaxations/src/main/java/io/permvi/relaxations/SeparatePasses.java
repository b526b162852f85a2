package io.permvi.relaxations;

import io.permvi.relaxations.permutation.Space;
import org.ejml.data.DMatrixRMaj;

/** A batch that runs one matrix after the other, each by a pass of its own. */
final class SeparatePasses implements Relaxation.BatchPass {
    private final Relaxation.Pass[] passes;
    private final DMatrixRMaj psi;
    private final DMatrixRMaj x;

    SeparatePasses(Relaxation relaxation, Space space, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a batch needs at least 1 matrix, got " + count);
        }
        passes = new Relaxation.Pass[count];
        for (int k = 0; k < count; k++) {
            passes[k] = relaxation.newPass(space);
        }
        psi = new DMatrixRMaj(relaxation.inputRows(space), relaxation.inputColumns(space));
        x = new DMatrixRMaj(space.items(), space.places());
    }

    @Override
    public void forward(double[] psis, double temperature, double[] xs) {
        requireLength(psis, psi, "psi");
        requireLength(xs, x, "x");
        for (int k = 0; k < passes.length; k++) {
            load(psis, k, psi);
            passes[k].forward(psi, temperature, x);
            store(x, k, xs);
        }
    }

    @Override
    public void backward(double[] xAdjoints, double[] psiAdjoints) {
        requireLength(xAdjoints, x, "the adjoint of x");
        requireLength(psiAdjoints, psi, "the adjoint of psi");
        for (int k = 0; k < passes.length; k++) {
            load(xAdjoints, k, x);
            passes[k].backward(x, psi);
            store(psi, k, psiAdjoints);
        }
    }

    private static void load(double[] from, int k, DMatrixRMaj to) {
        int size = to.getNumElements();
        System.arraycopy(from, k * size, to.data, 0, size);
    }

    private static void store(DMatrixRMaj from, int k, double[] to) {
        int size = from.getNumElements();
        System.arraycopy(from.data, 0, to, k * size, size);
    }

    private void requireLength(double[] values, DMatrixRMaj one, String name) {
        if (values.length != passes.length * one.getNumElements()) {
            throw new IllegalArgumentException(name + " must hold " + passes.length + " matrices of "
                    + one.getNumElements() + " entries, got " + values.length + " numbers");
        }
    }
}
