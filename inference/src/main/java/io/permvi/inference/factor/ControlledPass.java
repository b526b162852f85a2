package io.permvi.inference.factor;

import org.ejml.data.DMatrixRMaj;

/** The draws of a controlled factor are those of its distribution; the control forgets what was not drawn forward. */
abstract class ControlledPass implements ControlledFactor.Pass {
    private final DiscreteFactor.Pass draw;
    private double temperature;

    ControlledPass(DiscreteFactor.Pass draw, double temperature) {
        this.draw = draw;
        this.temperature = temperature;
    }

    /** That the last thing the pass did was no forward. */
    abstract void forget();

    final double temperature() {
        return temperature;
    }

    @Override
    public final void setTemperature(double value) {
        temperature = value;
    }

    @Override
    public final void hardDraw(
            double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
        forget();
        draw.hardDraw(parameters, parameterOffset, noise, noiseOffset, z);
    }

    @Override
    public final double logProbability(double[] parameters, int parameterOffset, int[] places) {
        forget();
        return draw.logProbability(parameters, parameterOffset, places);
    }

    @Override
    public final double logDensity() {
        return draw.logDensity();
    }

    @Override
    public final void backward(double advantage, double[] gradient, int parameterOffset) {
        draw.backward(advantage, gradient, parameterOffset);
    }
}
