package io.permvi.inference.factor;

/** A pass that draws or scores hard values and remembers the log probability of the last; one thread. */
abstract class HardPass implements DiscreteFactor.Pass {
    private double logProbability = Double.NaN;

    /** Remembers log q of what was drawn or scored; NaN for nothing. */
    final double scored(double value) {
        logProbability = value;
        return value;
    }

    /** Adds the advantage times the gradient of that log probability; arguments as of {@link #backward}. */
    abstract void addScore(double advantage, double[] gradient, int parameterOffset);

    @Override
    public final void backward(double advantage, double[] gradient, int parameterOffset) {
        requireValue();
        addScore(advantage, gradient, parameterOffset);
    }

    @Override
    public final double logDensity() {
        requireValue();
        return logProbability;
    }

    private void requireValue() {
        if (Double.isNaN(logProbability)) {
            throw new IllegalStateException("nothing was drawn or scored yet: call forward first");
        }
    }
}
