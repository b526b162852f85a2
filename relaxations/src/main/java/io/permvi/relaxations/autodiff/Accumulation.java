package io.permvi.relaxations.autodiff;

import org.ejml.data.DMatrixRMaj;

/** The additions to adjoints that several operations share. */
final class Accumulation {
    private Accumulation() {}

    /** input adjoint += factor * matrix, where the input needs it. */
    static void add(double factor, DMatrixRMaj matrix, Var input) {
        if (!input.needsAdjoint()) {
            return;
        }
        double[] from = matrix.data;
        double[] to = input.adjoint().data;
        int n = matrix.getNumElements();
        for (int i = 0; i < n; i++) {
            to[i] += factor * from[i];
        }
    }

    /** input adjoint += sign * a * b entry by entry, where the input needs it. */
    static void addProduct(double factor, DMatrixRMaj a, DMatrixRMaj b, Var input) {
        if (!input.needsAdjoint()) {
            return;
        }
        double[] x = a.data;
        double[] y = b.data;
        double[] to = input.adjoint().data;
        int n = a.getNumElements();
        for (int i = 0; i < n; i++) {
            to[i] += factor * x[i] * y[i];
        }
    }
}
