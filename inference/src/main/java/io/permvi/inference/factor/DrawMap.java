package io.permvi.inference.factor;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.permutation.Space;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * The relaxation of one draw: by a pass of its own, or as one of the batch of all draws of a step, where many small
 * matrices are faster together. One thread.
 */
final class DrawMap {
    private final Relaxation relaxation;
    private final Space space;
    private final Relaxation.Pass alone;
    private Optional<Batch> batch = Optional.empty();
    private int index;
    private boolean forwarded;

    DrawMap(Relaxation relaxation, Space space) {
        this.relaxation = relaxation;
        this.space = space;
        alone = relaxation.newPass(space);
    }

    /** Joins the maps of the draws of a step, which have the same relaxation, where that is faster. */
    static Optional<SharedWork> share(List<DrawMap> maps) {
        DrawMap first = maps.get(0);
        if (maps.size() < first.relaxation.smallestBatch(first.space)) {
            return Optional.empty();
        }
        Batch batch = new Batch(first.relaxation, first.space, maps.size());
        for (int k = 0; k < maps.size(); k++) {
            maps.get(k).batch = Optional.of(batch);
            maps.get(k).index = k;
        }
        return Optional.of(batch);
    }

    /** All matrices of the draws, one after the other. */
    private static final class Batch implements SharedWork {
        private final Relaxation.BatchPass pass;
        private final double[] psi;
        private final double[] x;
        private double temperature;

        Batch(Relaxation relaxation, Space space, int count) {
            pass = relaxation.newBatch(space, count);
            psi = new double[count * relaxation.inputRows(space) * relaxation.inputColumns(space)];
            x = new double[count * space.items() * space.places()];
        }

        @Override
        public void forward() {
            pass.forward(psi, temperature, x);
        }

        @Override
        public void backward() {
            pass.backward(x, psi);
        }
    }

    /** Puts psi into the batch, if there is one. */
    void prepare(DMatrixRMaj psi, double temperature) {
        if (batch.isPresent()) {
            put(psi, batch.get().psi);
            if (index == 0) {
                batch.get().temperature = temperature;
            }
        }
    }

    /** The relaxed matrix of psi, which the batch has already computed from the one prepared. */
    void forward(DMatrixRMaj psi, double temperature, DMatrixRMaj x) {
        forwarded = true;
        if (batch.isPresent()) {
            System.arraycopy(batch.get().x, index * x.getNumElements(), x.data, 0, x.getNumElements());
        } else {
            alone.forward(psi, temperature, x);
        }
    }

    /** Pulls back; with a batch, only {@link #finish} gives the gradient. */
    void backward(DMatrixRMaj xAdjoint, DMatrixRMaj psiAdjoint) {
        if (!forwarded) {
            throw new IllegalStateException("backward before forward");
        }
        if (batch.isPresent()) {
            put(xAdjoint, batch.get().x);
        } else {
            alone.backward(xAdjoint, psiAdjoint);
        }
    }

    /** Whether the gradient comes later, from the batch. */
    boolean isShared() {
        return batch.isPresent();
    }

    /** The gradient with respect to psi that the batch has computed. */
    void finish(DMatrixRMaj psiAdjoint) {
        int size = psiAdjoint.getNumElements();
        System.arraycopy(batch.orElseThrow().psi, index * size, psiAdjoint.data, 0, size);
    }

    private void put(DMatrixRMaj one, double[] all) {
        System.arraycopy(one.data, 0, all, index * one.getNumElements(), one.getNumElements());
    }
}
