package io.permvi.inference.factor;

import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Space;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** The best matching of noisy scores, {@code P = argmax <X + G, P>}, and what its noise adds; one thread. */
final class HardGumbelDraw {
    private final SparsityPattern allowed;
    private final LinearMaximum best;
    private final DMatrixRMaj psi;
    private final DMatrixRMaj movedPsi;
    private final double[] packed;
    private final int[] places;
    private boolean drawn;

    HardGumbelDraw(Space space) {
        allowed = space.allowed();
        best = LinearMaximum.of(space);
        psi = new DMatrixRMaj(allowed.rows(), allowed.columns());
        movedPsi = psi.createLike();
        packed = new double[allowed.count()];
        places = new int[allowed.rows()];
    }

    /** The matching of factor X + scale noise. */
    void draw(double[] parameters, int parameterOffset, double factor, double[] noise, int noiseOffset, DMatrixRMaj z) {
        for (int e = 0; e < packed.length; e++) {
            packed[e] = factor * parameters[parameterOffset + e] + noise[noiseOffset + e];
        }
        allowed.put(packed, 0, psi);
        best.maximize(psi, places);
        Matching.toMatrix(places, z);
        drawn = true;
    }

    /** The sum of values packed by entry over the matching that was drawn. */
    double sum(double[] packedValues, int offset) {
        requireDraw();
        double sum = 0;
        for (int i = 0; i < places.length; i++) {
            int e = entry(places, i);
            sum += e < 0 ? 0 : packedValues[offset + e];
        }
        return sum;
    }

    /** Adds a number to the entries of the matching that was drawn. */
    void add(double value, double[] packedValues, int offset) {
        requireDraw();
        add(places, value, packedValues, offset);
    }

    private void add(int[] matching, double value, double[] packedValues, int offset) {
        for (int i = 0; i < matching.length; i++) {
            int e = entry(matching, i);
            if (e >= 0) {
                packedValues[offset + e] += value;
            }
        }
    }

    private int entry(int[] matching, int i) {
        return matching[i] == Matching.UNMATCHED ? -1 : allowed.entry(i, matching[i]);
    }

    /**
     * Moves the noisy scores along a direction and adds a multiple of the matching that is best there.
     *
     * @return whether it is another than the one that was drawn
     */
    boolean addMoved(double[] direction, double step, double value, int[] moved, double[] gradient, int offset) {
        requireDraw();
        allowed.gather(psi, packed, 0);
        for (int e = 0; e < packed.length; e++) {
            packed[e] += step * direction[e];
        }
        allowed.put(packed, 0, movedPsi);
        best.maximize(movedPsi, moved);
        add(moved, value, gradient, offset);
        return !Arrays.equals(moved, places);
    }

    void requireDraw() {
        if (!drawn) {
            throw new IllegalStateException("nothing was drawn yet: call forward first");
        }
    }
}
