package io.permvi.inference.factor;

import io.permvi.models.RealLatent;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A real latent with a domain, as the image of a factor of unconstrained numbers: {@code z = T(u)}, {@code log q(z) = log
 * q(u) - log |det dT/du|}. A Gaussian inside makes it log-normal where z is positive, logit-normal where it is bounded,
 * logistic-normal on the simplex; a full or low-rank one joins the entries.
 *
 * <pre>{@code
 * var scale = new RealLatent("scale", 1, 1, Domain.positive());
 * var q = MeanField.of(new SequentialMatching(x), ConstrainedReals.of(scale));
 * }</pre>
 *
 * @param latent the latent with a domain
 * @param free the factor of the unconstrained numbers
 */
public record ConstrainedReals(RealLatent latent, DensityFactor free) implements DensityFactor {

    /**
     * Checks the shape.
     *
     * @throws IllegalArgumentException when the factor is not of as many rows and unconstrained columns as the latent needs
     */
    public ConstrainedReals {
        int columns = latent.domain().freeColumns(latent.columns());
        if (free.latent().rows() != latent.rows() || free.latent().columns() != columns) {
            throw new IllegalArgumentException("the factor inside must be of " + latent.rows() + " x " + columns
                    + " unconstrained numbers, got " + free.latent());
        }
    }

    /** Independent Gaussian numbers inside, starting near the image of zero. */
    public static ConstrainedReals of(RealLatent latent) {
        return of(latent, DiagonalGaussian::new);
    }

    /**
     * With another factor inside, such as {@code FullGaussian::new}.
     *
     * @param inside makes the factor of a latent of unconstrained numbers
     */
    public static ConstrainedReals of(RealLatent latent, Function<RealLatent, DensityFactor> inside) {
        int columns = latent.domain().freeColumns(latent.columns());
        return new ConstrainedReals(latent, inside.apply(new RealLatent(latent.name(), latent.rows(), columns)));
    }

    /** Makes sure that a factor whose draws go anywhere may serve a latent. */
    static void requireReals(RealLatent latent) {
        if (!latent.domain().isReals()) {
            throw new IllegalArgumentException("a Gaussian draws every number, but " + latent.name() + " is "
                    + latent.domain() + "; write ConstrainedReals.of(latent) instead");
        }
    }

    @Override
    public int parameterCount() {
        return free.parameterCount();
    }

    @Override
    public int noiseCount() {
        return free.noiseCount();
    }

    @Override
    public void initialize(double[] parameters, int offset, RandomGenerator rng) {
        free.initialize(parameters, offset, rng);
    }

    /** Deviations become those of the unconstrained numbers by the slope at the means. */
    @Override
    public void startAt(Start start, double[] parameters, int offset) {
        RealLatent inside = (RealLatent) free.latent();
        DMatrixRMaj means = new DMatrixRMaj(inside.rows(), inside.columns());
        DMatrixRMaj deviations = means.createLike();
        latent.domain().inverse(start.values(), means);
        for (int i = 0; i < means.numRows; i++) {
            for (int j = 0; j < means.numCols; j++) {
                double slope = latent.domain().slope(start.values(), i, j);
                deviations.set(i, j, start.deviations().get(i, j) / slope);
            }
        }
        free.startAt(Start.means(inside, means, deviations), parameters, offset);
    }

    @Override
    public void drawNoise(double[] noise, int offset, RandomGenerator rng) {
        free.drawNoise(noise, offset, rng);
    }

    @Override
    public Bound bound() {
        return free.bound();
    }

    @Override
    public DensityFactor.Pass newPass() {
        return new ConstrainedPass();
    }

    private final class ConstrainedPass implements DensityFactor.Pass {
        private final DensityFactor.Pass inner = free.newPass();
        private final DMatrixRMaj u =
                new DMatrixRMaj(free.latent().rows(), free.latent().columns());
        private final DMatrixRMaj uAdjoint = u.createLike();
        private final DMatrixRMaj value = new DMatrixRMaj(latent.rows(), latent.columns());
        private double logJacobian;

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            double entropy = inner.forward(parameters, parameterOffset, noise, noiseOffset, u);
            logJacobian = latent.domain().map(u, z);
            value.setTo(z);
            return entropy + logJacobian;
        }

        @Override
        public double logDensity() {
            return inner.logDensity() - logJacobian;
        }

        @Override
        public void backward(DMatrixRMaj zAdjoint, double[] gradient, int parameterOffset) {
            latent.domain().pullBack(value, zAdjoint, uAdjoint);
            inner.backward(uAdjoint, gradient, parameterOffset);
        }
    }
}
