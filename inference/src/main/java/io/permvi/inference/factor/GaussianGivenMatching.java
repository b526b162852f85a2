package io.permvi.inference.factor;

import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.RealLatent;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Real latents whose mean depends on a matching, for models in which they move with it:
 *
 * <pre>  q(x, w) = q(x) N(w; m + sum_ij x_ij S_ij, diag exp(2 s)),</pre>
 *
 * a discrete factor of x and, for each free entry of w, a mean m, a log scale s and a shift S_ij for each allowed pair.
 * At S = 0 it is the mean field. Knows its density, so its draws can be weighted and its ELBO bounds the evidence.
 * Parameters: those of the factor, then m, s, and S entry after entry of w. O(items times entries of w) a draw.
 *
 * @param matching the factor of x
 * @param real the latent w, real without a domain
 */
public record GaussianGivenMatching(DiscreteFactor matching, RealLatent real) implements DensityFamily {
    private static final double ENTROPY = 0.5 * Math.log(2 * Math.PI * Math.E);
    private static final double START_SCALE = 0.1;

    /**
     * Checks the factor.
     *
     * @throws IllegalArgumentException when the latent has a domain, or the factor a control variate or draws that clash
     */
    public GaussianGivenMatching {
        ConstrainedReals.requireReals(real);
        if (matching instanceof ControlledFactor || matching.bound() != Bound.EVIDENCE) {
            throw new IllegalArgumentException(
                    "reals given a matching need a plain factor of it, such as SequentialMatching, got " + matching);
        }
    }

    private int count() {
        return real.support().count();
    }

    private DiscreteLatent discrete() {
        return (DiscreteLatent) matching.latent();
    }

    private int pairs() {
        return discrete().space().allowed().count();
    }

    @Override
    public List<Latent> latents() {
        return List.of(matching.latent(), real);
    }

    @Override
    public List<Latent> pathwise() {
        return List.of(real);
    }

    @Override
    public int parameterCount() {
        return matching.parameterCount() + count() * (2 + pairs());
    }

    @Override
    public int noiseCount() {
        return matching.noiseCount() + count();
    }

    /** Zero means and shifts, standard deviations 0.1. */
    @Override
    public double[] initialParameters(RandomGenerator rng) {
        double[] parameters = new double[parameterCount()];
        matching.initialize(parameters, 0, rng);
        int from = matching.parameterCount() + count();
        Arrays.fill(parameters, from, from + count(), Math.log(START_SCALE));
        return parameters;
    }

    /** Starts of the reals are those of every matching: shifts become 0. */
    @Override
    public void startAt(Start start, double[] parameters) {
        if (start.latent() == matching.latent()) {
            matching.startAt(start, parameters, 0);
            return;
        }
        if (start.latent() != real) {
            throw new IllegalArgumentException("no factor for latent " + start.latent() + "; there are " + latents());
        }
        int from = matching.parameterCount();
        real.support().gather(start.values(), parameters, from);
        real.support().gather(start.deviations(), parameters, from + count());
        for (int k = from + count(); k < from + 2 * count(); k++) {
            parameters[k] = Math.log(parameters[k]);
        }
        Arrays.fill(parameters, from + 2 * count(), parameters.length, 0);
    }

    @Override
    public void drawNoise(double[] noise, RandomGenerator rng) {
        matching.drawNoise(noise, 0, rng);
        for (int k = matching.noiseCount(); k < noiseCount(); k++) {
            noise[k] = rng.nextGaussian();
        }
    }

    @Override
    public Bound bound() {
        return Bound.EVIDENCE;
    }

    @Override
    public DensityFamily.Pass newPass() {
        return new JointPass();
    }

    private final class JointPass implements DensityFamily.Pass {
        private final DiscreteFactor.Pass inner = matching.newPass();
        private final int n = count();
        private final int pairs = pairs();
        private final int base = matching.parameterCount();
        private final double[] packed = new double[n];
        private final double[] deviation = new double[n];
        /** The allowed pairs of the last draw. */
        private final int[] chosen = new int[discrete().rows()];

        private int chosenCount;
        private double logDensity = Double.NaN;

        @Override
        public double forward(double[] parameters, double[] noise, LatentValues z) {
            double entropy = inner.forward(parameters, 0, noise, 0, z.get(discrete()));
            collect(z.get(discrete()));
            double squares = 0;
            double gaussian = n * ENTROPY;
            for (int k = 0; k < n; k++) {
                double draw = noise[matching.noiseCount() + k];
                double logScale = parameters[base + n + k];
                deviation[k] = Math.exp(logScale) * draw;
                packed[k] = parameters[base + k] + deviation[k];
                for (int c = 0; c < chosenCount; c++) {
                    packed[k] += parameters[base + 2 * n + k * pairs + chosen[c]];
                }
                gaussian += logScale;
                squares += draw * draw;
            }
            real.support().scatter(packed, 0, 0, z.get(real));
            logDensity = inner.logDensity() - gaussian + 0.5 * (n - squares);
            return entropy + gaussian;
        }

        private void collect(DMatrixRMaj x) {
            chosenCount = 0;
            var allowed = discrete().space().allowed();
            for (int i = 0; i < allowed.rows(); i++) {
                for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                    if (x.get(i, allowed.column(e)) == 1) {
                        chosen[chosenCount++] = e;
                    }
                }
            }
        }

        @Override
        public void backward(LatentValues zAdjoint, double advantage, double[] gradient) {
            if (Double.isNaN(logDensity)) {
                throw new IllegalStateException("backward before forward");
            }
            inner.backward(advantage, gradient, 0);
            real.support().gather(zAdjoint.get(real), packed, 0);
            for (int k = 0; k < n; k++) {
                gradient[base + k] += packed[k];
                gradient[base + n + k] += packed[k] * deviation[k] + 1;
                for (int c = 0; c < chosenCount; c++) {
                    gradient[base + 2 * n + k * pairs + chosen[c]] += packed[k];
                }
            }
        }

        @Override
        public void hardDraw(double[] parameters, double[] noise, LatentValues z) {
            forward(parameters, noise, z);
        }

        @Override
        public double logDensity() {
            if (Double.isNaN(logDensity)) {
                throw new IllegalStateException("log density before forward");
            }
            return logDensity;
        }
    }
}
