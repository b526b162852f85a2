package io.permvi.relaxations.sorting;

import io.permvi.relaxations.RelaxationPass;
import io.permvi.relaxations.permutation.Permutations;
import io.permvi.relaxations.permutation.Space;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** The frame of a sorting relaxation's pass: it checks the space and sorts the scores. */
abstract class SortingPass extends RelaxationPass {
    /** The number of items. */
    protected final int n;
    /** The scores, largest first. */
    protected final double[] sorted;
    /** The item of each sorted score. */
    protected int[] order;

    private final double[] score;
    private final DescendingOrder sorting;

    SortingPass(SortingRelaxation relaxation, Space space) {
        super(relaxation, space);
        if (!(space instanceof Permutations) || !space.allowed().isFull()) {
            throw new IllegalArgumentException("sorting serves permutations without a mask, got " + space
                    + "; for others use the Sinkhorn operator or RegularizedTransport");
        }
        n = space.items();
        sorted = new double[n];
        score = new double[n];
        sorting = new DescendingOrder(n);
    }

    /** x of the scores in {@link #sorted}; the row of the item that is at place r is {@code order[r]}. */
    protected abstract void mapSorted(double temperature, DMatrixRMaj x);

    /** The gradient with respect to {@link #sorted}; {@code adjoint} is zero. */
    protected abstract void pullBackSorted(DMatrixRMaj xAdjoint, double temperature, double[] adjoint);

    @Override
    protected final void map(DMatrixRMaj psi, double temperature, DMatrixRMaj x) {
        for (int i = 0; i < n; i++) {
            if (!Double.isFinite(psi.data[i])) {
                throw new IllegalArgumentException("score " + i + " must be finite, got " + psi.data[i]);
            }
            score[i] = psi.data[i];
        }
        order = sorting.sort(score);
        for (int r = 0; r < n; r++) {
            sorted[r] = score[order[r]];
        }
        mapSorted(temperature, x);
    }

    @Override
    protected final void pullBack(DMatrixRMaj xAdjoint, double temperature, DMatrixRMaj psiAdjoint) {
        Arrays.fill(score, 0);
        pullBackSorted(xAdjoint, temperature, score);
        for (int r = 0; r < n; r++) {
            psiAdjoint.data[order[r]] = score[r];
        }
    }
}
