package io.permvi.inference.factor;

import io.permvi.inference.optimize.Schedule;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * A relaxed factor whose model sees the hard draw, while the gradient runs through the relaxed one (straight-through;
 * Bengio, Léonard and Courville 2013; with Gumbel-Sinkhorn, Mena et al. 2018, section 4). The gradient is biased: that
 * of the model is taken at a vertex and that of the draw beside it. For models that mean nothing between matchings.
 * Costs one hard draw more than the factor.
 *
 * @param factor the relaxed factor
 */
public record StraightThrough(RelaxedFactor factor) implements RelaxedFactor, Estimator {

    /** It is an estimate of no bound: energy and entropy term belong to different points. */
    @Override
    public Bound bound() {
        return Bound.NOTHING;
    }

    @Override
    public boolean hasExactGradient() {
        return false;
    }

    @Override
    public Schedule temperature() {
        return factor.temperature();
    }

    @Override
    public Optional<SharedWork> share(List<? extends VariationalFactor.Pass> passes) {
        return factor.share(
                passes.stream().map(pass -> ((StraightPass) pass).relaxed).toList());
    }

    @Override
    public RelaxedFactor.Pass newPass() {
        return new StraightPass(factor.newPass(), new DMatrixRMaj(latent().rows(), latent().columns()));
    }

    private record StraightPass(RelaxedFactor.Pass relaxed, DMatrixRMaj x) implements RelaxedFactor.Pass {
        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            // the hard draw first, since the gradient is that of the last forward
            relaxed.hardDraw(parameters, parameterOffset, noise, noiseOffset, z);
            return relaxed.forward(parameters, parameterOffset, noise, noiseOffset, x);
        }

        @Override
        public void backward(DMatrixRMaj zAdjoint, double[] gradient, int parameterOffset) {
            relaxed.backward(zAdjoint, gradient, parameterOffset);
        }

        @Override
        public void hardDraw(double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            relaxed.hardDraw(parameters, parameterOffset, noise, noiseOffset, z);
        }

        @Override
        public void setTemperature(double value) {
            relaxed.setTemperature(value);
        }

        @Override
        public void prepare(double[] parameters, int parameterOffset, double[] noise, int noiseOffset) {
            relaxed.prepare(parameters, parameterOffset, noise, noiseOffset);
        }

        @Override
        public void finish(double[] gradient, int parameterOffset) {
            relaxed.finish(gradient, parameterOffset);
        }
    }
}
