package io.permvi.relaxations;

import io.permvi.relaxations.permutation.Space;
import org.ejml.data.DMatrixRMaj;

/** The frame of a pass of an invertible relaxation, as {@link RelaxationPass} is that of any. */
public abstract class InvertiblePass extends RelaxationPass implements InvertibleRelaxation.Pass {

    /**
     * @param relaxation whose pass it is
     * @param space that it serves
     */
    protected InvertiblePass(InvertibleRelaxation relaxation, Space space) {
        super(relaxation, space);
    }

    /** log|det dx/dpsi| at the point of the last map. */
    protected abstract double logDeterminant(double temperature);

    /**
     * The gradient with respect to psi of a function of x plus a multiple of log|det dx/dpsi|, at the point of the last
     * map.
     *
     * @param xAdjoint items by places. Not modified.
     * @param logDetAdjoint the factor of log|det dx/dpsi|
     * @param temperature that of the last map
     * @param psiAdjoint input rows by input columns, to be overwritten; 0 where not allowed. Modified.
     */
    protected abstract void pullBack(
            DMatrixRMaj xAdjoint, double logDetAdjoint, double temperature, DMatrixRMaj psiAdjoint);

    /**
     * The psi that the map takes to x.
     *
     * @param x items by places. Not modified.
     * @param temperature one that {@link #requireTemperature} took
     * @param psi input rows by input columns. Modified.
     * @throws IllegalArgumentException when x is outside the range
     */
    protected abstract void invert(DMatrixRMaj x, double temperature, DMatrixRMaj psi);

    @Override
    protected final void pullBack(DMatrixRMaj xAdjoint, double temperature, DMatrixRMaj psiAdjoint) {
        pullBack(xAdjoint, 0, temperature, psiAdjoint);
    }

    @Override
    public final double logAbsDetJacobian() {
        return logDeterminant(lastTemperature());
    }

    @Override
    public final void backward(DMatrixRMaj xAdjoint, double logDetAdjoint, DMatrixRMaj psiAdjoint) {
        requireBackward(xAdjoint, psiAdjoint);
        pullBack(xAdjoint, logDetAdjoint, lastTemperature(), psiAdjoint);
    }

    @Override
    public final void inverse(DMatrixRMaj x, double temperature, DMatrixRMaj psi) {
        requireTemperature(temperature);
        requireValue("x", x);
        requireInput("psi", psi);
        invert(x, temperature, psi);
    }
}
